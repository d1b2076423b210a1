"""Digests and reminders come at their hour, once, late rather than never, and only to whom they belong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.digest import digest_due
from renewals.contract_file import read_contracts
from renewals.store import renewing
from renewals.store.importing import Source, import_contracts
from renewals.store.renewing import Digest
from renewals.store.tables import Rep
from tests import marks
from tests.builders import contract_file, load
from tests.slack.local_slack import eventually, shown
from tests.slack.schedule import GRACE, MONDAY_EIGHT, PAUL, Schedule, contract, paris


@pytest.fixture
def desk(schedule: Schedule) -> Schedule:
    return schedule


def test_a_digest_comes_at_the_representatives_own_hour_and_once(desk: Schedule) -> None:
    load(desk.database, contract("C-1", date(2027, 2, 1)))
    desk.passes(paris(23, 7, 45))
    assert desk.told("U01PAUL") == []
    desk.passes(paris(23, 8))
    (digest,) = desk.told("U01PAUL")
    assert "C-1" in shown(digest)
    assert "retard" not in shown(digest)
    desk.passes(paris(24, 9))
    assert len(desk.told("U01PAUL")) == 1


def test_a_digest_missed_while_nothing_ran_comes_once_late_and_says_so(desk: Schedule) -> None:
    load(desk.database, contract("C-1", date(2027, 2, 1)))
    with desk.database.begin() as session:
        renewing.set_digest(session, PAUL, Digest(8, (0, 1, 2, 3, 4)), MONDAY_EIGHT - timedelta(days=1))
    desk.is_down(paris(25, 15))
    (digest,) = desk.told("U01PAUL")
    assert "25 novembre 2026" in shown(digest)
    assert "retard" in shown(digest).lower()
    desk.passes(paris(25, 23))
    assert len(desk.told("U01PAUL")) == 1


def test_nobody_gets_a_late_digest_on_the_day_of_the_installation(desk: Schedule) -> None:
    load(desk.database, contract("C-1", date(2027, 2, 1)))
    desk.is_down(paris(25, 15))
    assert desk.told("U01PAUL") == []


def test_no_chosen_day_means_no_digest(desk: Schedule) -> None:
    load(desk.database, contract("C-1", date(2027, 2, 1)))
    with desk.database.begin() as session:
        renewing.set_digest(session, PAUL, Digest(8, ()), MONDAY_EIGHT - timedelta(days=7))
    desk.passes(paris(24, 12))
    assert desk.told("U01PAUL") == []


@pytest.mark.parametrize("before", [90, 60, 30, 7])
def test_a_reminder_comes_so_many_days_before_an_end_and_once(desk: Schedule, before: int) -> None:
    load(desk.database, contract("C-1", date(2026, 11, 24) + timedelta(days=before)))
    desk.passes(paris(23, 23))
    desk.slack.forget()
    desk.passes(paris(24, 7, 45))
    assert desk.told("U01PAUL") == []
    desk.passes(paris(24, 8))
    (reminder,) = desk.told("U01PAUL")
    assert f"{before} jours" in shown(reminder)
    assert "C-1" in shown(reminder)
    desk.passes(paris(25, 20))
    assert len(desk.told("U01PAUL")) == 1


def test_what_was_told_yesterday_is_not_told_again_beside_todays(desk: Schedule) -> None:
    load(desk.database, contract("C-1", date(2026, 12, 24)), contract("C-2", date(2026, 12, 25)))
    desk.passes(paris(23, 23))
    desk.slack.forget()
    desk.passes(paris(25, 20))
    first, second = desk.told("U01PAUL")
    assert ("C-1" in shown(first), "C-2" in shown(first)) == (True, False)
    assert ("C-1" in shown(second), "C-2" in shown(second)) == (False, True)


def test_reminders_missed_while_nothing_ran_come_once_and_say_that_they_are_late(desk: Schedule) -> None:
    load(desk.database, contract("C-1", date(2026, 12, 26)), contract("C-2", date(2026, 12, 1)))
    desk.passes(paris(23, 8))
    desk.is_down(paris(28, 10))
    reminders = [message for message in desk.told("U01PAUL") if "C-1" in shown(message) or "C-2" in shown(message)]
    text = "\n".join(shown(message) for message in reminders)
    assert "26 novembre 2026" in text  # thirty days before C-1 ends
    assert "24 novembre 2026" in text  # seven days before C-2 ends
    before = len(desk.told("U01PAUL"))
    desk.passes(paris(28, 20))
    assert len(desk.told("U01PAUL")) == before


@pytest.mark.parametrize("mark", ["contacted", "snoozed", "renewed"])
def test_reminders_stop_once_contacted_put_off_or_renewed(desk: Schedule, mark: str) -> None:
    load(desk.database, contract("C-1", date(2026, 12, 24)))
    with desk.database.begin() as session:
        if mark == "contacted":
            marks.mark_contacted(session, "C-1", PAUL, desk.now)
        if mark == "snoozed":
            marks.snooze(session, "C-1", date(2026, 12, 10))
    if mark == "renewed":
        load(desk.database, contract("C-1", date(2027, 12, 24)))
    desk.passes(paris(23, 23))
    desk.slack.forget()
    desk.passes(paris(24, 20))
    assert desk.told("U01PAUL") == []


def test_a_mark_counts_for_its_term_alone(desk: Schedule) -> None:
    load(desk.database, contract("C-1", date(2025, 12, 24), start_date="2025-01-01"))
    with desk.database.begin() as session:
        marks.mark_contacted(session, "C-1", PAUL, desk.now)
    load(desk.database, contract("C-1", date(2026, 12, 24)))
    desk.passes(paris(23, 23))
    desk.slack.forget()
    desk.passes(paris(24, 8))
    assert len(desk.told("U01PAUL")) == 1


def test_a_wished_reminder_comes_on_its_day(desk: Schedule) -> None:
    load(desk.database, contract("C-1", date(2027, 12, 24)))
    with desk.database.begin() as session:
        marks.remind(session, "C-1", PAUL, date(2026, 11, 25))
        marks.remind(session, "C-1", PAUL, date(2026, 11, 25))
    desk.passes(paris(24, 23))
    desk.slack.forget()
    desk.passes(paris(25, 20))
    (reminder,) = desk.told("U01PAUL")
    assert "C-1" in shown(reminder)


def test_a_reminder_is_never_about_an_account_that_is_not_ones_own_any_more(desk: Schedule) -> None:
    load(desk.database, contract("C-1", date(2027, 12, 24)))
    with desk.database.begin() as session:
        marks.remind(session, "C-1", PAUL, date(2026, 11, 24))
    load(desk.database, contract("C-1", date(2027, 12, 24), owner=GRACE))
    desk.passes(paris(23, 23))
    desk.slack.forget()
    desk.passes(paris(25, 20))
    assert desk.told("U01PAUL") == []
    assert "C-1" not in str(desk.slack.messages(desk.slack.direct_channel("U01PAUL")))


def test_slack_being_down_delays_a_digest_and_does_not_double_it(desk: Schedule) -> None:
    load(desk.database, contract("C-1", date(2027, 2, 1)))
    desk.passes(paris(23, 7, 45))
    desk.proxy.arrive_and_fail("chat.postMessage")
    desk.proxy.fail("users.lookupByEmail", 1, 503)
    desk.passes(paris(23, 10))
    (digest,) = [message for message in desk.told("U01PAUL") if "C-1" in shown(message)]
    assert digest


def test_an_owner_without_an_account_in_slack_stops_nobody_elses_digest(desk: Schedule) -> None:
    load(
        desk.database,
        contract("C-1", date(2027, 2, 1), owner="a.nobody@vendor.example"),
        contract("C-2", date(2027, 2, 1)),
    )
    desk.passes(paris(23, 8))
    assert len(eventually(lambda: desk.told("U01PAUL"))) == 1


def test_a_representative_of_a_region_is_told_of_their_own_and_not_of_the_whole_region(desk: Schedule) -> None:
    load(
        desk.database,
        contract("C-1", date(2027, 2, 1), owner=GRACE, country="US"),
        contract("C-2", date(2027, 2, 1), owner="else@vendor.example", country="US"),
    )
    with desk.database.begin() as session:
        session.add(
            Rep(email=GRACE, name="Grace", role="rep", language="en", timezone="America/New_York", regions=["AMS"])
        )
    desk.passes(datetime(2026, 11, 23, 13, 0, tzinfo=UTC))
    (digest,) = desk.told("U02GRACE")
    assert "C-1" in shown(digest)
    assert "C-2" not in shown(digest)


@given(
    st.integers(0, 23),
    st.sets(st.integers(0, 6)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - the zone is put on below
    st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"]),
)
def test_a_digest_is_due_on_a_chosen_day_at_or_after_its_hour_and_within_the_week(
    hour: int, days: set[int], at: datetime, zone: str
) -> None:
    now = at.replace(tzinfo=ZoneInfo(zone))
    due = digest_due(Digest(hour, tuple(days), now - timedelta(days=30)), now)
    assert (due is None) == (not any(_was_due(now, back, hour, days) for back in range(7)))
    if due is not None:
        assert due.day.weekday() in days
        assert not any(_was_due(now, back, hour, days) for back in range((now.date() - due.day).days))


def _was_due(now: datetime, back: int, hour: int, days: set[int]) -> bool:
    day = now.date() - timedelta(days=back)
    return day.weekday() in days and datetime(day.year, day.month, day.day, hour, tzinfo=now.tzinfo) <= now


def test_a_reminder_counts_from_the_last_day_to_stop_a_renewal_where_that_comes_first(desk: Schedule) -> None:
    service = {**contract("C-9", date(2027, 6, 30)), "auto_renew": "true", "notice_date": "2026-12-24"}
    load(desk.database, service)
    desk.passes(paris(23, 23))
    desk.slack.forget()
    desk.passes(paris(24, 8))
    (reminder,) = desk.told("U01PAUL")
    assert "C-9 : 30 jours avant le dernier jour pour arrêter son renouvellement" in shown(reminder)
    assert "à arrêter d'ici le 24 déc. 2026" in shown(reminder)


def test_a_digest_says_how_old_what_it_tells_of_contracts_is(desk: Schedule) -> None:
    with desk.database.begin() as session:
        lines = contract_file(contract("C-1", date(2026, 12, 24))).splitlines(keepends=True)
        import_contracts(
            session, read_contracts(lines), source=Source("crm.csv", at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
        )
    desk.passes(paris(23, 23))
    assert any("Contrats au 21 novembre 2026" in shown(message) for message in desk.told("U01PAUL"))
