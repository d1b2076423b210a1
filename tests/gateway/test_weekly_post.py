"""The weekly post: each Monday the week before, to each place once, late rather than never; and no change is told that
chance explains.
"""

from __future__ import annotations

import email
import random
from datetime import UTC, date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.insights import weekly
from bot.mail import FileMailer, Mailer
from bot.settings import Settings
from bot.weekly import WeeklyPost, due
from renewals import answers
from renewals.store.database import Sessions
from tests.gateway_within import settings
from tests.history import Talk

MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
PLACES = "lead@vendor.example second@vendor.example"


class Unreachable:
    """A mail server that takes no mail for some addresses."""

    def __init__(self, inner: Mailer, *refused: str) -> None:
        self.inner, self.refused = inner, set(refused)

    def send(self, to: str, *more: object, **named: object) -> None:
        if to in self.refused:
            raise ConnectionRefusedError
        self.inner.send(to, *more, **named)  # type: ignore[arg-type]


def job(sessions: Sessions, chosen: Settings, mailer: Mailer, now: datetime = MORNING) -> WeeklyPost:
    return WeeklyPost(chosen, sessions, mailer, None, lambda: now)


@pytest.fixture
def outbox(tmp_path: Path) -> FileMailer:
    return FileMailer(tmp_path / "outbox", "renewals@vendor.example")


def mails(folder: Path) -> list[EmailMessage]:
    found = [
        email.message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted((folder / "outbox").glob("*.eml"))
    ]
    return found


def asked(sessions: Sessions, monday: date, count: int, kind: str = "answer", topic: str = "auto-renewal") -> None:
    """So many conversations in the week before a Monday."""
    for number in range(count):
        began = datetime.combine(monday - timedelta(days=7 - number % 7), datetime.min.time(), UTC) + timedelta(hours=9)
        Talk(sessions, began_at=began).ask(0, kind, topic)


def chosen(folder: Path, database_url: str, **more: object) -> Settings:
    return settings(folder, database_url, **{"weekly_mails": PLACES, "weekly_language": "en", **more})


async def test_each_address_gets_the_week_once_with_its_chart(
    tmp_path: Path, database_url: str, sessions: Sessions, outbox: FileMailer
) -> None:
    asked(sessions, MONDAY, 5)
    asked(sessions, MONDAY - timedelta(days=7), 3, "fallback")
    work = job(sessions, chosen(tmp_path, database_url), outbox)
    assert await work.send_due() == 2
    assert await work.send_due() == 0
    letters = mails(tmp_path)
    assert {letter["To"] for letter in letters} == set(PLACES.split())
    body = letters[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Nov 16, 2026 to Nov 22, 2026" in letters[0]["Subject"]
    assert "Conversations: 5 (the week before: 3)" in body
    assert "Answered: 5 of 5, 100% (the week before: 0%)" in body
    (picture,) = letters[0].iter_attachments()
    assert picture.get_content_type() == "image/png"
    assert picture.get_content().startswith(b"\x89PNG")


async def test_an_address_that_cannot_be_reached_is_tried_again_and_no_other_hears_twice(
    tmp_path: Path, database_url: str, sessions: Sessions, outbox: FileMailer
) -> None:
    own = chosen(tmp_path, database_url)
    assert await job(sessions, own, Unreachable(outbox, "lead@vendor.example")).send_due() == 1
    assert [letter["To"] for letter in mails(tmp_path)] == ["second@vendor.example"]
    assert await job(sessions, own, outbox, MORNING + timedelta(days=3)).send_due() == 1
    assert len(mails(tmp_path)) == 2


async def test_a_crash_after_the_mail_sends_the_same_mail_again(
    tmp_path: Path, database_url: str, sessions: Sessions, outbox: FileMailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = chosen(tmp_path, database_url, weekly_mails="lead@vendor.example")
    with monkeypatch.context() as crash:
        crash.setattr("bot.weekly.store.keep", lambda *_: (_ for _ in ()).throw(RuntimeError("power is gone")))
        with pytest.raises(RuntimeError):
            await job(sessions, own, outbox).send_due()
    first = mails(tmp_path)[0]["Message-ID"]
    await job(sessions, own, outbox).send_due()
    assert [letter["Message-ID"] for letter in mails(tmp_path)] == [first]


async def test_no_address_is_kept(tmp_path: Path, database_url: str, sessions: Sessions, outbox: FileMailer) -> None:
    await job(sessions, chosen(tmp_path, database_url), outbox).send_due()
    with sessions() as session:
        assert not [place for place in weekly_places(session) if "@" in place]


def weekly_places(session: object) -> set[str]:
    from renewals.store import weekly as store

    found = store.sent(session, MONDAY)  # type: ignore[arg-type]
    assert len(found) == 2
    return found


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-23T06:59", None),
        ("2026-11-23T07:00", "2026-11-23"),
        ("2026-11-29T07:00", "2026-11-23"),
        ("2026-11-29T07:01", None),
        ("2026-11-30T07:00", "2026-11-30"),
    ],
)
def test_a_week_is_due_from_monday_at_seven_for_six_days(now: str, monday: str | None) -> None:
    found = due(datetime.fromisoformat(f"{now}+00:00"))
    assert (found and found.isoformat()) == monday


