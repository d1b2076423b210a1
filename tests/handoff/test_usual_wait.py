"""How long people wait for a person is told from what happened, and not where nobody can know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff import promise
from renewals.regions import region_named
from renewals.store import handoffs as store
from renewals.store.tables import Handoff
from tests.handoff.office import MONDAY_AT_TEN, PAUL, Office


@pytest.fixture(scope="module")
def patched() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


WITHIN = "Lately, most people were joined within {} minutes."


async def joined_after(office: Office, name: str, minutes: float) -> None:
    reference = office.asks(office.conversation(name))
    office.now += timedelta(minutes=minutes)
    await office.handoffs.claim(reference, PAUL)
    await office.handoffs.resolve(reference, "solved", PAUL)
    office.now -= timedelta(minutes=minutes)


def told(office: Office) -> str:
    return str(
        office.says(
            office.conversation("asks"), "a person please", "handoff", topic="handoff", data={"region": "EMEA"}
        )[0]["text"]
    )


async def test_the_wait_of_four_of_five_requests_is_told_while_the_team_is_there(office: Office) -> None:
    for number, minutes in enumerate((1, 2, 3, 3, 4, 6, 7, 9, 50, 70)):
        await joined_after(office, f"c{number}", minutes)
    assert WITHIN.format(10) in told(office)


async def test_of_a_few_requests_nothing_is_told(office: Office) -> None:
    for number in range(9):
        await joined_after(office, f"c{number}", 3)
    assert "minutes" not in told(office)


async def test_while_the_team_is_away_nothing_is_told_but_when_it_is_back(office: Office) -> None:
    for number in range(10):
        await joined_after(office, f"c{number}", 3)
    office.now = MONDAY_AT_TEN + timedelta(hours=12)
    assert "minutes" not in told(office)


async def test_what_nobody_took_up_counts_as_a_wait_without_end(office: Office) -> None:
    for number in range(7):
        await joined_after(office, f"c{number}", 3)
    left = [office.asks(office.conversation(f"left{number}")) for number in range(3)]
    with office.sessions.begin() as session:
        for reference in left:
            session.get_one(Handoff, reference).state = store.MAILED
    assert "minutes" not in told(office)


async def test_requests_of_another_team_and_of_long_ago_do_not_count(office: Office) -> None:
    for number in range(10):
        await joined_after(office, f"c{number}", 3)
    with office.sessions() as session:
        assert promise.usual_wait(session, region_named("AMS"), office.now) is None
        assert promise.usual_wait(session, region_named("EMEA"), office.now + timedelta(days=91)) is None
        assert promise.usual_wait(session, region_named("EMEA"), office.now) == 5


@given(waits=st.lists(st.one_of(st.none(), st.integers(0, 300)), max_size=40))
def test_four_of_five_requests_were_taken_up_within_the_minutes_that_are_told(
    patched: pytest.MonkeyPatch, waits: list[int | None]
) -> None:
    rows = [(MONDAY_AT_TEN, None if wait is None else MONDAY_AT_TEN + timedelta(minutes=wait)) for wait in waits]
    patched.setattr(store, "waits", lambda *_: rows)
    minutes = promise.usual_wait(None, region_named("EMEA"), MONDAY_AT_TEN)  # type: ignore[arg-type]
    within = [wait for wait in waits if wait is not None and minutes is not None and wait <= minutes]
    assert minutes is None or len(within) >= 0.8 * len(waits)
    assert minutes is None or (len(waits) >= 10 and minutes % 5 == 0 and minutes <= promise.LONGEST)
