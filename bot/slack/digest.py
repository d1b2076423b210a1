"""Digests and reminders: at each representative's own hour, each once, and late rather than never."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, HeaderBlock
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.slack.blocks import Blocks, as_blocks, count_lines, paragraphs, plain
from bot.slack.context import DOOR, Desk
from bot.slack.home import glance, the_team
from bot.slack.list_blocks import age, line
from bot.slack.morning import Morning, drawn, start
from bot.slack.outbox import Workspaces, reference
from bot.slack.rows import rows
from bot.slack.text import escaped, said
from bot.slack.users import Person
from renewals import answers
from renewals.access import SalesRep
from renewals.contracts import Terms
from renewals.languages import days, long_date
from renewals.store import renewing
from renewals.store.contracts import contracts_of, numbered, record_reading
from renewals.store.importing import contracts_as_of
from renewals.store.morning import calls, numbers_of, was_told_before, week
from renewals.store.people_to_call import kept_on
from renewals.store.reminders import DueReminder, due_reminders, reminders_told, timed_reminders
from renewals.store.renewing import Digest
from renewals.store.slack import posted
from renewals.store.team import keep_day, standings

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
LATE_AFTER = timedelta(minutes=30)
# A digest missed for longer than this is not sent any more: the next one says more than it would.
SENT_WITHIN = timedelta(days=6)
REMINDED_AT_HOUR = 8
MOST_TOLD = 20
WEEK = timedelta(days=7)
# Who counts for everybody: nobody sees by this what is counted.
EVERYBODY = SalesRep("", manager=True)


@dataclass(frozen=True)
class Due:
    """When something was to be sent, and whether it is late now."""

    day: date
    late: bool


def digest_due(setting: Digest, now: datetime) -> Due | None:
    """The last digest that was to be sent by now, in the person's own time; nothing where none was within the week.

    `now` carries the person's time zone. A clock that is put forward over the hour sends at the first moment after it.
    """
    since = setting.since_at or now
    for back in range(SENT_WITHIN.days + 1):
        day = now.date() - timedelta(days=back)
        at = datetime.combine(day, time(setting.hour), now.tzinfo)
        if day.weekday() in setting.weekdays and since <= at <= now:
            return Due(day, now - at > LATE_AFTER)
    return None


class Scheduler:
    """Looks each minute whose digest or reminders are due, and sends them."""

    def __init__(self, desk: Desk, workspaces: Workspaces) -> None:
        self._desk = desk
        self._workspaces = workspaces
        # The quarter of an hour in which somebody was looked after last: nothing new is due within it, in any time
        # zone.
        self._looked_after: dict[tuple[str, str], datetime] = {}
        self._day_kept: date | None = None

    async def send_due(self) -> int:
        """Sends what is due now; how many messages that was."""
        sent = 0
        await self._desk.in_session(self._keep_day)
        everyone = await self._desk.in_session(renewing.everyone_with_renewals)
        now = self._desk.clock()
        # Who wished for a minute is looked after each minute; tomorrow has begun somewhere.
        tomorrow = now.date() + timedelta(days=1)
        timed = await self._desk.in_session(lambda session: timed_reminders(session, tomorrow))
        quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
        for team, client in await self._workspaces():
            for email, timezone in everyone.items():
                if email not in timed and self._looked_after.get((team, email)) == quarter:
                    continue
                try:
                    sent += await self._send_to(team, client, email, timezone or "UTC")
                    self._looked_after[team, email] = quarter
                except (SlackApiError, aiohttp.ClientError, TimeoutError, OperationalError) as failure:
                    logger.warning("a digest waits for the next minute: %s", type(failure).__name__)
        return sent

    def _keep_day(self, session: Session) -> None:
        """Keeps once a day how everybody's renewals stand: what managers see the trend by."""
        today = self._desk.people.today_in("UTC")
        if self._day_kept != today:
            keep_day(session, today, lambda: standings(session, EVERYBODY, today))
            self._day_kept = today

    async def _send_to(self, team: str, client: AsyncWebClient, email: str, timezone: str) -> int:
        now = self._desk.clock().astimezone(ZoneInfo(timezone))

        def due_now(session: Session) -> tuple[Due | None, bool, date, bool]:
            setting = renewing.digest_begun(session, email, self._desk.clock())
            due = digest_due(setting, now)
            if due is not None and posted(session, _digest_ref(team, email, due.day)):
                due = None
            at_hour = now.hour >= (setting.hour if setting.weekdays else REMINDED_AT_HOUR)
            since = (setting.since_at or now).astimezone(now.tzinfo).date()
            return due, bool(_reminders_due(session, email, now, at_hour)), since, at_hour

        due, reminded, since, at_hour = await self._desk.in_session(due_now)
        person = await self._desk.people.with_address(team, client, email) if due or reminded else None
        if person is None:
            return 0

        def prepare(session: Session) -> str | None:
            return self._prepare(session, team, person, due, since, _reminders_due(session, email, now, at_hour))

        made = await self._desk.in_session(prepare)
        if made is None:
            return 0
        await self._desk.posts.deliver(client, made)
        return 1

    def _prepare(
        self,
        session: Session,
        team: str,
        person: Person,
        due: Due | None,
        since: date,
        reminders: Sequence[DueReminder],
    ) -> str | None:
        """Keeps one message for posting: the digest with the reminders of the day, or these alone; and marks the
        reminders as told, both or neither.

        Its reference; None where there is nothing to tell. `since`: the day since which somebody is looked after.
        """
        today, email = self._desk.people.today_for(person), person.email
        # What was due before the first day is told in one sentence: a dozen "late" would be no help.
        early = (
            [] if was_told_before(session, email) else [one for one in reminders if one.days_before and one.on < since]
        )
        told: list[tuple[DueReminder, Terms]] = []
        for reminder in [one for one in reminders if one not in early][:MOST_TOLD]:
            # The right is asked for at the moment of telling: a contract may have changed hands.
            contracts, _ = contracts_of(session, person.subject, 1, numbered(reminder.contract_number))
            told += [(reminder, contract) for contract in contracts]
        told.sort(key=lambda one: (one[1].deadline(today), one[1].contract_number))
        on_top = [start(person.language, *_start_counts(session, person, today))] if early else []
        if due is not None:
            ref = _digest_ref(team, email, due.day)
            text, blocks = self._digest(session, person, due, today, on_top, told)
        elif told or early:
            ref = reference(
                "reminder",
                team,
                email,
                *(f"{one.contract_number} {one.days_before} {one.on} {one.minute}" for one in reminders[:MOST_TOLD]),
            )
            text, blocks = _reminders(person.language, on_top, told, today)
        else:
            return None
        record_reading(
            session,
            email,
            DOOR,
            "contract-expiry",
            [contract.contract_number for _, contract in told],
            self._desk.clock(),
        )
        reminders_told(session, email, [*early, *(reminder for reminder, _ in told)], ref)
        self._desk.posts.prepare(session, team, ref, person.user, text, blocks)
        return ref

    def _digest(
        self,
        session: Session,
        person: Person,
        due: Due,
        today: date,
        on_top: Sequence[str],
        told: Sequence[tuple[DueReminder, Terms]],
    ) -> tuple[str, Blocks]:
        language, now = person.language, self._desk.clock()
        first, shown = calls(session, person.subject, today), the_team(session, person, today)
        numbers = numbers_of(first)
        record_reading(session, person.email, DOOR, "contract-list", numbers, now)
        seen = glance(session, person, today)
        late = [said(language, "digest-late", day=long_date(due.day, language))] if due.late else []
        counts = count_lines(language, seen.counts) if not seen.empty else [said(language, "digest-nothing")]
        morning = Morning(
            lines=[*on_top, *late, *age(language, contracts_as_of(session), person.timezone)],
            calls=first,
            kept=kept_on(session, numbers),
            counts=counts,
            # Whom to call is told above, with why.
            reminders=[
                (_reminder_line(language, *one, today), one[1].contract_number)
                for one in told
                if one[1].contract_number not in numbers
            ],
            week=week(session, person.subject, None if shown else person.email, now - WEEK, now, today),
            team=shown,
            own=not (shown and seen.empty and not first),
        )
        show = ButtonElement(text=plain(said(language, "home-show")), action_id="home_show", value="all")
        return drawn(language, morning, today, [ActionsBlock(elements=[show])])


