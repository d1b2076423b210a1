"""One contract in Slack: its form, and what representatives keep on it by a press.

Each press is an act, which says what it kept and can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.conversation.undoing import take_back
from bot.slack import forms
from bot.slack.blocks import as_blocks, paragraphs
from bot.slack.context import DOOR, Desk
from bot.slack.delivery import reply
from bot.slack.drafts import contact_line, draft_for
from bot.slack.list_pages import Page
from bot.slack.outbox import reference
from bot.slack.rows import Pressed, reminded_after, to_clear, to_forecast, to_mark, undo_button
from bot.slack.text import escaped, said
from bot.slack.users import Person
from renewals.acts import Wish
from renewals.acts_told import kept_told
from renewals.contracts import Terms
from renewals.draft_mail import Draft
from renewals.store import renewing
from renewals.store.acts import KeptAct, carry_out
from renewals.store.contracts import contracts_by_number, record_reading
from renewals.store.people_to_call import beside

# What a press is to keep of the contract that it names, seen from a day; None where the press is none of ours.
Wished = Callable[[Terms, date], Sequence[Wish] | None]


@dataclass(frozen=True)
class Press:
    """A button or choice: its value, and the key by which the same press is known again."""

    value: str
    key: str


class Contracts:
    """The buttons and the form of a single contract. Each press asks anew whether the presser may see it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """Opens a contract's form: by its button, or chosen from a list."""
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        today = self._desk.people.today_for(person)

        def read(session: Session) -> tuple[Terms, renewing.Progress, str, Draft] | None:
            found = seen_by(session, person, pressed(body).value)
            if found is None:
                return None
            record_reading(session, person.email, DOOR, "contract-expiry", [found.contract_number], self._desk.clock())
            progress, drafted = (
                renewing.progress_of(session, found.contract_number, person.email),
                draft_for(session, found, person, today),
            )
            return found, progress, beside(session, found).owner, drafted

        found = await self._desk.in_session(read)
        if found is None:
            await reply(respond, client, person.user, said(person.language, "gone"))
            return
        contract, progress, owner, drafted = found
        form = forms.contract(person.language, contract, progress, today, owner, contact_line(person.language, drafted))
        try:
            await client.views_open(trigger_id=body["trigger_id"], view=form)
        except SlackApiError as refused:
            if refused.response.get("error") not in (
                "expired_trigger_id",
                "invalid_trigger_id",
                "exchanged_trigger_id",
            ):
                raise
            # Pressed before a stop, and worked on after it: the press is too old to open a form.
            await reply(respond, client, person.user, said(person.language, "gone"))

    async def save(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Keeps what a contract's form says, and tells the person so."""
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        filled, today = forms.contract_filled(body["view"]), self._desk.people.today_for(person)
        key = f"slack:form:{body['view']['id']}"

        def keep(session: Session) -> Page:
            found = seen_by(session, person, filled.contract_number)
            if found is None:
                return _plain(said(person.language, "gone"))
            before = renewing.progress_of(session, found.contract_number, person.email)
            wishes = forms.wished(filled, before, found, today)
            return kept_page(session, person, found, wishes, key, self._desk.clock())

        page = await self._desk.in_session(keep)
        ref = reference("saved", body["view"]["id"])
        await self._desk.posts.once(client, context.team_id or "", ref, person.user, page.text, page.blocks)

    async def contacted(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """The button by which a customer counts as contacted."""
        await self._keep(body, context, client, respond, to_mark(pressed(body).value))

    async def remind(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """The button by which somebody is reminded in a week, or sooner where the contract ends before."""

        def wished(found: Terms, today: date) -> Sequence[Wish] | None:
            wish = reminded_after(found, today)
            return [wish] if wish else []

        await self._press(body, context, client, respond, pressed(body).value, wished)

    async def forecast(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """The word on a renewal, chosen on a card."""
        await self._keep(body, context, client, respond, to_forecast(pressed(body).value))

    async def clear(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """The buttons that take away what is kept."""
        await self._keep(body, context, client, respond, to_clear(pressed(body).value))

    async def undo(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """Takes an act back, and says so in the place of what was said of it."""
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        value = pressed(body).value
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0

        def work(session: Session) -> str:
            now = self._desk.clock()
            return take_back(session, person.subject, number, DOOR, person.language, person.timezone, now)[0]

        page = _plain(await self._desk.in_session(work))
        await reply(
            respond, client, person.user, page.text, page.blocks, in_place=bool(body["container"].get("is_ephemeral"))
        )

    async def _keep(
        self,
        body: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
        marked: Pressed | None,
    ) -> None:
        def wished(found: Terms, today: date) -> Sequence[Wish] | None:
            return [marked.wish] if marked else None

        await self._press(body, context, client, respond, marked.contract_number if marked else "", wished)

    async def _press(
        self,
        body: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
        number: str,
        wished: Wished,
    ) -> None:
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        today, key = self._desk.people.today_for(person), pressed(body).key

        def keep(session: Session) -> Page:
            found = seen_by(session, person, number)
            wishes = wished(found, today) if found is not None else None
            if found is None or wishes is None:
                return _plain(said(person.language, "gone"))
            return kept_page(session, person, found, wishes, key, self._desk.clock())

        page = await self._desk.in_session(keep)
        await reply(respond, client, person.user, page.text, page.blocks)


def kept_page(session: Session, person: Person, found: Terms, wishes: Sequence[Wish], key: str, at: datetime) -> Page:
    """Keeps wishes for a contract as one act; what was kept, with the way back."""
    if not wishes:
        return _plain(said(person.language, "saved-nothing", contract_number=found.contract_number))
    kept = carry_out(session, person.email, [(found.contract_number, wishes)], at, key)
    record_reading(session, person.email, DOOR, "acts", [found.contract_number], at)
    text = kept_told(person.language, kept.changes, _named(session, person, kept), person.timezone)
    back = [undo_button(person.language, kept.number)] if any(change.changed for change in kept.changes) else []
    return Page(escaped(text), as_blocks([*paragraphs(text), *back]))


def _named(session: Session, person: Person, kept: KeptAct) -> dict[str, Terms]:
    """The contracts of an act that the person may see, by their numbers."""
    return contracts_by_number(session, person.subject, {change.contract_number for change in kept.changes})


def _plain(text: str) -> Page:
    return Page(escaped(text), as_blocks(paragraphs(text)))


def pressed(body: dict[str, Any]) -> Press:
    """The button or choice that was pressed."""
    action = body["actions"][0]
    value = str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")
    user, team = (str((body.get(name) or {}).get("id") or "") for name in ("user", "team"))
    return Press(value, f"slack:press:{team}:{user}:{action.get('action_id')}:{action.get('action_ts')}")


def seen_by(session: Session, person: Person, contract_number: str) -> Terms | None:
    """The contract of a number, where the person may see it."""
    found = contracts_by_number(session, person.subject, [contract_number] if contract_number else [])
    return next(iter(found.values()), None)
