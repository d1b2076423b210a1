"""Lists of contracts in Slack: shown, paged through, filtered, and taken away as files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.models.blocks import ContextBlock
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.slack import filter_form, group_charts
from bot.slack.blocks import Blocks, as_blocks, paragraphs, plain
from bot.slack.charts import chart_of
from bot.slack.context import DOOR, Desk
from bot.slack.delivery import reply
from bot.slack.list_blocks import age, chip_buttons, contract_list, in_words
from bot.slack.list_pages import Chips, Page, check_chips, chips_taken_away, heading_of
from bot.slack.query import PER_PAGE, NotAQuery, Query, unpacked
from bot.slack.readers import Readers
from bot.slack.text import escaped, said
from bot.slack.users import Person
from renewals import answers
from renewals.contract_table import csv_of
from renewals.contracts import Terms
from renewals.groups_told import groups_told
from renewals.query import ContractQuery
from renewals.query_told import chips_of, unread_told
from renewals.store.asked import names_of
from renewals.store.contracts import contracts_of, record_reading
from renewals.store.importing import contracts_as_of
from renewals.store.people_to_call import kept_on
from renewals.store.renewing import Forecast, Progress, contacted_among, forecasts_among
from renewals.store.sums import Sums, sums_of

MOST_IN_A_FILE = 20_000


@dataclass(frozen=True)
class Taken:
    """What is taken away as a file: the contracts, what is kept on them, and by which conditions they were asked for,
    in the words of who takes it.
    """

    contracts: Sequence[Terms]
    kept: Mapping[str, Progress]
    conditions: Sequence[str]
    language: str
    today: date


# What is said of a file, its name, and what makes it; in a thread, beside the loop that answers everybody else.
FILES: dict[str, tuple[str, str, Callable[[Taken], bytes]]] = {
    "csv": (
        "csv-ready",
        "renewals.csv",
        lambda taken: csv_of(taken.contracts, taken.today, taken.language, taken.kept),
    ),
    "chart": (
        "chart-ready",
        "renewals.png",
        lambda taken: chart_of(taken.contracts, taken.language, taken.today, taken.conditions),
    ),
}


class Lists:
    """The list's buttons, and the pages that other listeners show."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def page(
        self,
        person: Person,
        query: Query,
        heading: str | None = None,
        unread: Sequence[str] = (),
        below: Sequence[str] = (),
    ) -> Page:
        """A page of the contracts that a query asks for and the person may see.

        `heading` stands for the one that tells the query. `unread`: words that did not narrow it; they are named on
        top. `below`: what else is told below the heading.
        """
        today = self._desk.people.today_for(person)

        if query.asked.by:
            return await self._groups(person, query, heading, unread)

        def read(session: Session) -> tuple[list[Terms], int, set[str], dict[str, Forecast], dict[str, str], Chips]:
            found, total = contracts_of(session, person.subject, PER_PAGE, query.asked, query.asked.skip, today)
            if not found and query.asked.skip:
                # The list has become shorter since the button was made.
                found, total = contracts_of(session, person.subject, PER_PAGE, query.asked, 0, today)
            numbers = [contract.contract_number for contract in found]
            record_reading(session, person.email, DOOR, "contract-list", numbers, self._desk.clock())
            return (
                found,
                total,
                contacted_among(session, numbers),
                forecasts_among(session, numbers),
                names_of(session, person.subject, query.asked),
                check_chips(session, person, query, today),
            )

        found, total, contacted, forecasts, names, beside = await self._desk.in_session(read)
        shown = replace(query, by=person.user).on_page(query.page if total > query.asked.skip else 0)
        told = heading or "\n".join(
            [*unread_told(unread, person.language), heading_of(person, shown.asked, today, names), *below]
        )
        owners, seats = len(query.asked.values("owner")) != 1, query.asked.shows_seats
        text = in_words(person.language, told, found, total - shown.asked.skip, today, owners, seats)
        chips = [*chips_taken_away(person, shown, names), *beside]
        page = await self._dated(
            person, text, contract_list(person.language, told, shown, found, total, today, contacted, chips, forecasts)
        )
        return replace(page, pages=shown.pages(total), shared={"list": shown.packed()})

    async def _dated(self, person: Person, text: str, blocks: Blocks) -> Page:
        """A page that says how old what is known of contracts is."""
        dated = age(person.language, await self._desk.in_session(contracts_as_of), person.timezone)
        return Page(
            "\n".join([text, *dated]), [*blocks, *as_blocks(ContextBlock(elements=[plain(line)]) for line in dated)]
        )

    async def _groups(self, person: Person, query: Query, heading: str | None, unread: Sequence[str]) -> Page:
        """The groups that a query asks for, instead of the contracts."""

        today = self._desk.people.today_for(person)

        def read(session: Session) -> tuple[list[Sums], dict[str, str], Chips]:
            found = sums_of(session, person.subject, query.asked, today)
            owners = [one.key for one in found] if query.asked.by == "owner" else []
            names = names_of(session, person.subject, query.asked, owners=owners)
            return found, names, check_chips(session, person, query, today)

        found, names, beside = await self._desk.in_session(read)
        text = heading or "\n".join(
            [*unread_told(unread, person.language), groups_told(person.language, query.asked, found, names)]
        )
        shown = replace(query, by=person.user)
        page = await self._dated(
            person,
            escaped(text),
            as_blocks([*paragraphs(text), *chip_buttons([*chips_taken_away(person, shown, names), *beside])]),
        )
        return replace(page, shared={"list": shown.packed()})

    async def turn_page(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """Earlier, later."""
        pressed = await self._pressed(body, context, client, respond)
        if pressed is not None:
            person, query = pressed
            await self.show_again(context.team_id or "", body["container"], person, query, client, respond)

    async def _pressed(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> tuple[Person, Query] | None:
        """Who pressed a list's button, and for what; nothing for strangers, and for a value that is none of ours, which
        is told.
        """
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return None
        try:
            return person, unpacked(str(body["actions"][0].get("value")))
        except NotAQuery:
            await reply(respond, client, person.user, said(person.language, "gone"))
            return None

    async def show_again(
        self,
        team: str,
        container: dict[str, Any],
        person: Person,
        query: Query,
        client: AsyncWebClient,
        respond: AsyncRespond | None,
    ) -> None:
        """Shows a list in the place of the one whose button was pressed; to the presser alone where somebody else had
        asked for it, and where others than representatives have come to read along.
        """
        page = await self.page(person, query)
        theirs = query.by == person.user
        if theirs and not container.get("is_ephemeral") and container.get("message_ts"):
            theirs = await self._desk.readers.of(client, team, container["channel_id"]) is Readers.REPRESENTATIVES
        if container.get("is_ephemeral") and respond is not None:
            await reply(respond, client, person.user, page.text, page.blocks, in_place=True)
        elif theirs and container.get("message_ts"):
            await client.chat_update(
                channel=container["channel_id"], ts=container["message_ts"], text=page.text, blocks=page.blocks
            )
        else:
            await client.chat_postEphemeral(
                channel=container.get("channel_id") or person.user,
                user=person.user,
                text=page.text,
                blocks=page.blocks,
                thread_ts=container.get("thread_ts"),
            )

    async def ask_filter(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """Opens the form with the filters."""
        pressed = await self._pressed(body, context, client, respond)
        if pressed is None:
            return
        person, query = pressed
        container = {
            name: body["container"].get(name) for name in ("channel_id", "message_ts", "thread_ts", "is_ephemeral")
        }
        await client.views_open(
            trigger_id=body["trigger_id"], view=filter_form.filters(person.language, query, container)
        )

    async def filter(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Shows the list as the form filters it."""
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        query, container = filter_form.filters_chosen(body["view"], self._desk.people.today_for(person))
        if container.get("is_ephemeral"):
            # What only one person sees cannot be changed from a form; they get it anew.
            container = {**container, "message_ts": None, "is_ephemeral": False}
        await self.show_again(context.team_id or "", container, person, query, client, None)

    async def as_csv(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """Sends the whole list as a file, to the presser alone."""
        await self._send_pressed(body, context, client, respond, "csv")

    async def as_chart(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """Sends what ends per month as a picture, to the presser alone."""
        await self._send_pressed(body, context, client, respond, "chart")

    async def _send_pressed(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond, kind: str
    ) -> None:
        pressed = await self._pressed(body, context, client, respond)
        if pressed is not None:
            await self.send(*pressed, client, kind)

    async def send(self, person: Person, query: Query, client: AsyncWebClient, kind: str) -> None:
        """Sends all that a query asks for as a file (`csv`) or picture (`chart`), to the person alone."""
        if query.asked.by and (kind != "chart" or query.asked.by != "month" or query.asked.most):
            await group_charts.send(self._desk, person, query.asked, client, kind)
            return
        phrase, name, made = FILES[kind]
        filename = _file_name(name, query.asked)
        today = self._desk.people.today_for(person)

        def read(session: Session) -> tuple[Taken, int]:
            found, total = contracts_of(session, person.subject, MOST_IN_A_FILE, query.asked, 0, today)
            numbers = [contract.contract_number for contract in found] if total <= MOST_IN_A_FILE else []
            record_reading(session, person.email, DOOR, "contract-list", numbers, self._desk.clock())
            names = names_of(session, person.subject, query.asked)
            conditions = [chip.label for chip in chips_of(query.asked, person.language, names)]
            return Taken(found, kept_on(session, numbers), conditions, person.language, today), total

        taken, total = await self._desk.in_session(read)
        count = answers.phrase(
            person.language, "contract-list", "contracts-one" if total == 1 else "contracts-other", count=total
        )
        direct = (await client.conversations_open(users=person.user))["channel"]["id"]
        if total > MOST_IN_A_FILE:
            await client.chat_postMessage(
                channel=direct, text=said(person.language, "too-many", count=count, most=MOST_IN_A_FILE)
            )
            return
        content = await asyncio.to_thread(made, taken)
        await client.files_upload_v2(
            channel=direct,
            content=content,
            filename=filename,
            title=filename,
            initial_comment=said(person.language, phrase, count=count),
        )


def _file_name(name: str, query: ContractQuery) -> str:
    """The name of a file, with the days by which it was asked for: several files of a day are told apart."""
    stem, dot, ending = name.rpartition(".")
    days = [day.isoformat() for day in (query.ending.start, query.ending.end) if day] if query.ending else []
    return "-".join([stem, *days]) + dot + ending
