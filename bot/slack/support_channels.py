"""Support's channels: a question gets a suggested answer, which its asker alone sees until they say that it is right.

Where nothing fits, or a person was quicker, nothing is said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.slack.blocks import Blocks, as_blocks, paragraphs, plain
from bot.slack.context import Desk
from bot.slack.delivery import reply, to_one
from bot.slack.outbox import reference
from bot.slack.text import as_written, escaped, said
from renewals import answers
from renewals.store import deflections as store

# From this likelihood on an answer is suggested unasked: in a channel many messages are no questions.
SURE = 0.5
# What the figures know these questions by, in the place of a form's site key.
SITE = "slack"
SOLVED, NEXT, TEAM = "support_solved", "support_next", "support_team"
LONGEST = 20_000
GONE = {"thread_not_found", "message_not_found", "channel_not_found"}


class Suggested(Protocol):
    """The language of a question, and what may answer it, best first (`topic`, `answer`, `confidence`, `sources`)."""

    @property
    def language(self) -> str: ...

    @property
    def suggestions(self) -> Sequence[dict[str, Any]]: ...


class Suggest(Protocol):
    """Looks for answers to a text. Raises ConnectionError where the engine is away."""

    async def __call__(self, text: str) -> Suggested: ...


@dataclass(frozen=True)
class Question:
    """A message in a channel of support: where it stands, whose it is, and what it says.

    `alone`: nobody else has written beneath it.
    """

    team: str
    channel: str
    ts: str
    asker: str
    text: str
    alone: bool

    @property
    def deflection_id(self) -> str:
        """The same for the same message, so that it is counted once."""
        return "slack-" + hashlib.sha256(f"{self.team}:{self.channel}:{self.ts}".encode()).hexdigest()[:32]


class SupportChannels:
    """Listens in them. A question's text is not kept: it is read in Slack again where it is needed again."""

    def __init__(self, desk: Desk, suggest: Suggest) -> None:
        self._desk = desk
        self._suggest = suggest

    async def asked(self, event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Somebody has begun a thread."""
        person = await self._desk.people.asking(context, client)
        if person is None:
            return
        question = await _read(client, context.team_id or "", event["channel"], event["ts"], person.user)
        if question is None or not question.alone:
            return
        suggested = await self._suggest(question.text)
        if not suggested.suggestions or suggested.suggestions[0]["confidence"] < SURE:
            return
        topics = [one["topic"] for one in suggested.suggestions]
        await self._desk.in_session(
            lambda session: self._keep(session, question.deflection_id, suggested.language, topics)
        )
        text, blocks = _card(question, suggested, 0)
        # In the channel: in a thread without a reply Slack shows nobody what is for one person alone.
        await to_one(client, question.channel, question.asker, text, blocks)

    async def pressed(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """Solved, not it, or to the team."""
        person = await self._desk.people.asking(context, client)
        action = body["actions"][0]
        channel, ts, number = json.loads(str(action["value"]))
        if person is None:
            return
        question = await _read(client, context.team_id or "", channel, ts, person.user)
        if question is None:
            await reply(respond, client, person.user, escaped(said(person.language, "support-gone")), in_place=True)
            return
        suggested = await self._suggest(question.text)
        text, blocks = await self._said(client, question, suggested, int(number), str(action["action_id"]))
        await reply(respond, client, person.user, text, blocks, in_place=True)

    async def _said(
        self, client: AsyncWebClient, question: Question, suggested: Suggested, number: int, pressed: str
    ) -> tuple[str, Blocks | None]:
        """Does what was pressed; what its presser sees from now on."""
        language, found = suggested.language, suggested.suggestions[number : number + 1]
        topic = found[0]["topic"] if found else None
        if pressed == SOLVED:
            await self._end(question, "solved", topic)
            if found and question.alone:
                await self._to_all(
                    client, question, SOLVED, f"{said(language, 'support-solved')}\n{found[0]['answer']}"
                )
            return escaped(said(language, "support-thanks")), None
        if pressed == NEXT and number + 1 < len(suggested.suggestions):
            await self._end(question, "not-related", topic)
            return _card(question, suggested, number + 1)
        await self._end(question, "not-related" if pressed == NEXT else store.SUBMITTED, topic)
        if pressed == TEAM and question.alone:
            before = ", ".join(
                answers.topics(language)[one["topic"]].title for one in suggested.suggestions[: number + 1]
            )
            await self._to_all(client, question, TEAM, said(language, "support-to-team", topics=before))
        return escaped(said(language, "support-left" if pressed == NEXT else "support-told")), None

    async def _to_all(self, client: AsyncWebClient, question: Question, what: str, text: str) -> None:
        ref = reference("support", question.team, question.channel, question.ts, what)
        await self._desk.posts.once(
            client, question.team, ref, question.channel, escaped(text), as_blocks(paragraphs(text)), question.ts
        )

    async def _end(self, question: Question, outcome: str, topic: str | None) -> None:
        now = self._desk.clock()
        await self._desk.in_session(
            lambda session: store.end(session, question.deflection_id, outcome, topic, now, SITE)
        )

    def _keep(self, session: Session, deflection_id: str, language: str, topics: Sequence[str]) -> None:
        if store.go_on(session, deflection_id, language, topics, SITE) is None:
            store.record(session, deflection_id, language, topics, self._desk.clock(), SITE)


async def _read(client: AsyncWebClient, team: str, channel: str, ts: str, asker: str) -> Question | None:
    """The question as it stands in Slack now; nothing where it was deleted, or is another's."""
    try:
        thread = (await client.conversations_replies(channel=channel, ts=ts, limit=100)).get("messages") or []
    except SlackApiError as refused:
        if refused.response.get("error") in GONE:
            return None
        raise
    first = next((message for message in thread if message.get("ts") == ts), None)
    if first is None or first.get("user") != asker:
        return None
    others = [
        message
        for message in thread
        if message.get("ts") != ts and not message.get("bot_id") and message.get("user") != asker
    ]
    return Question(team, channel, ts, asker, as_written(first.get("text") or "")[:LONGEST], not others)


def _card(question: Question, suggested: Suggested, number: int) -> tuple[str, Blocks]:
    """A suggested answer with its sources, for its asker alone."""
    language, one = suggested.language, suggested.suggestions[number]
    head, value = said(language, "support-head"), json.dumps([question.channel, question.ts, number])
    sources = " · ".join(f"{source['title']}: {source['section']}" for source in one["sources"])
    buttons = [
        ButtonElement(text=plain(said(language, f"{action.replace('_', '-')}-button")), action_id=action, value=value)
        for action in (SOLVED, NEXT, TEAM)
    ]
    blocks: list[Block] = [
        ContextBlock(elements=[plain(head)]),
        *paragraphs(one["answer"]),
        *([ContextBlock(elements=[plain(sources)])] if sources else []),
        ActionsBlock(elements=buttons),
    ]
    return escaped(f"{head}\n{one['answer']}"), as_blocks(blocks)
