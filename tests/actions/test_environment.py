"""The day on which the actions answer: the real one, the one that is set, or that of the clock which the gateway has as
well.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from actions import environment


@pytest.fixture(autouse=True)
def clocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("RENEWALS_TODAY", raising=False)
    environment._ahead.cache_clear()
    yield
    environment._ahead.cache_clear()


def test_without_settings_it_is_the_real_day() -> None:
    assert environment.today("UTC") == datetime.now(UTC).date()


def test_the_clock_that_begins_at_an_instant_gives_the_day_of_each_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENEWALS_NOW", "2026-01-31T23:30:00+00:00")
    assert environment.today("UTC") == date(2026, 1, 31)
    assert environment.today("Asia/Tokyo") == date(2026, 2, 1)


def test_a_day_that_is_set_goes_before_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENEWALS_NOW", "2026-01-31T23:30:00+00:00")
    monkeypatch.setenv("RENEWALS_TODAY", "2026-11-23")
    assert environment.today("Asia/Tokyo") == date(2026, 11, 23)
