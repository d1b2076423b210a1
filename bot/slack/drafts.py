"""Whom to call about a contract, and a mail to them: on the contract's card, by a button, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from babel import Locale
from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, MarkdownTextObject, SectionBlock
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.slack.blocks import MOST_BUTTONS, as_blocks, paragraphs, plain
from bot.slack.context import DOOR, Desk
from bot.slack.contract_card import contract_card, contract_facts
from bot.slack.delivery import reply
from bot.slack.draft_words import in_language, names_nothing, wished
from bot.slack.list_pages import Audience, Page
from bot.slack.rows import taken_back
from bot.slack.text import LONGEST_LABEL, LONGEST_SECTION, escaped, said
from bot.slack.users import Person
from renewals import answers
from renewals.acts_told import progress_told
from renewals.contracts import Terms
from renewals.draft_mail import WORDS, Draft, draft, language_of_country
from renewals.names import folded
from renewals.periods import Period
from renewals.query import EVERYTHING, ContractQuery
from renewals.query_told import unread_told
from renewals.store.asked import asked, known_to
from renewals.store.contacts import contacts_named
from renewals.store.contracts import contracts_of, numbered, record_reading
from renewals.store.people_to_call import beside, contracts_told, language_talked, numbers_named
from renewals.store.renewing import Progress, progress_of
from renewals.store.requests import name_of

NAMES_A_CONTRACT = ("account", "product")
# Of the accounts that are named so many contracts are looked at for the contact who is named.
MOST_LOOKED_AT = 200


def draft_for(session: Session, contract: Terms, person: Person, today: date, wished_in: str | None = None) -> Draft:
    """The mail to a contract's contact, in the language that is wished for, else of their conversations, else of their
    country; signed with the name on file, else with Slack's.
    """
    language = wished_in or language_talked(session, contract.contact_email) or language_of_country(contract.country)
    on_file = name_of(session, person.email)
    return draft(contract, today, language, on_file if on_file != person.email else person.name or person.email)


def contact_line(language: str, drafted: Draft) -> list[Block]:
    """Whom to call, with the link that opens a mail to them. The name is plain text, as all that files say."""
    if not drafted.name and not drafted.link:
        return []
    who = [plain(said(language, "contact", name=drafted.name or "—", address=drafted.address or "—")[:LONGEST_SECTION])]
    return [ContextBlock(elements=[*who, *_link(language, drafted)])]


def drawn(language: str, drafted: Draft) -> Page:
    """A draft as it is shown to whoever will send it."""
    written_in = Locale(drafted.language).get_language_name(language) or drafted.language
    head = _said(language, "head", name=drafted.name or "—", address=drafted.address, language=written_in)
    if drafted.link is None:
        head = _said(language, "no-address", name=drafted.name or "—")
    text = "\n\n".join([head, drafted.subject, drafted.text])
    blocks: list[Block] = [
        ContextBlock(elements=[plain(head)]),
        SectionBlock(text=plain(drafted.subject)),
        *paragraphs(drafted.text),
    ]
    link = _link(language, drafted)
    return Page(escaped(text), as_blocks([*blocks, *([ContextBlock(elements=link)] if link else [])]), Audience.ASKER)


def _link(language: str, drafted: Draft) -> list[MarkdownTextObject]:
    if drafted.link is None:
        return []
    return [MarkdownTextObject(text=f"<{escaped(drafted.link)}|{escaped(_said(language, 'open'))}>", verbatim=True)]


class Drafts:
    """The button, and the wish in words.

    A draft is shown to its asker alone, or where they talk with the assistant; nothing is sent.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def pressed(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """The button "Draft mail" of a contract."""
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        query = numbered(str(body["actions"][0].get("value") or ""))

        def read(session: Session) -> Draft | None:
            found, total = contracts_of(session, person.subject, 1, query)
            return self._drafted(session, person, found[0]) if total == 1 else None

        found = await self._desk.in_session(read)
        page = drawn(person.language, found) if found else Page(said(person.language, "gone"), [])
        await reply(respond, client, person.user, page.text, page.blocks or None)

    async def card_of_answer(self, person: Person, text: str, contract_number: str) -> Page:
        """An answer that told of one contract, as its card: whom to call and its account,
        where the person may see it.
        """
        today = self._desk.people.today_for(person)

        def read(session: Session) -> list[tuple[Draft, str, list[Block]]]:
            found, _ = contracts_of(session, person.subject, 1, numbered(contract_number))
            return [
                (
                    draft_for(session, one, person, today),
                    one.account_number,
                    _kept(person, one, _progress(session, person, one)),
                )
                for one in found
            ]

        found = await self._desk.in_session(read)
        drafted, account, kept = found[0] if found else (None, None, [])
        contact = contact_line(person.language, drafted) if drafted else []
        blocks = contract_card(person.language, text, contract_number, contact, account, kept)
        return Page(escaped(text), blocks, shared={"contract": contract_number})

    async def card(self, person: Person, number: str) -> Page | None:
        """The card of a contract that the person may see: its facts, whom to call, the last note."""
        return await self._desk.in_session(lambda session: self._card(session, person, number, to_share=False))

    async def to_share(self, person: Person, number: str) -> Page | None:
        """A contract's facts alone, for everybody in a channel."""
        return await self._desk.in_session(lambda session: self._card(session, person, number, to_share=True))

    def _card(self, session: Session, person: Person, number: str, to_share: bool) -> Page | None:
        found, _ = contracts_of(session, person.subject, 1, numbered(number))
        record_reading(
            session, person.email, DOOR, "contract-expiry", [c.contract_number for c in found], self._desk.clock()
        )
        if not found:
            return None
        contract, today, language = found[0], self._desk.people.today_for(person), person.language
        there = beside(session, contract)
        facts = contract_facts(language, contract, today, there.owner, None if to_share else there.note)
        contact, kept = list[Block](), list[Block]()
        if not to_share:
            progress = _progress(session, person, contract)
            facts += progress_told(language, progress, contract, today)
            contact, kept = (
                contact_line(language, draft_for(session, contract, person, today)),
                _kept(person, contract, progress),
            )
        text = "\n".join(facts)
        blocks = contract_card(language, text, contract.contract_number, contact, contract.account_number, kept)
        return Page(escaped(text), blocks, shared={"contract": contract.contract_number})

    async def in_words(self, person: Person, conversation: str, text: str) -> Page | None:
        """The draft that a message wishes for, or the question for which contract; nothing where it wishes for none."""
        named = in_language(text)
        rest = wished(named.rest if named else text)
        if rest is None:
            return None
        code = named.code if named else None
        return await self._desk.in_session(lambda session: self._wish(session, person, conversation, rest, code))

    def _wish(self, session: Session, person: Person, conversation: str, rest: str, code: str | None) -> Page:
        language, unread = person.language, list[str]()
        today = self._desk.people.today_for(person)
        spoken = code if code in answers.languages() else None
        told = (
            contracts_told(session, conversation)
            if names_nothing(rest)
            else numbers_named(session, person.subject, rest)
        )
        if told:
            query = numbered(*told[:MOST_BUTTONS])
        else:
            people = contacts_named(session, person.subject, rest)
            for one in people:
                rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
            reading = asked(person.subject, known_to(session, person.subject, rest), rest, language, today)
            if people and not reading.query.values("account"):
                accounts = [number for one in people for number in one.values]
                reading = replace(reading, query=reading.query.having("account", accounts))
            unclear = [reading.unclear.said] if reading.unclear else []
            unread, query = unread_told([*reading.unread, *unclear], language), reading.query.whole()
            if not any(query.values(field) for field in NAMES_A_CONTRACT):
                return _plain("\n".join([*unread, _said(language, "whom")]))
        found, total = contracts_of(session, person.subject, MOST_BUTTONS, query, today=today)
        if len(found) != 1 and not told:
            found, total = _of_the_contact(session, person, query, rest, today) or (found, total)
        if len(found) != 1:
            return _which(language, found, total, unread)
        if code and not spoken:
            unread = [*unread, _not_spoken(language, code)]
        page = drawn(language, self._drafted(session, person, found[0], spoken))
        return replace(
            page,
            text="\n".join([*map(escaped, unread), page.text]),
            blocks=[*as_blocks(paragraphs("\n".join(unread))), *page.blocks],
        )

    def _drafted(self, session: Session, person: Person, contract: Terms, wished_in: str | None = None) -> Draft:
        """The draft for a contract that the person may see."""
        record_reading(session, person.email, DOOR, "draft-mail", [contract.contract_number], self._desk.clock())
        return draft_for(session, contract, person, self._desk.people.today_for(person), wished_in)


def _of_the_contact(
    session: Session, person: Person, query: ContractQuery, rest: str, today: date
) -> tuple[list[Terms], int] | None:
    """Of the accounts that are named the contracts whose contact is named as well, where there are any."""
    accounts = EVERYTHING.having("account", query.values("account"))
    if not accounts.narrowed:
        return None
    every, _ = contracts_of(session, person.subject, MOST_LOOKED_AT, accounts, today=today)
    words = set(folded(rest).split())
    found = [one for one in every if one.contact_name and set(folded(one.contact_name).split()) <= words]
    within = [one for one in found if query.ending and _within(one.end_on, query.ending)]
    meant = within if len(within) == 1 else found
    return (meant[:MOST_BUTTONS], len(meant)) if meant else None


def _within(day: date, period: Period) -> bool:
    return (period.start is None or period.start <= day) and (period.end is None or day <= period.end)


def _not_spoken(language: str, code: str) -> str:
    """That a mail cannot be drafted in a language, and in which it can."""
    names = [Locale(one).get_language_name(language) or one for one in answers.languages()]
    wished_for = Locale(language).languages.get(code, code)
    return _said(language, "languages", languages=" · ".join(sorted(names)), wished=wished_for)


def _progress(session: Session, person: Person, contract: Terms) -> Progress:
    return progress_of(session, contract.contract_number, person.email)


def _kept(person: Person, contract: Terms, progress: Progress) -> list[Block]:
    """What takes away what is kept of a contract."""
    return taken_back(person.language, contract.contract_number, progress, person.email)


def _which(language: str, found: Sequence[Terms], total: int, unread: Sequence[str]) -> Page:
    """Which contract is meant: a button for each of the first, the soonest end first; or that there is none."""
    more = [f"… +{total - len(found)}"] if total > len(found) else []
    text = "\n".join([*unread, _said(language, "which" if found else "none"), *more])
    labels = [(f"{one.account} · {one.product} · {one.contract_number}", one.contract_number) for one in found]
    buttons = [
        ButtonElement(text=plain(label[:LONGEST_LABEL]), value=contract_number, action_id=f"contract_draft_{number}")
        for number, (label, contract_number) in enumerate(labels)
    ]
    return Page(escaped(text), as_blocks([*paragraphs(text), *([ActionsBlock(elements=buttons)] if buttons else [])]))


def _plain(text: str) -> Page:
    return Page(escaped(text), as_blocks(paragraphs(text)))


def _said(language: str, name: str, /, **values: object) -> str:
    return answers.phrase(language, WORDS, name, **values)
