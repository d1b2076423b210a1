"""The Home tab: my renewals at a glance, and when my digest comes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, DividerBlock, HeaderBlock
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.slack import forms
from bot.slack.blocks import marked_up, overview, paragraphs, plain
from bot.slack.context import DOOR, Desk
from bot.slack.handoff_list import Listed, open_requests
from bot.slack.list_blocks import age, line
from bot.slack.lists import Lists
from bot.slack.morning import Team, team_blocks, team_head
from bot.slack.outbox import reference
from bot.slack.prompts import suggest
from bot.slack.query import Query, of_mine
from bot.slack.rows import rows
from bot.slack.text import said
from bot.slack.users import Colleague, Person
from renewals.contracts import Terms
from renewals.periods import Period
from renewals.query import EVERYTHING, ContractQuery
from renewals.query.kinds import YES
from renewals.store import renewing
from renewals.store.contracts import contracts_of, record_reading
from renewals.store.importing import contracts_as_of
from renewals.store.team import names_of_owners, standings, week_before

NEAREST = 8
# What the button of the list holds that shows where word and facts disagree.
DISAGREEING = "disagreeing"


@dataclass(frozen=True)
class Glance:
    """My renewals at a glance: how many in each span, and the nearest of them; and of how many the word and the facts
    disagree.
    """

    counts: dict[str, int]
    nearest: list[Terms]
    disagreeing: int = 0

    @property
    def empty(self) -> bool:
        return not any(self.counts.values())


def glance(session: Session, person: Person, today: date) -> Glance:
    """How many of a representative's own contracts are overdue, and end within 30, 60 and 90 days."""
    spans = {
        "overdue": (-30, -1, "no"),
        "check": (-30, -1, "yes"),
        "30": (0, 30, None),
        "60": (31, 60, None),
        "90": (61, 90, None),
    }
    counts = {}
    for name, (first, last, auto_renew) in spans.items():
        span = replace(
            of_mine(person.email, today), deadline=Period(today + timedelta(days=first), today + timedelta(days=last))
        )
        span = span.having("auto_renew", [auto_renew] if auto_renew else [])
        counts[name] = contracts_of(session, person.subject, 1, span, today=today)[1]
    nearest, _ = contracts_of(session, person.subject, NEAREST, of_mine(person.email, today), today=today)
    disagreeing = contracts_of(session, person.subject, 1, disagreeing_of(person), today=today)[1]
    return Glance(counts, nearest, disagreeing)


def disagreeing_of(person: Person) -> ContractQuery:
    """The contracts of which the word and the facts disagree: one's own, for a manager all."""
    query = EVERYTHING.having("disagrees", [YES])
    return query if person.subject.manager else query.having("owner", [person.email])


def the_team(session: Session, person: Person, today: date) -> Team | None:
    """How the team stands, for its managers; nothing for others."""
    if not person.subject.manager:
        return None
    now, before = standings(session, person.subject, today), week_before(session, today)
    return Team(now, before, names_of_owners(session, now))


def all_of_mine(session: Session, person: Person, today: date) -> ContractQuery:
    """What "all" means to somebody: their own near the deadline; the same of everybody for managers who own nothing."""
    mine = of_mine(person.email, today)
    owns = contracts_of(session, person.subject, 1, EVERYTHING.having("owner", [person.email]))[1]
    return mine.having("owner", ()) if person.subject.manager and not owns else mine


