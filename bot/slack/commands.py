"""The command `/renewals`: what comes after it, and what it answers.

It asks the store directly; only its asker sees the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.slack import channel_setting
from bot.slack.account import Accounts, choice
from bot.slack.blocks import as_blocks, marked_up, paragraphs
from bot.slack.channel_setting import ChannelSetting
from bot.slack.context import Desk
from bot.slack.delivery import reply
from bot.slack.drafts import Drafts
from bot.slack.handoff_list import open_requests
from bot.slack.list_pages import Page
from bot.slack.lists import Lists
from bot.slack.messages import plain_page
from bot.slack.query import Query, of_mine
from bot.slack.text import escaped, said
from bot.slack.users import Colleague, Person
from renewals import answers
from renewals.matching import AccountName, accounts_called
from renewals.period_in_words import told
from renewals.periods import Unclear
from renewals.query import EVERYTHING, ContractQuery, QueryReading, begins_with_next
from renewals.store.asked import asked, known_to
from renewals.store.contracts import contracts_of
from renewals.store.names import names_for

MOST_DAYS = 730
LONGEST = 300
_DUE = re.compile(r"(?:due|échéance|echeance|dans|sous|in)\s+(\S.*)", re.IGNORECASE)
_DUE_ALONE = {"due", "échéance", "echeance"}
_DAYS = re.compile(r"(\d{1,4})\s*(?:d|j|days?|jours?)?", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Za-z]{0,5}[- ]?\d[\w-]{2,}")
_REQUESTS = {"handoffs", "handoff", "requests", "demandes"}
_HELP = {"help", "aide", "?", "hilfe"}


@dataclass(frozen=True)
class Mine:
    """A representative's own renewals, up to so many days ahead."""

    days: int = 90


@dataclass(frozen=True)
class InWords:
    """Contracts in words: conditions, a period, an account by its name or part of it.

    `period`: a period has to be among them.
    """

    words: str
    period: bool = False


@dataclass(frozen=True)
class ContractNumbered:
    """A contract by its number."""

    number: str


@dataclass(frozen=True)
class OpenRequests:
    """The customers' requests for a person that are not over."""


@dataclass(frozen=True)
class Help:
    """How the command is used; with the name of what was wrong, where something was."""

    wrong: str | None = None


Wish = Mine | InWords | ContractNumbered | OpenRequests | ChannelSetting | Help


def read(text: str) -> Wish:
    """What the words after the command ask for."""
    words = " ".join(text.split())
    if not words:
        return Mine()
    if words.lower() in _HELP:
        return Help()
    if words.lower() in _REQUESTS:
        return OpenRequests()
    if (setting := channel_setting.read(words)) is not None:
        return setting
    if words.lower() in ("due", "échéance", "echeance"):
        return Help("bad-days")
    due = _DUE.fullmatch(words)
    if due:
        days = _DAYS.fullmatch(due[1])
        if days is None:
            # "Dans", "sous" and "in" belong to what they name.
            return InWords((due[1] if words.split()[0].lower() in _DUE_ALONE else words)[:LONGEST], period=True)
        return Mine(int(days[1])) if 1 <= int(days[1]) <= MOST_DAYS else Help("bad-days")
    if _NUMBER.fullmatch(words):
        return ContractNumbered(words)
    return InWords(words[:LONGEST])


