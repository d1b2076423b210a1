"""Which answers fit a ticket's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.deflection.mails import decoded, from_a_person, what_is_asked
from bot.engine import Engine
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


async def suggest(engine: Engine, subject: str, body: str, language: str | None) -> Suggested:
    """Understands subject and body together and the body's first sentences alone, for a long body drowns its own question."""
    subject, own = decoded(subject), what_is_asked(body)
    spoken_in = language or spoken(f"{subject} {own}", answers.default_language())
    if not from_a_person(subject, body):
        return Suggested(spoken_in, [])
    likely: dict[str, float] = {}
    for part in _parts(plainly(subject), plainly(own)):
        understood = await engine.understanding(part, spoken_in)
        if understood.topic == "out-of-scope":
            continue
        for topic, confidence in understood.ranking:
            likely[topic] = max(confidence, likely.get(topic, 0.0))
    topics = answers.topics(spoken_in)
    best = sorted(likely, key=lambda topic: -likely[topic])
    fitting = [topic for topic in best if likely[topic] >= LIKELY_ENOUGH and topics[topic].answer and topics[topic].kind == "answer"]
    return Suggested(spoken_in, [_suggestion(topic, likely[topic], spoken_in) for topic in fitting[:MOST]])


def _parts(subject: str, body: str) -> list[str]:
    whole = f"{subject.strip()}. {body.strip()}".strip(". ")
    sentences = [sentence for sentence in re.split(r"(?<=[.?!])\s+|\n+", body) if sentence.strip()]
    questions = [sentence for sentence in sentences if "?" in sentence][:2]
    return list(dict.fromkeys(part[:LONGEST_PART] for part in (whole, subject.strip(), *(questions or sentences[:1])) if part))


def _suggestion(topic: str, confidence: float, language: str) -> dict[str, Any]:
    said = answers.topics(language)[topic]
    return {
        "topic": topic,
        "answer": said.answer,
        "confidence": round(confidence, 4),
        "sources": [{"title": PAGE, "section": section} for section in said.sections],
    }
