"""Questions in words: a direct message, a mention in a channel, a suggestion that is pressed.

They take the same way as in the web chat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.acts import ACTS, FILE
from bot.conversation.files import Files, NobodyThere
from bot.handoff.notices import said as handoff_said
from bot.slack.attachments import fetched
from bot.slack.blocks import as_blocks, followed, paragraphs, suggestions
from bot.slack.context import Desk
from bot.slack.delivery import to_one
from bot.slack.drafts import Drafts
from bot.slack.list_pages import Audience, Page
from bot.slack.lists import Lists
from bot.slack.outbox import reference
from bot.slack.query import Query, fits
from bot.slack.request_words import SHARE, wished, with_whom
from bot.slack.requests_in_words import RequestsInWords
from bot.slack.sharing import Sharing
from bot.slack.showing import Place, Showing
from bot.slack.text import as_typed, as_written, escaped, said
from bot.slack.users import Colleague, Person
from renewals.query import from_json
from renewals.store import slack as store

LONGEST_QUESTION = 2000
# Topics whose answers in general are a representative's own.
OF_THEIR_OWN = ("greet", "capabilities")


class Asking:
    """Answers questions in words."""

    def __init__(
        self,
        desk: Desk,
        lists: Lists,
        files: Files,
        drafts: Drafts,
        showing: Showing,
        requests: RequestsInWords,
        sharing: Sharing,
    ) -> None:
        self._desk = desk
        self._drafts = drafts
        self._showing = showing
        self._files = files
        self._lists = lists
        self._requests = requests
        self._sharing = sharing

    async def asked(self, event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """A message to the assistant."""
        place = await self._place(client, context, event["channel"], event.get("thread_ts"), event["ts"])
        question = f"{place.team}:{place.channel}:{event['ts']}"
        written = event.get("text") or ""
        await self._answer(context, client, place, as_typed(written), question, event.get("files") or [], written)

    async def pressed(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """A suggestion: it is said as if it had been typed."""
        container, action = body["container"], body["actions"][0]
        channel, ts = container["channel_id"], container["message_ts"]
        message = body.get("message") or {}
        place = await self._place(client, context, channel, container.get("thread_ts") or message.get("thread_ts"), ts)
        await self._answer(
            context, client, place, str(action.get("value") or ""), f"{place.team}:{channel}:{action.get('action_ts')}"
        )

    async def _place(
        self, client: AsyncWebClient, context: AsyncBoltContext, channel: str, thread: str | None, ts: str
    ) -> Place:
        team = context.team_id or ""
        readers = await self._desk.readers.of(client, team, channel)
        # In a channel each question has its thread; a direct message goes on as one conversation.
        return Place(team, channel, thread or (None if channel.startswith("D") else ts), readers)

    async def _answer(
        self,
        context: AsyncBoltContext,
        client: AsyncWebClient,
        place: Place,
        text: str,
        question: str,
        shared: Sequence[dict[str, Any]] = (),
        written: str = "",
    ) -> None:
        """Answers a text; `written`: as Slack delivered it, with its mentions of people and channels."""
        person = await self._desk.people.asking(context, client)
        if person is None:
            return
        if isinstance(person, Colleague):
            await to_one(client, place.channel, person.user, said(person.language, "not-known"), thread=place.thread)
            return
        pages: list[Page] = []
        if text or not shared:
            done = await self._wished(context, client, person, place, written or text, question)
            pages = [done] if done is not None else await self._pages(person, place, text, question, client)
        for number, page in enumerate(pages):
            await self._showing.show(
                client, person, person.language, place, page, reference("answer", question, str(number))
            )
        for trouble in await self._passed_on(client, person, place, question, list(shared)):
            await to_one(client, place.channel, person.user, escaped(trouble), thread=place.thread)

    async def _passed_on(
        self, client: AsyncWebClient, person: Person, place: Place, question: str, shared: list[dict[str, Any]]
    ) -> list[str]:
        """Passes files on to the person who has the conversation; what is to be said of those that do not go on."""
        if not shared:
            return []
        files, troubles = await fetched(client, person.language, "customer", shared)
        conversation = await self._conversation(person, place)
        for number, file in enumerate(files):
            try:
                await self._files.take(conversation, file, f"slack:{question}:{number}")
            except NobodyThere:
                return [handoff_said(person.language, "customer-file-nobody")]
        return troubles

    async def _wished(
        self,
        context: AsyncBoltContext,
        client: AsyncWebClient,
        person: Person,
        place: Place,
        written: str,
        question: str,
    ) -> Page | None:
        """What is done with a request or an answer, as a message wishes; nothing where it wishes for none of it."""
        wish = wished(as_written(written.replace(f"<@{context.bot_user_id}>", " "), mentions=True))
        if wish is None:
            return None
        if wish.what == SHARE:
            conversation = await self._conversation(person, place)
            if (whom := with_whom(wish)) is None:
                return await self._sharing.shared(person, place, wish, conversation, question, client)
            named = whom or await self._sharing.whose(person, conversation)
            to = await self._requests.colleague(person, named, context, client)
            if isinstance(to, Page):
                return to
            return await self._sharing.with_colleague(person, place, to, conversation, question, client)
        return await self._requests.done(person, wish, context, client)

    async def _pages(
        self, person: Person, place: Place, text: str, question: str, client: AsyncWebClient
    ) -> list[Page]:
        if not any(character.isalnum() for character in text):
            return [plain_page(said(person.language, "help"))]
        if len(text) > LONGEST_QUESTION:
            return [plain_page(said(person.language, "too-long"))]
        conversation = await self._conversation(person, place)
        draft = await self._drafts.in_words(person, conversation, text)
        if draft is not None:
            return [draft]
        answer = await self._desk.conversations.say(conversation, text, f"slack:{question}", patience=None)
        for reply in answer["replies"]:
            data = reply.get("data") or {}
            if file := (data.get(ACTS) or {}).get(FILE):
                await self._lists.send(
                    replace(person, language=answer["language"]), Query(from_json(data["listing"])), client, file
                )
        return [await self._page(person, answer["language"], reply) for reply in answer["replies"]]

    async def _conversation(self, person: Person, place: Place) -> str:
        return await self._desk.in_session(
            lambda session: store.conversation_in_thread(
                session,
                place.team,
                place.channel,
                place.thread or "",
                person.user,
                identity=person.email,
                language=person.language,
                timezone=person.timezone,
                at=self._desk.clock(),
            )
        )

    async def _page(self, person: Person, language: str, reply: dict[str, Any]) -> Page:
        """A reply as Slack shows it: lists and single contracts with what can be done with them, all else as text with
        suggestions.
        """
        data = reply.get("data") or {}
        listing = data.get("listing") if ACTS not in data else None
        query = Query(from_json(listing)) if listing is not None else None
        if query is not None and fits(query) and (data.get("contracts") or query.asked.by):
            return await self._lists.page(
                replace(person, language=language), query, data.get("heading") or reply["text"]
            )
        if data.get("contract_number") and data.get("total") == 1:
            return await self._drafts.card_of_answer(
                replace(person, language=language), reply["text"], str(data["contract_number"])
            )
        if reply.get("topic") in OF_THEIR_OWN and not reply.get("question"):
            # These answers are made for customers; what a representative can ask is something else.
            return plain_page(said(language, f"rep-{reply['topic']}"))
        of_the_page = _is_of_the_page(reply)
        text = f"{said(language, 'to-tell')}\n{reply['text']}" if of_the_page else reply["text"]
        links = followed(reply.get("links") or [])
        return Page(
            escaped(text),
            as_blocks([*paragraphs(text), *links, *suggestions(reply.get("buttons") or [])]),
            Audience.EVERYBODY if of_the_page else Audience.REPRESENTATIVES,
        )


def _is_of_the_page(reply: dict[str, Any]) -> bool:
    """Whether a reply says what stands on the vendor's page, and nothing of a contract."""
    return (
        reply.get("kind") == "answer" and bool(reply.get("sources")) and not (reply.get("data") or {}).get("contracts")
    )


def plain_page(text: str) -> Page:
    """Some text of our own, which tells of nobody."""
    return Page(escaped(text), as_blocks(paragraphs(text)), Audience.EVERYBODY)