class Home:
    """Shows the Home tab, and changes the digest's settings."""

    def __init__(self, desk: Desk, lists: Lists) -> None:
        self._desk = desk
        self._lists = lists

    async def opened(self, event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        if event.get("tab") == "home":
            await self._show(context, client)
        elif event.get("tab") == "messages":
            await suggest(self._desk, event, context, client)

    async def show_all(self, context: AsyncBoltContext, client: AsyncWebClient, body: dict[str, Any]) -> None:
        """All of mine as a list, in the direct message; or those of which the word and the facts disagree."""
        person = await self._desk.people.asking(context, client)
        if isinstance(person, Person):
            today = self._desk.people.today_for(person)
            query = await self._desk.in_session(lambda session: all_of_mine(session, person, today))
            disagreeing = body["actions"][0].get("value") == DISAGREEING
            await self._send(person, disagreeing_of(person) if disagreeing else query, body, context, client)

    async def show_owner(self, context: AsyncBoltContext, client: AsyncWebClient, body: dict[str, Any]) -> None:
        """The contracts near the deadline of one representative, as a list in the direct message:
        chosen by a manager.
        """
        person = await self._desk.people.asking(context, client)
        owner = str((body["actions"][0].get("selected_option") or {}).get("value") or "")
        if isinstance(person, Person) and owner:
            await self._send(person, of_mine(owner, self._desk.people.today_for(person)), body, context, client)

    async def _send(
        self,
        person: Person,
        query: ContractQuery,
        body: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        page = await self._lists.page(person, Query(query))
        ref = reference("all", person.user, str(body["actions"][0].get("action_ts")))
        await self._desk.posts.once(client, context.team_id or "", ref, person.user, page.text, page.blocks)

    async def ask_digest(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        person = await self._desk.people.asking(context, client)
        if isinstance(person, Person):
            setting = await self._desk.in_session(lambda session: renewing.digest_of(session, person.email))
            await client.views_open(
                trigger_id=body["trigger_id"], view=forms.digest(person.language, setting, person.timezone)
            )

    async def set_digest(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        person = await self._desk.people.asking(context, client)
        if isinstance(person, Person):
            chosen = forms.digest_chosen(body["view"])
            await self._desk.in_session(
                lambda session: renewing.set_digest(session, person.email, chosen, self._desk.clock())
            )
            await self._show(context, client)

    async def _show(self, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        who = await self._desk.people.asking(context, client)
        if isinstance(who, Colleague):
            nothing: list[Block] = paragraphs(said(who.language, "home-unknown"))
            await client.views_publish(user_id=who.user, view=View(type="home", blocks=nothing))
        if not isinstance(who, Person):
            return
        person, today = who, self._desk.people.today_for(who)

        workspace = await self._desk.people.workspace(client, context.team_id or "")

        def read(session: Session) -> tuple[Glance, Team | None, renewing.Digest, Listed]:
            seen, shown = glance(session, person, today), the_team(session, person, today)
            record_reading(
                session,
                person.email,
                DOOR,
                "contract-list",
                [c.contract_number for c in seen.nearest],
                self._desk.clock(),
            )
            return (
                seen,
                shown,
                renewing.digest_of(session, person.email),
                open_requests(session, person, self._desk.clock(), workspace),
            )

        seen, shown, setting, requests = await self._desk.in_session(read)
        as_of = age(person.language, await self._desk.in_session(contracts_as_of), person.timezone)
        blocks = self._drawn(person, seen, shown, setting, requests, as_of)
        await client.views_publish(user_id=person.user, view=View(type="home", blocks=blocks))

    def _drawn(
        self,
        person: Person,
        seen: Glance,
        shown: Team | None,
        setting: renewing.Digest,
        requests: Listed,
        as_of: list[str],
    ) -> list[Block]:
        language, today = person.language, self._desk.people.today_for(person)
        now = format_datetime(self._desk.clock().astimezone(ZoneInfo(person.timezone)), "d MMM HH:mm", locale=language)
        team_first = [HeaderBlock(text=plain(team_head(language))), *team_blocks(language, shown)] if shown else []
        # To a manager who owns nothing "nothing of yours" says nothing.
        own = (
            []
            if shown and seen.empty
            else [
                HeaderBlock(text=plain(said(language, "home-title"))),
                *overview(language, seen.counts),
                *_nearest(language, seen, today),
            ]
        )
        return [
            *team_first,
            *own,
            ActionsBlock(elements=_shown(language, seen)),
            DividerBlock(),
            HeaderBlock(text=plain(requests.heading)),
            *marked_up("\n".join(requests.lines)),
            DividerBlock(),
            *paragraphs(_when(language, setting)),
            ActionsBlock(
                elements=[
                    ButtonElement(text=plain(said(language, "home-set")), action_id="home_digest", value="digest")
                ]
            ),
            ContextBlock(elements=[plain(" · ".join([said(language, "home-updated", at=now), *as_of]))]),
        ]


def _shown(language: str, seen: Glance) -> list[ButtonElement]:
    """The buttons of the lists."""
    buttons = [ButtonElement(text=plain(said(language, "home-show")), action_id="home_show", value="all")]
    if seen.disagreeing:
        label = said(language, "home-disagreeing", count=seen.disagreeing)
        buttons.append(ButtonElement(text=plain(label), action_id="home_show_disagreeing", value=DISAGREEING))
    return buttons


def _nearest(language: str, seen: Glance, today: date) -> list[Block]:
    """The next of mine to end, each with what can be done about it."""
    if seen.empty or not seen.nearest:
        return []
    lines = [(line(language, contract, today), contract.contract_number) for contract in seen.nearest]
    return [HeaderBlock(text=plain(said(language, "home-next"))), *rows(language, lines)]


def _when(language: str, setting: renewing.Digest) -> str:
    if not setting.weekdays:
        return said(language, "home-digest-off")
    names = said(language, "weekdays").split()
    return said(
        language, "home-digest", when=(f"{', '.join(names[day] for day in setting.weekdays)}, {setting.hour:02d}:00")
    )
