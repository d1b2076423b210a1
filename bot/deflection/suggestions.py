"""Which answers fit a ticket's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True)
class Suggested:
    """The language of a ticket, and what may answer it, best first."""

    language: str
    suggestions: list[dict[str, Any]]


@dataclass(frozen=True)
class Likely:
    """A topic that a ticket may be about, and the question within it where one is asked."""

    topic: str
    confidence: float
    question: str | None = None


async def suggest(engine: Engine, subject: str, body: str, language: str | None) -> Suggested:
    """Understands subject and body together and the body's first sentences alone, for a long body drowns its own question."""
    subject, own = decoded(subject), what_is_asked(body)
    spoken_in = language or spoken(f"{subject} {own}", answers.default_language())
    if not from_a_person(subject, body):
        return Suggested(spoken_in, [])
    understood = [await engine.understanding(part, spoken_in) for part in _parts(plainly(subject), plainly(own))]
    suggested = [_suggestion(likely, spoken_in) for likely in _likely(understood) if likely.confidence >= LIKELY_ENOUGH]
    return Suggested(spoken_in, [one for one in suggested if one is not None][:MOST])


def _likely(understood: Iterable[Understanding]) -> list[Likely]:
    """The topics of the parts, likeliest first: each as the part has it that is surest of it."""
    best: dict[str, Likely] = {}
    for one in understood:
        if one.topic == "out-of-scope":
            continue
        for topic, confidence in one.ranking:
            question = one.question if (one.question or "").partition("/")[0] == topic else None
            if topic not in best or confidence > best[topic].confidence:
                best[topic] = Likely(topic, confidence, question)
    return sorted(best.values(), key=lambda likely: -likely.confidence)


def _parts(subject: str, body: str) -> list[str]:
    whole = f"{subject.strip()}. {body.strip()}".strip(". ")
    sentences = [sentence for sentence in re.split(r"(?<=[.?!])\s+|\n+", body) if sentence.strip()]
    questions = [sentence for sentence in sentences if "?" in sentence][:2]
    return list(dict.fromkeys(part[:LONGEST_PART] for part in (whole, subject.strip(), *(questions or sentences[:1])) if part))


def _suggestion(likely: Likely, language: str) -> dict[str, Any] | None:
    """The answer to the question, else the topic's own; nothing where the page leaves it open, or the answer depends on who asks."""
    topic, asked = answers.topics(language)[likely.topic], answers.answer_to(language, likely.question)
    if topic.kind != "answer" or (asked and asked.open):
        return None
    if asked and asked.sections:
        return _offered(likely, asked.question, asked.text, asked.sections)
    # What rests on no section of the page is said of a person's own contract: a ticket form knows none.
    return _offered(likely, None, topic.answer, topic.sections) if topic.answer else None


def _offered(likely: Likely, question: str | None, text: str, sections: Sequence[str]) -> dict[str, Any]:
    return {
        "topic": likely.topic,
        "question": question,
        "answer": text,
        "confidence": round(likely.confidence, 4),
        "sources": [{"title": PAGE, "section": section} for section in sections],
    }
