"""One page for an account: a bar of twelve months, whom to call, what colleagues have noted and done, and the requests
of its customers.

Opened by `/renewals acme`, from a row of a list, from a contract's card, and from any message that names it. Its asker
alone sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    Option,
    RichTextBlock,
    RichTextElementParts,
    RichTextPreformattedElement,
    StaticSelectElement,
)
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.handoff.notices import said as handoff_said
from bot.slack.blocks import MOST_BUTTONS, as_blocks, marked_up, paragraphs, plain
from bot.slack.context import DOOR, Desk
from bot.slack.contract import pressed
from bot.slack.delivery import reply
from bot.slack.handoff_list import way_to
from bot.slack.list_blocks import line
from bot.slack.list_pages import Audience, Page
from bot.slack.query import Query
from bot.slack.text import LONGEST_LABEL, as_typed, escaped, said, shortened
from bot.slack.users import Colleague, Person
from bot.slack.year_bar import year_bar
from renewals import answers
from renewals.languages import long_date, moment
from renewals.matching import AccountName
from renewals.query import EVERYTHING
from renewals.regions import country_name
from renewals.store.account_page import AccountPage, CustomerRequest, account_of, account_page
from renewals.store.asked import asked, known_to
from renewals.store.contracts import record_reading
from renewals.store.names import account_names
from renewals.store.people_to_call import numbers_named
from renewals.store.renewing import Progress

WORDS = "account-page"
OPENED_BY = "account_open"
MOST_LINES, MOST_CONTACTS, LONGEST_NOTE = 12, 10, 300
# A select holds so many options, a header so many characters.
MOST_OPTIONS, LONGEST_HEADER = 100, 150
READ_OF_A_MESSAGE = 2000


class Accounts:
    """Shows accounts. Each time the right is asked for anew."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def page(self, person: Person, account_number: str, workspace: str = "") -> Page | None:
        """The page of an account that the person may see. `workspace`: its address, for links to cards of requests."""
        today = self._desk.people.today_for(person)

        def read(session: Session) -> AccountPage | None:
            found = account_page(session, person.subject, account_number)
            if found is not None:
                numbers = [contract.contract_number for contract in found.contracts]
                record_reading(session, person.email, DOOR, "account-overview", numbers, self._desk.clock())
            return found

        found = await self._desk.in_session(read)
        return drawn(person, found, today, workspace) if found else None

    async def pressed(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """A row, a card, or a choice of several accounts."""
        person = await self._desk.people.asking(context, client)
        if isinstance(person, Person):
            await self._reply(person, [pressed(body).value], context, client, respond)

    async def of_message(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """The message shortcut: the account that a message names, or whose contract it names; to the presser alone."""
        person = await self._desk.people.asking(context, client)
        if isinstance(person, Colleague):
            await reply(respond, client, person.user, said(person.language, "not-known"))
        if not isinstance(person, Person):
            return
        text = as_typed(str((body.get("message") or {}).get("text") or ""))[:READ_OF_A_MESSAGE]
        today = self._desk.people.today_for(person)

        def named(session: Session) -> list[str]:
            query = asked(person.subject, known_to(session, person.subject, text), text, person.language, today).query
            contracts = numbers_named(session, person.subject, text)
            return [*query.values("account"), *account_of(session, person.subject, contracts)]

        numbers = list(dict.fromkeys(await self._desk.in_session(named))) if text else []
        await self._reply(person, numbers, context, client, respond)

    async def _reply(
        self,
        person: Person,
        numbers: Sequence[str],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        if len(numbers) > 1:
            names = await self._desk.in_session(lambda session: account_names(session, person.subject, numbers))
            page: Page | None = choice(person.language, [AccountName(number, name) for number, name in names.items()])
        else:
            workspace = await self._desk.people.workspace(client, context.team_id or "")
            page = await self.page(person, numbers[0], workspace) if numbers else None
        if page is None:
            none = _said(person.language, "none-named") if not numbers else said(person.language, "gone")
            await reply(respond, client, person.user, none)
            return
        await reply(respond, client, person.user, page.text, page.blocks)


def choice(language: str, accounts: Sequence[AccountName]) -> Page:
    """Which of several accounts is meant: a button each, or a select where there are more."""
    which, shown = said(language, "which-account"), accounts[:MOST_OPTIONS]
    text = "\n".join(
        [
            which,
            *([_said(language, "others", count=len(accounts) - MOST_OPTIONS)] if len(accounts) > MOST_OPTIONS else []),
        ]
    )
    if len(accounts) > MOST_BUTTONS:
        elements: list[Any] = [select(language, shown)]
    else:
        elements = [
            ButtonElement(
                text=plain(account.name[:LONGEST_LABEL]), value=account.number, action_id=f"{OPENED_BY}_{number}"
            )
            for number, account in enumerate(shown)
        ]
    return Page(
        escaped(text),
        as_blocks([*paragraphs(text), *([ActionsBlock(elements=elements)] if elements else [])]),
        Audience.ASKER,
    )


def select(language: str, accounts: Sequence[AccountName]) -> StaticSelectElement:
    """A select of which each option opens an account."""
    options = [Option(value=account.number[:150], text=plain(account.name[:LONGEST_LABEL])) for account in accounts]
    return StaticSelectElement(placeholder=plain(_said(language, "choose")), options=options, action_id=OPENED_BY)


def drawn(person: Person, page: AccountPage, today: date, workspace: str) -> Page:
    """An account's page, for one person."""
    language = person.language
    head = _said(language, "head", name=page.name, number=page.number, country=country_name(page.country, language))
    lines = "\n".join(_contracts(language, page, today))
    beside = "\n".join(_people(language, page))
    notes = "\n".join(_notes(language, page))
    requests = "\n".join(_requests(person, page, workspace))
    bar = RichTextElementParts.Text(text=year_bar(page.contracts, today, language))
    blocks: list[Block] = [
        HeaderBlock(text=plain(head[:LONGEST_HEADER])),
        RichTextBlock(elements=[RichTextPreformattedElement(elements=[bar])]),
        ContextBlock(elements=[plain(_said(language, "legend"))]),
        *paragraphs(lines),
        *paragraphs(beside),
        *(paragraphs(notes) if notes else []),
        *marked_up(requests),
        ActionsBlock(elements=_buttons(language, page, person)),
    ]
    text = "\n".join([escaped("\n".join(filter(None, [head, lines, beside, notes]))), requests])
    return Page(text, as_blocks(blocks), Audience.ASKER)


def _contracts(language: str, page: AccountPage, today: date) -> list[str]:
    lines = []
    for contract in page.contracts[:MOST_LINES]:
        done = _done(language, page.kept.get(contract.contract_number, Progress()), today)
        lines.append(" · ".join([f"• {line(language, contract, today)}", *done]))
    more = page.total - len(lines)
    return [*lines, *([_said(language, "more", count=more)] if more > 0 else [])]


def _done(language: str, kept: Progress, today: date) -> list[str]:
    done = []
    if kept.contacted_on:
        done.append(_said(language, "contacted", who=kept.contacted_by, day=long_date(kept.contacted_on, language)))
    if kept.snoozed_until and kept.snoozed_until > today:
        done.append(_said(language, "snoozed", day=long_date(kept.snoozed_until, language)))
    return done


def _people(language: str, page: AccountPage) -> list[str]:
    contacts = [
        _said(language, "contact", name=name, address=address) for name, address in page.contacts[:MOST_CONTACTS]
    ]
    more = len(page.contacts) - len(contacts)
    return [
        _said(language, "contacts"),
        *contacts,
        *([_said(language, "more", count=more)] if more > 0 else []),
        _said(language, "resellers", names=", ".join(page.resellers) or "—"),
        _said(language, "owners", names=", ".join(page.owners)),
    ]


def _notes(language: str, page: AccountPage) -> list[str]:
    if not page.notes:
        return []
    told = [
        _said(
            language, "note", contract_number=note.contract_number, who=note.author, day=long_date(note.on, language),
            text=note.text[:LONGEST_NOTE],
        )
        for note in page.notes
    ]  # fmt: skip
    return [_said(language, "notes"), *told]


def _requests(person: Person, page: AccountPage, workspace: str) -> list[str]:
    """In Slack's markup: each line leads to the request's card."""
    if not page.requests:
        return [escaped(_said(person.language, "no-requests"))]
    told = [_request(person, one, workspace) for one in page.requests]
    return [escaped(_said(person.language, "requests")), *told]


def _request(person: Person, one: CustomerRequest, workspace: str) -> str:
    language = person.language
    values = {"name": one.owner_name} if one.state == "claimed" else {}
    state = (
        handoff_said(language, f"outcome-{one.outcome}")
        if one.outcome
        else handoff_said(language, f"state-{one.state}", **values)
    )
    told = _said(
        language, "request", reference=one.reference, at=moment(one.asked_at, person.timezone, language),
        reason=handoff_said(language, f"reason-{one.reason}"), state=state,
    )  # fmt: skip
    return way_to(told, one.reference, workspace, one.channel, one.thread)


def _buttons(language: str, page: AccountPage, person: Person) -> list[Any]:
    whole = Query(EVERYTHING.having("account", [page.number]), person.user)
    details = [
        Option(
            value=one.contract_number[:150],
            text=plain(shortened(f"{one.contract_number} · {one.product}", LONGEST_LABEL)),
        )
        for one in page.contracts[:MOST_OPTIONS]
    ]
    return [
        ButtonElement(text=plain(_said(language, "list")), value=whole.packed(), action_id="list_open_0"),
        StaticSelectElement(
            placeholder=plain(said(language, "details")), options=details, action_id="contract_details"
        ),
    ]


def _said(language: str, name: str, /, **values: object) -> str:
    return answers.phrase(language, WORDS, name, **values)
