"""The answer that a request's card proposes: sent as it stands, or changed in a form and sent then."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.models.blocks import InputBlock, PlainTextInputElement
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.handoff.notices import said as handoff_said
from bot.handoff.team_replies import Sent, TeamReplies
from bot.slack.blocks import plain
from bot.slack.context import Desk
from bot.slack.delivery import to_one
from bot.slack.handoff_card import BETWEEN, PROPOSAL
from bot.slack.text import escaped, said
from bot.slack.users import Colleague, Person, member_of
from renewals.store.tables import Handoff

LONGEST_ANSWER = 3000


class Proposals:
    """Listens to both buttons and to the form. The answer goes out in the name of whoever has the request."""

    def __init__(self, desk: Desk, words: TeamReplies) -> None:
        self._desk = desk
        self._words = words

    async def send(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """The proposed answer is sent as it stands."""
        reference, text = _of(body)
        await self._send(context, client, reference, text)

    async def edit(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """The proposed answer is to be changed first."""
        person = await self._desk.people.asking(context, client)
        if isinstance(person, Person):
            await client.views_open(trigger_id=body["trigger_id"], view=_form(person.language, *_of(body)))

    async def submitted(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """The changed answer is sent."""
        view = body["view"]
        text = str(view["state"]["values"]["answer"]["value"].get("value") or "").strip()
        if text:
            await self._send(context, client, str(json.loads(view["private_metadata"])["reference"]), text)

    async def _send(self, context: AsyncBoltContext, client: AsyncWebClient, reference: str, text: str) -> None:
        person = await self._desk.people.asking(context, client)
        found = await self._desk.in_session(lambda session: _place_of(session, reference))
        if person is None or found is None:
            return
        channel, thread, holder = found
        if isinstance(person, Colleague):
            await to_one(client, channel, person.user, said(person.language, "not-known"), thread=thread)
            return
        sent = await self._words.answered(reference, member_of(person), text[:LONGEST_ANSWER])
        taken = "told-taken" if holder and sent is Sent.NOT_CLAIMED else "told-not-claimed"
        name = {Sent.SENT: "told-proposal-sent", Sent.CLOSED: "told-closed"}.get(sent, taken)
        told = handoff_said(person.language, name, reference=reference, name=holder)
        await to_one(client, channel, person.user, escaped(told), thread=thread)


def _of(body: dict[str, Any]) -> tuple[str, str]:
    """The request and the text that a button bears."""
    reference, _, text = str(body["actions"][0].get("value") or "").partition(BETWEEN)
    return reference, text


def _place_of(session: Session, reference: str) -> tuple[str, str, str] | None:
    """Where the card of a request stands, and who has it."""
    handoff = session.get(Handoff, reference)
    if handoff is None or handoff.channel is None or handoff.thread is None:
        return None
    return handoff.channel, handoff.thread, handoff.owner_name or ""


def _form(language: str, reference: str, text: str) -> View:
    written = PlainTextInputElement(action_id="value", initial_value=text, multiline=True, max_length=LONGEST_ANSWER)
    return View(
        type="modal",
        callback_id=PROPOSAL,
        title=plain(handoff_said(language, "proposal-title")),
        submit=plain(handoff_said(language, "held-send")[:24]),
        close=plain(handoff_said(language, "proposal-cancel")),
        private_metadata=json.dumps({"language": language, "reference": reference}),
        blocks=[InputBlock(block_id="answer", label=plain(handoff_said(language, "proposal-label")), element=written)],
    )
