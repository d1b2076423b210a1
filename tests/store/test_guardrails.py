"""Figures are held to the limits that are set, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.store import deflections, outgoing
from renewals.store.database import Sessions
from renewals.store.figures import guardrails
from renewals.store.figures.proof import Sent, sent
from renewals.store.figures.selection import Selection, Share
from renewals.store.figures.waiting import Minutes, Waited

BEGAN = datetime(2026, 10, 5, 9, tzinfo=UTC)
ALL = Selection(date(2026, 1, 1), date(2027, 12, 31))
NOTHING = (Sent(0, 0, None), Sent(0, 0, None))


def held(told: str, shares: list[Share], waits: list[Waited]) -> dict[str, bool | None]:
    return {one.name: one.kept for one in guardrails.held_to(guardrails.read(told), shares, waits, NOTHING)}


def test_a_share_and_the_slowest_region_are_held_to_their_limits() -> None:
    shares = [Share("rating", 65, 100, "replies-rated"), Share("refused", 10, 100, "conversations")]
    quick, slow = Minutes(30, 20.0, 40.0), Minutes(30, 90.0, 200.0)
    waits = [Waited("EMEA", 30, quick, quick), Waited("JP", 30, quick, slow)]
    told = held("rating=0.7 refused=0.1 claim=20 reply=60", shares, waits)
    assert told == {"rating": False, "refused": True, "claim": True, "reply": False}


def test_of_few_cases_nothing_is_said() -> None:
    few = Minutes(19, 500.0, 500.0)
    shares = [Share("rating", 0, 19, "replies-rated")]
    told = held("rating=0.7 reply=60 reopened=0", shares, [Waited("JP", 19, few, few)])
    assert told == {"rating": None, "reply": None, "reopened": None}


@given(st.floats(0, 1), st.integers(0, 40), st.integers(20, 40))
def test_a_share_keeps_to_a_limit_exactly_where_it_is_not_beyond_it(limit: float, count: int, whole: int) -> None:
    count = min(count, whole)
    shares = [Share(name, count, whole, "") for name in ("rating", "refused")]
    told = held(f"rating={limit!r} refused={limit!r}", shares, [])
    assert told == {"rating": count / whole >= limit, "refused": count / whole <= limit}


def test_tickets_that_were_sent_are_counted_by_arm_with_the_reopened(database: Sessions) -> None:
    with database.begin() as session:
        for number, (arm, minutes) in enumerate([("shown", 10), ("shown", 30), ("held-back", 5), ("shown", None)]):
            name = f"t-{number}"
            deflections.record(session, name, "en", ["a"], BEGAN, "shop", f"v-{number}", arm)
            if minutes is not None:
                deflections.end(session, name, "submitted", None, BEGAN + timedelta(minutes=minutes))
        deflections.record(session, "other", "en", ["a"], BEGAN, "shop", "w", "shown", "another")
        deflections.end(session, "other", "submitted", None, BEGAN)
        assert outgoing.told(session, "17", BEGAN, None, "t-1")
        assert outgoing.reopened(session, "17", BEGAN)
    with database() as session:
        assert sent(session, ALL) == (Sent(2, 1, 20.0), Sent(1, 0, 5.0))


@pytest.mark.parametrize("wrong", ["rating", "rating=", "rating=70", "claim=-1", "speed=3", "rating=nan"])
def test_a_limit_that_cannot_be_is_told_with_what_to_give(wrong: str) -> None:
    assert "rating=0.7 reply=120" in (guardrails.wrong(wrong) or "")
    assert guardrails.wrong("rating=0.7 reply=120 reopened=0.1") is None