def test_what_changed_by_more_than_chance_is_told_and_nothing_else(sessions: Sessions) -> None:
    asked(sessions, MONDAY - timedelta(days=7), 40, "answer")
    asked(sessions, MONDAY, 20, "answer")
    asked(sessions, MONDAY, 20, "fallback", "out-of-scope")
    lines = weekly.told(sessions, MONDAY, "en", MORNING, 0.0).lines
    changed = lines[lines.index("Changed by more than chance:") + 1 :]
    assert "Answered: 100% → 50%" in changed
    assert not [line for line in changed if line.startswith("Conversations:")]


def test_weeks_alike_say_that_nothing_changed_in_each_language(sessions: Sessions) -> None:
    for weeks in range(2):
        asked(sessions, MONDAY - timedelta(days=7 * weeks), 25)
    for language in answers.languages():
        lines = weekly.told(sessions, MONDAY, language, MORNING, 0.0).lines
        assert answers.phrase(language, "figures", "week-unchanged") in lines


@given(whole=st.integers(20, 400), rate=st.floats(0, 1), seed=st.integers(0, 2**32))
def test_a_share_that_differs_hardly_is_no_change_and_the_order_of_weeks_does_not_matter(
    whole: int, rate: float, seed: int
) -> None:
    drawn = random.Random(seed)  # noqa: S311
    first, second = (sum(drawn.random() < rate for _ in range(whole)) for _ in range(2))
    assert weekly.share_changed(first, whole, second, whole) == weekly.share_changed(second, whole, first, whole)
    assert not weekly.share_changed(first, whole, first, whole)
    assert weekly.share_changed(whole, whole, 0, whole)


def test_where_nothing_changed_a_change_is_told_of_one_week_in_a_hundred_at_most() -> None:
    drawn, told = random.Random(20261123), 0  # noqa: S311
    for _ in range(2000):
        first, second = (sum(drawn.random() < 0.8 for _ in range(60)) for _ in range(2))
        told += weekly.share_changed(first, 60, second, 60)
    assert told <= 20


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"weekly_channels": "C01"}, "Slack is not connected"),
        ({"weekly_mails": "lead"}, "RENEWALS_WEEKLY_MAILS"),
        ({"weekly_language": "xx"}, "RENEWALS_WEEKLY_LANGUAGE"),
    ],
)
def test_wrong_settings_are_told(tmp_path: Path, wrong: dict[str, str], says: str) -> None:
    try:
        found = settings(tmp_path, "sqlite://", **wrong).wrong
    except ValidationError as refused:
        found = str(refused)
    assert says in str(found)
