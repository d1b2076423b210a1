"""The last answer of a conversation shown to a channel, on a wish in words; said back to the sharer, who can take it
back.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, ContextBlock
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.handoff.rights import Member
from bot.slack.blocks import as_blocks, paragraphs, plain
from bot.slack.context import Desk
from bot.slack.delivery import reply
from bot.slack.drafts import Drafts
from bot.slack.list_pages import Audience, Page
from bot.slack.lists import Lists
from bot.slack.members import members_of
from bot.slack.outbox import NotArrived, reference
from bot.slack.query import NotAQuery, Query
from bot.slack.readers import Readers
from bot.slack.request_words import CHANNEL, WORDS, Wish, names_here
from bot.slack.requests_in_words import page
from bot.slack.showing import Place
from bot.slack.text import escaped, said
from bot.slack.users import UNKNOWN, NamesInSlack, Person
from renewals import answers
from renewals.query import ContractQuery, from_json
from renewals.query.kinds import MOST_VALUES
from renewals.store.acted import last_shown
from renewals.store.contracts import contracts_of

NOT_THERE = UNKNOWN | {"not_in_channel", "is_archived"}
# A channel's members are looked through so far.
MEMBERS_READ = 10_000


class Sharing:
    """Shares what was shown last, under the right of whoever shares it."""

    def __init__(self, desk: Desk, lists: Lists, drafts: Drafts) -> None:
        self._desk = desk
        self._lists = lists
        self._drafts = drafts

    async def shared(
        self, person: Person, place: Place, wish: Wish, conversation: str, question: str, client: AsyncWebClient
    ) -> Page:
        """Shares it once, and says so; or says why not. Nothing that people of other organisations would read."""
        named = CHANNEL.search(wish.about)
        if named is None and (place.direct or not names_here(wish)):
            return page(person, _said(person, "where"))
        channel = named[1] if named else place.channel
        thread = place.thread if channel == place.channel else None
        shown = await self._desk.in_session(lambda session: self._shown(session, conversation))
        try:
            found = await self._again(person, shown)
            if found is None:
                return page(person, _said(person, "nothing-to-share"))
            if channel != place.channel and person.user not in (await members_of(client, channel, MEMBERS_READ))[0]:
                return page(person, _said(person, "not-a-member"))
            if await self._desk.readers.of(client, place.team, channel) is Readers.OUTSIDERS:
                return page(person, said(person.language, "share-outsiders"))
            by = said(person.language, "shared-by", name=person.name or person.email)
            blocks = [
                *as_blocks([ContextBlock(elements=[plain(by)])]),
                *(block for block in found.blocks if block["type"] != "actions"),
            ]
            ref = _reference(place.team, channel, person.user, question)
            await self._desk.posts.once(
                client, place.team, ref, channel, f"{escaped(by)}\n{found.text}", blocks, thread
            )
        except SlackApiError as refused:
            if refused.response.get("error") not in NOT_THERE:
                raise
            return page(person, _said(person, "not-a-member"))
        name = await NamesInSlack(self._desk.people, client, place.team).channel(channel)
        told = _said(person, "shared", channel=f"#{name}" if name else channel, what=found.text.split("\n")[0])
        return _with_undo(person, told, channel, question)

    async def whose(self, person: Person, conversation: str) -> str:
        """The colleague whose contracts were shown last, by their address: "share it with him"; else nothing."""
        shown = await self._desk.in_session(lambda session: self._shown(session, conversation))
        owners = (shown.get("listing") or {}).get("only", {}).get("owner") or []
        return str(owners[0]) if len(owners) == 1 and owners[0] != person.email else ""

    async def with_colleague(
        self, person: Person, place: Place, to: Member, conversation: str, question: str, client: AsyncWebClient
    ) -> Page:
        """Shares what was shown last with a colleague, as a direct message under their own right: what they may not see
        is left out, and that is said.
        """
        receiver = await self._desk.people.with_address(place.team, client, to.email)
        if receiver is None:
            return page(person, _said(person, "not-in-slack", name=to.name))
        shown = await self._desk.in_session(lambda session: self._shown(session, conversation))
        made = await self._for_another(person, receiver, shown)
        if made is None:
            return page(person, _said(person, "nothing-to-share"))
        found, left_out = made
        if found is None:
            return page(person, _said(person, "sees-nothing", name=to.name))
        by = said(receiver.language, "shared-by", name=person.name or person.email)
        blocks = [
            *as_blocks([ContextBlock(elements=[plain(by)])]),
            *(block for block in found.blocks if block["type"] != "actions"),
        ]
        channel = str((await client.conversations_open(users=receiver.user))["channel"]["id"])
        ref = _reference(place.team, channel, person.user, question)
        await self._desk.posts.once(client, place.team, ref, channel, f"{escaped(by)}\n{found.text}", blocks, None)
        told = [_said(person, "shared-with", name=to.name, what=found.text.split("\n")[0])]
        told += [_said(person, "left-out", count=left_out, name=to.name)] if left_out else []
        return _with_undo(person, "\n".join(told), channel, question)

    async def _for_another(
        self, person: Person, receiver: Person, shown: dict[str, Any]
    ) -> tuple[Page | None, int] | None:
        """What was shown, as somebody else may see it, and how many contracts of it they may not; None where nothing
        was shown, or something that is each reader's own (their reminders).
        """
        if shown.get("contract_number") and shown.get("total", 1) == 1:
            return await self._drafts.to_share(receiver, str(shown["contract_number"])), 0
        try:
            query = from_json(shown["listing"]) if shown.get("listing") is not None else None
        except NotAQuery:
            query = None
        if query is None or any(one.field == "reminded" for one in query.where):
            return None
        asked = await self._desk.in_session(lambda session: self._same_contracts(session, person, query))
        today = self._desk.people.today_for(person)

        def totals(session: Session) -> list[int]:
            limits = asked.conditions()
            return [contracts_of(session, one.subject, 1, limits, 0, today)[1] for one in (person, receiver)]

        all_of_them, theirs = await self._desk.in_session(totals)
        if not theirs:
            return None, all_of_them
        return await self._lists.page(receiver, Query(asked, receiver.user)), all_of_them - theirs

    def _same_contracts(self, session: Session, person: Person, query: ContractQuery) -> ContractQuery:
        """A query by which somebody else means the same contracts: of so many these, and not as many of their own."""
        if query.most is None or query.by or query.most > MOST_VALUES:
            return query.whole()
        found, _ = contracts_of(session, person.subject, query.most, query, 0, self._desk.people.today_for(person))
        return replace(query.having("number", [one.contract_number for one in found]), most=None, skip=0)

    async def taken_back(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """Takes back what the presser has shared. Whose it is the reference tells, which is made of who presses."""
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        told = "not-shared"
        try:
            read: Any = json.loads(str(body["actions"][0].get("value") or ""))
            ref = _reference(context.team_id or "", str(read["channel"]), person.user, str(read["question"]))
            post = await self._desk.posts.arrived(ref)
            if post is not None:
                await client.chat_delete(channel=post.channel, ts=str(post.ts))
                told = "taken-back"
        except (ValueError, KeyError, TypeError, AttributeError, NotArrived):
            told = "not-shared"
        except SlackApiError as refused:
            if refused.response.get("error") != "message_not_found":
                raise
        await reply(respond, client, person.user, _said(person, told))

    def _shown(self, session: Session, conversation: str) -> dict[str, Any]:
        return next(
            (
                data
                for data in last_shown(session, conversation)
                if data.get("listing") is not None or data.get("contract_number")
            ),
            {},
        )

    async def _again(self, person: Person, shown: dict[str, Any]) -> Page | None:
        """What was shown, as the person may see it now."""
        if shown.get("contract_number") and shown.get("total", 1) == 1:
            return await self._drafts.to_share(person, str(shown["contract_number"]))
        if shown.get("listing") is None:
            return None
        try:
            return await self._lists.page(person, Query(from_json(shown["listing"]), person.user))
        except NotAQuery:
            return None


def _reference(team: str, channel: str, user: str, question: str) -> str:
    return reference("shared", team, channel, user, question)


def _with_undo(person: Person, told: str, channel: str, question: str) -> Page:
    """What was shared, with the button that takes it back."""
    value = json.dumps({"channel": channel, "question": question}, separators=(",", ":"))
    undo = ActionsBlock(
        elements=[ButtonElement(text=plain(_said(person, "undo")), value=value, action_id="share_undo")]
    )
    return Page(told, as_blocks([*paragraphs(told), undo]), Audience.ASKER)


def _said(person: Person, name: str, /, **values: object) -> str:
    return answers.phrase(person.language, WORDS, name, **values)