class Command:
    """Answers the command."""

    def __init__(self, desk: Desk, lists: Lists, drafts: Drafts, accounts: Accounts) -> None:
        self._desk = desk
        self._lists = lists
        self._drafts = drafts
        self._accounts_shown = accounts

    async def asked(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        person = await self._desk.people.asking(context, client)
        if person is None:
            return
        if isinstance(person, Colleague):
            await reply(respond, client, person.user, said(person.language, "not-known"))
            return
        wish = read(body.get("text") or "")
        if isinstance(wish, ChannelSetting):
            told = await channel_setting.answer(
                self._desk, client, person, wish, context.team_id or "", context.channel_id or ""
            )
            await reply(respond, client, person.user, escaped(told), as_blocks(paragraphs(told)))
            return
        workspace = await self._desk.people.workspace(client, context.team_id or "")
        page = await (
            self._requests(person, workspace) if isinstance(wish, OpenRequests) else self._page(person, wish, workspace)
        )
        await reply(respond, client, person.user, page.text, page.blocks)

    async def _requests(self, person: Person, workspace: str) -> Page:
        """The open requests, each with the way to its card. `workspace`: its address."""
        listed = await self._desk.in_session(
            lambda session: open_requests(session, person, self._desk.clock(), workspace)
        )
        return Page(listed.text, as_blocks(marked_up(listed.text)))

    async def _page(self, person: Person, wish: Mine | InWords | ContractNumbered | Help, workspace: str) -> Page:
        language = person.language
        match wish:
            case Help(wrong):
                return plain_page("\n".join([*([said(language, wrong)] if wrong else []), said(language, "help")]))
            case Mine(days):
                return await self._mine(person, days)
            case ContractNumbered(number):
                return await self._contract(person, number, workspace)
            case InWords(words, period):
                return await self._in_words(person, words, period, workspace)

    async def _mine(self, person: Person, days: int) -> Page:
        today = self._desk.people.today_for(person)
        mine = EVERYTHING.having("owner", [person.email])

        def count(session: Session) -> int:
            whose = mine if contracts_of(session, person.subject, 1, mine)[1] else EVERYTHING
            return contracts_of(session, person.subject, 1, whose.having("status", ["overdue"]), today=today)[1]

        late = await self._desk.in_session(count)
        below = [said(person.language, "mine-overdue", count=late)] if late else []
        return await self._own(person, of_mine(person.email, today, days), [], below)

    async def _in_words(self, person: Person, words: str, period: bool, workspace: str) -> Page:
        """The contracts that some words ask for; the question back where a period is not sure; accounts where they are
        all that is named.
        """
        accounts = [] if period else await self._accounts(person, words)
        reading = await self._read(person, words)
        if reading.unclear is not None:
            return _asked_back(person.language, reading.unclear)
        if period and reading.query.ending is None:
            return plain_page("\n".join([said(person.language, "bad-days"), said(person.language, "help")]))
        if reading.query.having("account", ()) == EVERYTHING and not reading.wide:
            return await self._of_accounts(person, words, accounts, workspace)
        whose = reading.wide or reading.query.values("owner") or reading.query.values("account") or reading.query.by
        query = reading.query if whose else reading.query.having("owner", [person.email])
        return await self._own(person, begins_with_next(query), reading.unread)

    async def _read(self, person: Person, words: str) -> QueryReading:
        """What words ask for, and what of them was not understood."""
        today = self._desk.people.today_for(person)

        def read_words(session: Session) -> QueryReading:
            return asked(person.subject, known_to(session, person.subject, words), words, person.language, today)

        return await self._desk.in_session(read_words)

    async def _own(
        self, person: Person, query: ContractQuery, unread: Sequence[str], below: Sequence[str] = ()
    ) -> Page:
        """What they own; for who owns nothing and sees more, all that is in their sight."""
        mine = EVERYTHING.having("owner", [person.email])
        owns = await self._desk.in_session(lambda session: bool(contracts_of(session, person.subject, 1, mine)[1]))
        if not owns and query.values("owner") == (person.email,):
            query = query.having("owner", ())
        return await self._lists.page(person, Query(query), unread=unread, below=below)

    async def _contract(self, person: Person, number: str, workspace: str) -> Page:
        found = await self._drafts.card(person, number)
        if found is not None:
            return found
        # "Rue21" is a firm's name as well as it is a number.
        accounts = await self._accounts(person, number)
        return (
            await self._of_accounts(person, number, accounts, workspace)
            if accounts
            else plain_page(said(person.language, "no-contract", number=number))
        )

    async def _accounts(self, person: Person, name: str) -> list[AccountName]:
        def named(session: Session) -> list[AccountName]:
            return accounts_called(name, names_for(session, person.subject, name).accounts)

        return await self._desk.in_session(named)

    async def _of_accounts(self, person: Person, name: str, accounts: list[AccountName], workspace: str) -> Page:
        page = await self._accounts_shown.page(person, accounts[0].number, workspace) if len(accounts) == 1 else None
        if page is not None:
            return page
        return (
            choice(person.language, accounts)
            if len(accounts) > 1
            else plain_page(said(person.language, "no-account", name=name))
        )


def _asked_back(language: str, unclear: Unclear) -> Page:
    options = [f"• {told(option, language)}" for option in unclear.options]
    return plain_page("\n".join([answers.phrase(language, "periods", unclear.reason, said=unclear.said), *options]))
