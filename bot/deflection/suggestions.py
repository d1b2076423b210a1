"""Which answers fit a ticket's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.deflection.mails import decoded, from_a_person, what_is_asked
from bot.engine import Engine
from protocol.turn import Understanding
from renewals import answers
from renewals.answers import PAGE
from renewals.languages import spoken
from renewals.numbers_in_text import plainly

MOST = 3
LIKELY_ENOUGH = 0.15
LONGEST_PART = 300
# Sentences that are looked at by themselves: so many, of a body of so many characters, each of so many at least.
MOST_SENTENCES, LONGEST_BODY, SHORTEST_SENTENCE = 10, 3000, 12
OUT_OF_SCOPE = "out-of-scope"
# The first parts stand for the whole letter. Where nothing in it is a question, its last sentences are taken for what is asked.
WHOLES, LAST_SENTENCES = 2, 3
NO_ANSWER = ("smalltalk", "fallback", "handoff")


@dataclass(frozen=True)
class Suggested:
    """The language of a ticket, and what may answer it, best first."""

    language: str
    suggestions: list[dict[str, Any]]


@dataclass(frozen=True)
class Likely:
    """A topic that a ticket may be about, and the question within it where one is asked. `first`: some part of the ticket is about it above all."""

    topic: str
    confidence: float
    question: str | None = None
    first: bool = False


async def suggest(engine: Engine, subject: str, body: str, language: str | None) -> Suggested:
    """Understands subject and body together and each sentence alone, for a long body drowns its own question."""
    subject, own = decoded(subject), what_is_asked(body)
    spoken_in = language or spoken(f"{subject} {own}", answers.default_language())
    if not from_a_person(subject, body):
        return Suggested(spoken_in, [])
    understood = [await engine.understanding(part, spoken_in) for part in _parts(plainly(subject), plainly(own))]
    suggested = [_suggestion(likely, spoken_in) for likely in _likely(understood) if likely.confidence >= LIKELY_ENOUGH]
    return Suggested(spoken_in, [one for one in suggested if one is not None][:MOST])


def _likely(understood: Sequence[Understanding]) -> list[Likely]:
    """The topics of the whole and of its parts, each as that one has it which is surest of it: first what some part is about above all, likeliest first.

    A part counts as far as the whole is about anything that has an answer: a sentence about a renewal in a letter about an invoice asks nothing.
    """
    answerable = 1.0 - min(dict(one.ranking).get(OUT_OF_SCOPE, 0.0) for one in understood[:WHOLES])
    best: dict[str, Likely] = {}
    for number, one in enumerate(understood):
        if one.topic == OUT_OF_SCOPE:
            continue
        for place, (topic, likely) in enumerate(one.ranking):
            confidence = likely * answerable if number >= WHOLES else likely
            question = one.question if (one.question or "").partition("/")[0] == topic else None
            found = Likely(topic, confidence, question, first=place == 0)
            if topic not in best or (found.first, confidence) > (best[topic].first, best[topic].confidence):
                best[topic] = found
    return sorted(best.values(), key=lambda likely: (-likely.first, -likely.confidence))


def _parts(subject: str, body: str) -> list[str]:
    """The whole; the subject with what is asked, for of a long letter only the beginning is read; then the subject and each sentence."""
    whole = f"{subject.strip()}. {body.strip()}".strip(". ")
    sentences = [sentence.strip() for sentence in re.split(r"(?<=[.?!])\s+|\n+", body[:LONGEST_BODY])]
    asking = [sentence for sentence in sentences if len(sentence) >= SHORTEST_SENTENCE][:MOST_SENTENCES]
    questions = [sentence for sentence in asking if "?" in sentence] or asking[-LAST_SENTENCES:]
    gist = f"{subject.strip()}. {' '.join(questions)}".strip(". ")
    return [
        whole,
        gist,
        *(part for part in dict.fromkeys([subject.strip()[:LONGEST_PART], *(one[:LONGEST_PART] for one in asking)]) if part),
    ]


def _suggestion(likely: Likely, language: str) -> dict[str, Any] | None:
    """The answer to the question, else the topic's own; nothing where the page leaves it open, or the answer depends on who asks."""
    topic, asked = answers.topics(language)[likely.topic], answers.answer_to(language, likely.question)
    if topic.kind in NO_ANSWER or (asked and asked.open):
        return None
    if asked and asked.sections:
        return _offered(likely, asked.question, asked.text, asked.sections)
    # What rests on no section of the page is said of a person's own contract: a ticket form knows none.
    return _offered(likely, None, topic.answer, topic.sections) if topic.kind == "answer" and topic.answer else None


def _offered(likely: Likely, question: str | None, text: str, sections: Sequence[str]) -> dict[str, Any]:
    return {
        "topic": likely.topic,
        "question": question,
        "answer": text,
        "confidence": round(likely.confidence, 4),
        "sources": [{"title": PAGE, "section": section} for section in sections],
    }
