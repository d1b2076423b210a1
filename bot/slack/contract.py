"""One contract in Slack: its card and form, and what representatives keep on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.slack import forms
from bot.slack.blocks import escaped, said
from bot.slack.context import DOOR, Desk
from bot.slack.drafts import contact_line, draft_for
from bot.slack.outbox import reference, reply
from bot.slack.users import Person
from renewals.contracts import Terms
from renewals.draft_mail import Draft
from renewals.languages import long_date
from renewals.store import renewing
from renewals.store.contracts import contracts_of, numbered, record_reading
from renewals.store.people_to_call import beside


@dataclass(frozen=True)
class Kept:
    """What was kept, in words."""

    contract_number: str
    what: str


# Keeps something on the contract of a number for a person, and says in their language what.
Keep = Callable[[Session, Person, str], str]


class Contracts:
    """The buttons and the form of a single contract. Each press asks anew whether the presser may see it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond) -> None:
        """Opens a contract's form: by its button, or chosen from a list."""
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        today = self._desk.people.today_for(person)

        def read(session: Session) -> tuple[Terms, renewing.Progress, str, Draft] | None:
            found = seen_by(session, person, _pressed(body))
            if found is None:
                return None
            record_reading(session, person.email, DOOR, "contract-expiry", [found.contract_number], self._desk.clock())
            progress, drafted = renewing.progress_of(session, found.contract_number), draft_for(session, found, person, today)
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
            if refused.response.get("error") not in ("expired_trigger_id", "invalid_trigger_id", "exchanged_trigger_id"):
                raise
            # Pressed before a stop, and worked on after it: the press is too old to open a form.
            await reply(respond, client, person.user, said(person.language, "gone"))

    async def save(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Keeps what a contract's form says, and tells the person so."""
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        filled, today = forms.contract_filled(body["view"]), self._desk.people.today_for(person)
        kept = await self._desk.in_session(lambda session: self._save(session, person, filled, today))
        text = escaped(_told(person, kept))
        await self._desk.posts.once(client, context.team_id or "", reference("saved", body["view"]["id"]), person.user, text)

    async def contacted(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond) -> None:
        """The button by which a customer counts as contacted."""

        def keep(session: Session, person: Person, number: str) -> str:
            renewing.mark_contacted(session, number, person.email, self._desk.clock())
            return said(person.language, "saved-contacted")

        await self._press(body, context, client, respond, keep)

    async def remind(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond) -> None:
        """The button by which somebody is reminded in a week."""

        def keep(session: Session, person: Person, number: str) -> str:
            day = forms.in_a_week(self._desk.people.today_for(person))
            renewing.remind(session, number, person.email, day)
            return said(person.language, "saved-remind", day=long_date(day, person.language))

        await self._press(body, context, client, respond, keep)

    async def _press(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond, keep: Keep
    ) -> None:
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return

        def kept_for(session: Session) -> Kept | None:
            found = seen_by(session, person, _pressed(body))
            return Kept(found.contract_number, keep(session, person, found.contract_number)) if found else None

        kept = await self._desk.in_session(kept_for)
        await reply(respond, client, person.user, escaped(_told(person, kept)))

    def _save(self, session: Session, person: Person, filled: forms.ContractForm, today: date) -> Kept | None:
        found = seen_by(session, person, filled.contract_number)
        if found is None:
            return None
        number, language, now = found.contract_number, person.language, self._desk.clock()
        before, what = renewing.progress_of(session, number), []
        if filled.contacted and before.contacted_on is None:
            renewing.mark_contacted(session, number, person.email, now)
            what.append(said(language, "saved-contacted"))
        elif not filled.contacted and before.contacted_on is not None:
            renewing.unmark_contacted(session, number)
            what.append(said(language, "saved-not-contacted"))
        if filled.remind_on and filled.remind_on > today:
            renewing.remind(session, number, person.email, filled.remind_on)
            what.append(said(language, "saved-remind", day=long_date(filled.remind_on, language)))
        if filled.snooze_until and filled.snooze_until != before.snoozed_until and filled.snooze_until > today:
            renewing.snooze(session, number, filled.snooze_until)
            what.append(said(language, "saved-snooze", day=long_date(filled.snooze_until, language)))
        if filled.note:
            renewing.add_note(session, number, person.email, filled.note, now)
            what.append(said(language, "saved-note"))
        return Kept(number, ", ".join(what) or said(language, "saved-nothing"))


def _told(person: Person, kept: Kept | None) -> str:
    if kept is None:
        return said(person.language, "gone")
    return said(person.language, "saved", contract_number=kept.contract_number, what=kept.what)


def _pressed(body: dict[str, Any]) -> str:
    action = body["actions"][0]
    return str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")


def seen_by(session: Session, person: Person, contract_number: str) -> Terms | None:
    """The contract of a number, where the person may see it."""
    found, _ = contracts_of(session, person.subject, 1, numbered(contract_number)) if contract_number else ([], 0)
    return found[0] if found else None
