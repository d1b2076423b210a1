"""Which answers fit a ticket's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.conversation.messages import source
from bot.deflection import teams
from bot.deflection.evidence import Likely, likely
from bot.deflection.mails import decoded, from_a_person, what_is_asked
from bot.engine import Engine, EngineDown
from protocol.letters import LetterPart
from renewals import answers
from renewals.languages import spoken
from renewals.numbers_in_text import plainly

MOST = 3
LIKELY_ENOUGH = 0.15
# From this likelihood on a question is surely asked; one that the page leaves open counts so much less.
SURE, OPEN = 0.5, 0.5
NO_ANSWER = ("smalltalk", "fallback")


@dataclass(frozen=True)
class Suggested:
    """The language of a ticket, and what may answer it, best first."""

    language: str
    suggestions: list[dict[str, Any]]


async def suggest(engine: Engine, subject: str, body: str, language: str | None) -> Suggested:
    """The answers to what a ticket asks, best first: to each of its questions, for a long body drowns them."""
    subject, own = decoded(subject), what_is_asked(body)
    spoken_in = language or spoken(f"{subject} {own}", answers.default_language())
    if not from_a_person(subject, body):
        return Suggested(spoken_in, [])
    letter = await engine.letter(plainly(subject), plainly(own))
    wanted = _with_more([_as_far_as_answered(one, spoken_in) for one in likely(letter.parts)])
    found = [_suggestion(one, letter.parts, spoken_in) for one in wanted if one.likelihood >= LIKELY_ENOUGH]
    return Suggested(spoken_in, _each_topic_once([one for one in found if one is not None])[:MOST])


async def in_words(engine: Engine, text: str) -> Suggested:
    """The answers to what somebody writes without a subject, in its own language.

    Raises ConnectionError where the engine is away.
    """
    try:
        return await suggest(engine, "", text, None)
    except EngineDown as down:
        raise ConnectionError(str(down)) from down


def _as_far_as_answered(asked_for: Likely, language: str) -> Likely:
    """What the page leaves open is answered by its topic in general, if by anything."""
    asked = answers.answer_to(language, asked_for.question)
    return replace(asked_for, likelihood=asked_for.likelihood * OPEN) if asked and asked.open else asked_for


def _with_more(wanted: Sequence[Likely]) -> list[Likely]:
    """What is asked for, and behind it the topics that say more on the same (renewals/data/questions.yml: `also`)."""
    known = answers.catalogue()
    asked = [known[one.question] for one in wanted if one.question in known and one.likelihood >= SURE]
    more = [Likely(one.also, LIKELY_ENOUGH) for one in asked if one.also]
    return sorted([*wanted, *more], key=lambda one: -one.likelihood)


def _suggestion(asked_for: Likely, parts: Sequence[LetterPart], language: str) -> dict[str, Any] | None:
    """The answer to the question; the topic's card where the page leaves that open, or it rests on a contract.

    Who wants a person, or a team's address, gets that team's. None where only a known person has an answer.
    """
    topic, asked = answers.topics(language)[asked_for.topic], answers.answer_to(language, asked_for.question)
    if asked_for.topic in (teams.TOPIC, teams.HAND_OFF):
        return _offered(teams.TOPIC, asked_for, None, teams.team_in_words(parts, language), topic.sections, language)
    if topic.kind in NO_ANSWER:
        return None
    if asked and asked.sections and not asked.open:
        return _offered(asked_for.topic, asked_for, asked.question, asked.text, asked.sections, language)
    has_card = topic.kind == "answer" and topic.answer
    return (
        _offered(asked_for.topic, asked_for, None, topic.answer or "", topic.sections, language) if has_card else None
    )


def _each_topic_once(suggestions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The suggestions without those whose topic was suggested before: a person and a team's address are one answer."""
    by_topic: dict[str, dict[str, Any]] = {}
    for one in suggestions:
        by_topic.setdefault(one["topic"], one)
    return list(by_topic.values())


def _offered(
    topic: str, asked_for: Likely, question: str | None, text: str, sections: Sequence[str], language: str
) -> dict[str, Any]:
    return {
        "topic": topic,
        "question": question,
        "answer": text,
        "confidence": round(min(asked_for.likelihood, 1.0), 4),
        "sources": [source(section, language) for section in sections],
    }
