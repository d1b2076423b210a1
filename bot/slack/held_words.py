"""Before something goes to a customer that may be meant for the team, its author is asked: "Send to the customer" or
"Keep inside".
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.models.blocks import ActionsBlock, ButtonElement
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.handoff.notices import said
from bot.handoff.team_replies import Sent
from bot.slack.blocks import as_blocks, paragraphs, plain
from bot.slack.context import Desk
from bot.slack.delivery import reply, to_one
from bot.slack.passing_on import PassingOn, Written
from bot.slack.text import LONGEST_LABEL, escaped
from bot.slack.users import Person
from renewals.store import held_words
from renewals.store.tables import HeldWords

SEND, KEEP = "held_send", "held_keep"


class Doubt(StrEnum):
    """Why a message may not be meant for the customer; each has a phrase `held-…`.

    `CHANGE`: they have it as it was before.
    """

    OTHER = "other"
    NOTE = "note"
    CHANGE = "change"
    FILE = "file"


class HeldBack:
    """Asks, and does what is decided. What nobody decides stays inside."""

    def __init__(self, desk: Desk, passing_on: PassingOn) -> None:
        self._desk = desk
        self._passing_on = passing_on

    async def ask(
        self,
        client: AsyncWebClient,
        person: Person,
        written: Written,
        doubt: Doubt,
        reference: str,
        holder: str,
        before: list[str],
    ) -> None:
        """Holds a message back and asks its author. `holder`: who has the request; `before`:
        what they are told first.
        """
        number = await self._desk.in_session(
            lambda session: held_words.hold(
                session,
                reference,
                written.channel,
                written.thread,
                person.user,
                dict(written.message),
                self._desk.clock(),
            )
        )
        text = "\n".join([*before, said(person.language, f"held-{doubt}", reference=reference, name=holder)])
        labels = (SEND, "held-send"), (KEEP, "held-keep")
        buttons = [
            ButtonElement(text=plain(said(person.language, label)[:LONGEST_LABEL]), action_id=action, value=str(number))
            for action, label in labels
        ]
        blocks = as_blocks([*paragraphs(text), ActionsBlock(elements=buttons)])
        await to_one(client, written.channel, person.user, escaped(text), blocks, written.thread)

    async def decided(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """The author has pressed one of both buttons."""
        person = await self._desk.people.asking(context, client)
        action = body["actions"][0]
        number = int(action["value"]) if str(action.get("value")).isdigit() else 0
        if not isinstance(person, Person):
            return

        def read(session: Session) -> HeldWords | None:
            return held_words.held(session, number)

        row = await self._desk.in_session(read)
        if row is None or row.user != person.user:
            told = ["held-gone"]
        elif action["action_id"] == KEEP:
            told = ["held-kept"]
        else:
            told = await self._send(client, context, person, row)
        if row is not None and row.user == person.user:
            await self._desk.in_session(lambda session: held_words.drop(session, number))
        text = "\n".join(said(person.language, name) if name.startswith(("held-", "lost-")) else name for name in told)
        await reply(respond, client, person.user, escaped(text), as_blocks(paragraphs(text)), in_place=True)

    async def _send(
        self, client: AsyncWebClient, context: AsyncBoltContext, person: Person, row: HeldWords
    ) -> list[str]:
        written = Written(row.channel, row.thread, row.message)
        ready = await self._passing_on.ready(client, context, person, written)
        if await self._passing_on.is_sent(written):
            await self._passing_on.change(written, ready)
            return ["held-sent", *ready.lost(person.language)]
        sent = await self._passing_on.send(person, written, ready)
        return ["held-sent", *ready.troubles(person.language)] if sent is Sent.SENT else ["held-gone"]