def _reminders_due(session: Session, email: str, now: datetime, at_hour: bool) -> list[DueReminder]:
    """What somebody is to be reminded of at an instant in their own time. `at_hour`: their usual hour has come."""
    return due_reminders(session, email, now.date(), now.hour * 60 + now.minute, at_hour)


def _start_counts(session: Session, person: Person, today: date) -> tuple[int, int]:
    """How many of somebody's contracts are past their end, and end within 90 days."""
    counts = glance(session, person, today).counts
    return counts["overdue"] + counts["check"], counts["30"] + counts["60"] + counts["90"]


def _reminders(
    language: str, on_top: Sequence[str], told: Sequence[tuple[DueReminder, Terms]], today: date
) -> tuple[str, Blocks]:
    """The reminders of a day on which no digest comes, the soonest first."""
    count = answers.phrase(
        language, "contract-list", "contracts-one" if len(told) == 1 else "contracts-other", count=len(told)
    )
    head = said(language, "reminder-head", count=count) if told else said(language, "digest-head")
    lines = [_reminder_line(language, reminder, contract, today) for reminder, contract in told]
    drawn_lines = rows(
        language, [(text, contract.contract_number) for text, (_, contract) in zip(lines, told, strict=True)]
    )
    blocks = as_blocks([HeaderBlock(text=plain(head)), *paragraphs("\n".join(on_top)), *drawn_lines])
    if not told:
        show = ButtonElement(text=plain(said(language, "home-show")), action_id="home_show", value="all")
        blocks += as_blocks([ActionsBlock(elements=[show])])
    return escaped("\n".join([head, *on_top, *lines])), blocks


def _reminder_line(language: str, reminder: DueReminder, contract: Terms, today: date) -> str:
    return f"{_reason(language, reminder, contract, today)}\n{line(language, contract, today)}"


def _digest_ref(team: str, email: str, day: date) -> str:
    return reference("digest", team, email, day.isoformat())


def _reason(language: str, reminder: DueReminder, contract: Terms, today: date) -> str:
    number = reminder.contract_number
    if reminder.days_before == 0:
        return said(language, "reminder-wished", contract_number=number)
    before = days(reminder.days_before, language)
    notice = contract.notice_ahead(today) is not None
    if reminder.on < today:
        late = "reminder-notice-late" if notice else "reminder-late"
        return said(language, late, contract_number=number, days=before, day=long_date(reminder.on, language))
    return said(language, "reminder-notice" if notice else "reminder-nearing", contract_number=number, days=before)
