"""What members of a team do with requests in Slack: the card's buttons. Every press asks anew who presses."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.handoff.notices import said as handoff_said
from bot.handoff.operations import HandoffOperations, Outcome
from bot.handoff.rights import Member
from bot.slack.context import Desk
from bot.slack.delivery import reply
from bot.slack.handoff_card import BETWEEN
from bot.slack.text import escaped, said
from bot.slack.users import Colleague, Person, member_of


class HandoffDesk:
    """Listens to members of teams."""

    def __init__(self, desk: Desk, handoffs: HandoffOperations) -> None:
        self._desk = desk
        self.operations = handoffs

    async def pressed(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """One of a card's buttons, or a choice of its selects."""
        person = await self._desk.people.asking(context, client)
        if person is None:
            return
        if isinstance(person, Colleague):
            await reply(respond, client, person.user, said(person.language, "not-known"))
            return
        action = body["actions"][0]
        value = str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")
        name = str(action["action_id"]).removeprefix("handoff_")
        if name == "give":
            await self._given(action, person, context, client, respond)
            return
        outcome = await self._done(name, *value.partition(BETWEEN)[::2], member_of(person))
        told = _told(name, outcome, person)
        if told:
            await reply(respond, client, person.user, escaped(told))

    async def _given(
        self,
        action: dict[str, Any],
        person: Person,
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """A colleague was chosen. Which request it is, and who had it when the card was drawn, the block's id tells."""
        _, reference, holder = str(action["block_id"]).split(BETWEEN)
        colleague = await self._desk.people.who(client, context.team_id or "", str(action.get("selected_user")))
        if not isinstance(colleague, Person):
            await reply(respond, client, person.user, escaped(handoff_said(person.language, "told-no-representative")))
            return
        told = _told(
            "give", await self.operations.give(reference, member_of(colleague), holder, member_of(person)), person
        )
        if told:
            await reply(respond, client, person.user, escaped(told))

    async def _done(self, name: str, reference: str, choice: str, member: Member) -> Outcome:
        match name:
            case "claim":
                return await self.operations.claim(reference, member)
            case "release":
                return await self.operations.release(reference, member)
            case "reassign":
                return await self.operations.reassign(reference, choice, member)
            case "resolve":
                return await self.operations.resolve(reference, choice, member)
            case "reopen":
                return await self.operations.reopen(reference, member)
            case "quote":
                return await self.operations.mail_quote(reference, member)
        raise ValueError(name)


def _told(name: str, outcome: Outcome, person: Person) -> str | None:
    """What the presser is told; where all is well, the card tells."""
    if outcome.refused:
        return handoff_said(person.language, "told-not-yours", reference=outcome.reference)
    if name == "quote":
        return handoff_said(person.language, "told-quote", reference=outcome.reference, mailbox=outcome.mailbox)
    if outcome.done:
        return None
    if name in ("claim", "give") and outcome.owner_name:
        return handoff_said(person.language, "told-taken", name=outcome.owner_name, reference=outcome.reference)
    return handoff_said(person.language, "told-changed", reference=outcome.reference)
