"""Digests and reminders: at each representative's own hour, each once, and late rather than never."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block, HeaderBlock
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.slack.blocks import age, as_blocks, contract_list, escaped, in_words, line, overview, paragraphs, plain, said
from bot.slack.context import DOOR, Desk, Workspaces
from bot.slack.home import Glance, glance
from bot.slack.outbox import reference
from bot.slack.query import PER_PAGE, Query, of_mine
from bot.slack.users import Person
from renewals import answers
from renewals.contracts import DUE_WITHIN_DAYS, Terms
from renewals.languages import days, long_date
from renewals.store import renewing
from renewals.store.contracts import contracts_of, numbered, record_reading
from renewals.store.importing import contracts_as_of
from renewals.store.renewing import Digest, DueReminder
from renewals.store.slack import posted

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
LATE_AFTER = timedelta(minutes=30)
# A digest missed for longer than this is not sent any more: the next one says more than it would.
SENT_WITHIN = timedelta(days=6)
REMINDED_AT_HOUR = 8
MOST_TOLD = 20


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
        # The quarter of an hour in which somebody was looked after last: nothing new is due within it, in any time zone.
        self._looked_after: dict[tuple[str, str], datetime] = {}

    async def run(self) -> None:
        """For ever; what fails is tried again a minute later."""
        while True:
            try:
                await self.send_due()
            except Exception:
                logger.exception("digests and reminders could not be looked after")
            await asyncio.sleep(EVERY_SECONDS)

    async def send_due(self) -> int:
        """Sends what is due now, and what has not arrived before; how many messages that was."""
        sent = 0
        everyone = await self._desk.in_session(renewing.everyone_with_renewals)
        now = self._desk.clock()
        # Who wished for a minute is looked after each minute; tomorrow has begun somewhere.
        tomorrow = now.date() + timedelta(days=1)
        timed = await self._desk.in_session(lambda session: renewing.timed_reminders(session, tomorrow))
        quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
        for team, client in await self._workspaces():
            sent += await self._desk.posts.deliver_left(client, team)
            for email, timezone in everyone.items():
                if email not in timed and self._looked_after.get((team, email)) == quarter:
                    continue
                try:
                    sent += await self._send_to(team, client, email, timezone or "UTC")
                    self._looked_after[team, email] = quarter
                except (SlackApiError, aiohttp.ClientError, TimeoutError, OperationalError) as failure:
                    logger.warning("a digest waits for the next minute: %s", type(failure).__name__)
        return sent

    async def _send_to(self, team: str, client: AsyncWebClient, email: str, timezone: str) -> int:
        now = self._desk.clock().astimezone(ZoneInfo(timezone))

        def due_now(session: Session) -> tuple[Due | None, bool, bool]:
            setting = renewing.digest_begun(session, email, self._desk.clock())
            due = digest_due(setting, now)
            if due is not None and posted(session, _digest_ref(team, email, due.day)):
                due = None
            at_hour = now.hour >= (setting.hour if setting.weekdays else REMINDED_AT_HOUR)
            minute = now.hour * 60 + now.minute
            return due, bool(renewing.due_reminders(session, email, now.date(), minute, at_hour)), at_hour

        due, reminded, at_hour = await self._desk.in_session(due_now)
        person = await self._desk.people.with_address(team, client, email) if due or reminded else None
        if person is None:
            return 0
        today = self._desk.people.today_for(person)
        return (await self._digest(team, client, person, due, today) if due else 0) + (
            await self._reminders(team, client, person, now, at_hour)
        )

    async def _digest(self, team: str, client: AsyncWebClient, person: Person, due: Due, today: date) -> int:
        language = person.language

        def read(session: Session) -> tuple[Glance, list[Terms], int, set[str]]:
            found, total = contracts_of(session, person.subject, PER_PAGE, of_mine(person.email, today), today=today)
            numbers = [contract.contract_number for contract in found]
            record_reading(session, person.email, DOOR, "contract-list", numbers, self._desk.clock())
            return glance(session, person, today), found, total, renewing.contacted_among(session, numbers)

        seen, found, total, contacted = await self._desk.in_session(read)
        head = said(language, "digest-head")
        late = [said(language, "digest-late", day=long_date(due.day, language))] if due.late else []
        late += age(language, await self._desk.in_session(contracts_as_of), person.timezone)
        blocks: list[Block] = [HeaderBlock(text=plain(head)), *paragraphs("\n".join(late))]
        if seen.empty:
            text = "\n".join([head, *late, said(language, "digest-nothing")])
            drawn = as_blocks([*blocks, *paragraphs(said(language, "digest-nothing"))])
        else:
            query = Query(of_mine(person.email, today), person.user)
            told = said(language, "mine", day=long_date(today + timedelta(days=DUE_WITHIN_DAYS), language))
            text = "\n".join([escaped("\n".join([head, *late])), in_words(language, told, found, total, today)])
            drawn = as_blocks([*blocks, *overview(language, seen.counts, [], today)])
            drawn += contract_list(language, told, query, found, total, today, contacted)
        await self._desk.posts.once(client, team, _digest_ref(team, person.email, due.day), person.user, text, drawn)
        return 1

    async def _reminders(self, team: str, client: AsyncWebClient, person: Person, now: datetime, usual: bool) -> int:
        language, today = person.language, self._desk.people.today_for(person)

        def take(session: Session) -> str | None:
            """Marks reminders as told and keeps the message that tells them, both or neither."""
            told: list[tuple[DueReminder, Terms]] = []
            for reminder in renewing.due_reminders(session, person.email, today, now.hour * 60 + now.minute, usual)[:MOST_TOLD]:
                # The right is asked for at the moment of telling: a contract may have changed hands.
                contracts, _ = contracts_of(session, person.subject, 1, numbered(reminder.contract_number))
                told += [(reminder, contract) for contract in contracts]
            if not told:
                return None
            count = answers.phrase(language, "contract-list", "contracts-one" if len(told) == 1 else "contracts-other", count=len(told))
            head = said(language, "reminder-head", count=count)
            lines = [f"{_reason(language, reminder, contract, today)}\n{line(language, contract, today)}" for reminder, contract in told]
            ref = reference("reminder", team, person.email, *(f"{r.contract_number} {r.days_before} {r.on}" for r, _ in told))
            blocks = as_blocks([HeaderBlock(text=plain(head)), *paragraphs("\n\n".join(lines))])
            record_reading(session, person.email, DOOR, "contract-expiry", [c.contract_number for _, c in told], self._desk.clock())
            renewing.reminders_told(session, person.email, [reminder for reminder, _ in told], ref)
            self._desk.posts.prepare(session, team, ref, person.user, escaped("\n".join([head, *lines])), blocks)
            return ref

        ref = await self._desk.in_session(take)
        if ref is None:
            return 0
        await self._desk.posts.deliver(client, ref)
        return 1


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
