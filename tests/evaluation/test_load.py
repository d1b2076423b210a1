"""The load benchmark measures what it says: waiting for one's turn counts, and a rate breaks by slowness or silence."""

from __future__ import annotations

import asyncio

import psutil

from benchmarks.load import AT_LEAST, AT_MOST, Plan, Step, System, missed, never_said
from bot.evaluation.dataset import Labelled

QUICK = Plan(people=2, seconds=0.2, first=20.0)


async def test_a_turn_is_timed_from_when_its_message_was_due() -> None:
    async def slow(person: int, message: Labelled) -> bool:
        await asyncio.sleep(0.15)
        return True

    step = await System("slow", [], slow).at(20.0, QUICK, never_said(0))
    # Two messages a person, 0.1 s apart: the second waits until the first is answered.
    assert len(step.taken) == 4
    assert max(step.taken) >= 0.2 - 0.02 > min(step.taken)


async def test_no_message_is_said_twice_and_each_person_says_their_own() -> None:
    said: list[tuple[int, str]] = []

    async def note(person: int, message: Labelled) -> bool:
        said.append((person, message.text))
        return True

    await System("any", [psutil.Process()], note).at(50.0, QUICK, never_said(0))
    assert len({text for _, text in said}) == len(said) == 10
    assert {person for person, _ in said} == {0, 1}


async def test_a_rate_breaks_by_an_unanswered_message_or_by_slowness() -> None:
    async def silent(person: int, message: Labelled) -> bool:
        return person == 0

    step = await System("silent", [], silent).at(20.0, QUICK, never_said(0))
    assert (step.failed, step.broke) == (2, True)
    assert Step(1.0, [0.1] * 90 + [3.0] * 10).broke
    assert not Step(1.0, [0.1] * 99 + [3.0]).broke
    assert Step(1.0).broke


def test_each_goal_that_is_missed_is_told() -> None:
    met = {**AT_LEAST, **AT_MOST}
    assert missed(met) == []
    assert missed({**met, "times stock's": 2.9, "out of order": 1.0}) == ["times stock's", "out of order"]
