"""What is said beneath a card: a member's words on their way to the customer,
and what either side changes afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from bot.conversation.files import File, as_kept, keep
from bot.conversation.live_hub import LiveHub
from bot.handoff.live_transactions import LiveTransactions
from bot.handoff.notices import said as phrase
from bot.handoff.notices import unasked
from bot.handoff.rights import Member
from renewals.store import handoff_steps, handoff_words, requests
from renewals.store import handoffs as store
from renewals.store.conversations import HUMAN, add_message, held_conversation
from renewals.store.database import Sessions
from renewals.store.tables import Conversation, Handoff, Message

# A customer who does not come back within this gets the answer by mail.
AWAY_AFTER = timedelta(minutes=2)
Links = Sequence[dict[str, str]]


class Sent(StrEnum):
    """What came of something that a member said beneath a card."""

    SENT = "sent"
    NOT_CLAIMED = "not claimed"
    CLOSED = "closed"
    NONE_OF_OURS = "none of ours"


class Change(StrEnum):
    """What came of a change to something written beneath a card.

    `NOT_THEIRS`: the customer never had it, or it was taken back.
    """

    MADE = "made"
    NONE = "none"
    NOT_THEIRS = "not theirs"


class TeamReplies:
    """Each is one transaction; what it makes necessary is kept with it, and live connections are told after it."""

    def __init__(
        self, sessions: Sessions, live: LiveHub, now: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._transactions = LiveTransactions(sessions, live, wake)
        self._live = live
        self._now = now

    async def said(
        self,
        channel: str,
        thread: str,
        ts: str,
        member: Member,
        text: str,
        files: Sequence[File] = (),
        links: Links = (),
    ) -> Sent:
        """What a member said beneath a card goes to the customer, once, where somebody has claimed the request.

        `links`: the addresses in it.
        """

        def work(session: Session) -> tuple[Sent, list[Message]]:
            handoff = store.in_thread(session, channel, thread)
            if handoff is None or handoff.conversation_id is None:
                return Sent.NONE_OF_OURS, []
            conversation = held_conversation(session, handoff.conversation_id)
            session.refresh(handoff)
            if handoff.state != store.CLAIMED:
                return Sent.CLOSED if handoff.state == store.RESOLVED else Sent.NOT_CLAIMED, []
            message = self._kept(
                session, handoff, conversation, member, text, handoff_words.client_id(channel, ts), files, links
            )
            if message is not None and requests.is_first_answer(session, handoff, message):
                handoff_steps.need(session, handoff.reference, "show", self._now())
            return Sent.SENT, [message] if message else []

        return await self._transactions.run(work)

    async def answered(self, reference: str, member: Member, text: str) -> Sent:
        """Whoever has a request sends the answer that was proposed, as it was or as they changed it: once in each
        round. It is shown beneath the card.
        """

        def work(session: Session) -> tuple[Sent, list[Message]]:
            store.hold(session, reference)
            handoff = session.get_one(Handoff, reference)
            session.refresh(handoff)
            if handoff.conversation_id is None or handoff.state == store.RESOLVED:
                return Sent.CLOSED, []
            if handoff.state != store.CLAIMED or handoff.owner != member.email:
                return Sent.NOT_CLAIMED, []
            conversation = held_conversation(session, handoff.conversation_id)
            message = self._kept(session, handoff, conversation, member, text, f"proposal:{reference}:{handoff.rounds}")
            if message is not None:
                for step in (f"proposed:{message.number}", "show"):
                    handoff_steps.need(session, reference, step, self._now())
            return Sent.SENT, [message] if message else []

        return await self._transactions.run(work)

    def _kept(
        self, session: Session, handoff: Handoff, conversation: Conversation, member: Member, text: str, client_id: str,
        files: Sequence[File] = (), links: Links = (),
    ) -> Message | None:  # fmt: skip
        """Keeps what a member says to the customer, and what that makes necessary; nothing where it was kept before."""
        kept, shown = as_kept(files)
        reply = {
            "kind": "human",
            "topic": None,
            "name": member.name,
            **_linked(links),
            **({"files": shown} if shown else {}),
        }
        words = text or ", ".join(file.name for file in files)
        message = unasked(conversation.id, HUMAN, words, conversation.language, self._now(), reply, client_id)
        if not add_message(session, message):
            return None
        keep(session, message, kept)
        if conversation.door == "slack":
            handoff_steps.need(session, handoff.reference, "answer", self._now())
        elif not self._live.somebody_looks(session, conversation.id):
            handoff_steps.need(session, handoff.reference, "away", self._now() + AWAY_AFTER)
        return message

    async def edited(self, channel: str, thread: str, ts: str, text: str | None, links: Links = ()) -> Change:
        """A member has changed what they said, or (without a text) taken it back: the customer's transcript follows."""

        def work(session: Session) -> tuple[Change, list[Message]]:
            handoff = store.in_thread(session, channel, thread)
            message = (
                handoff_words.said_in_slack(session, handoff.conversation_id, channel, ts)
                if handoff and handoff.conversation_id
                else None
            )
            if handoff is None or message is None or (message.reply or {}).get("withdrawn"):
                return Change.NOT_THEIRS, []
            if not _edit(session, message, text, links):
                return Change.NONE, []
            conversation = store.conversation_of(session, handoff)
            if conversation is not None and conversation.door == "slack":
                handoff_steps.need(session, handoff.reference, f"amend:{message.id}", self._now())
            if (message.reply or {}).get("mailed"):
                handoff_steps.need(session, handoff.reference, f"mailed:{message.id}", self._now())
            return Change.MADE, [message]

        return await self._transactions.run(work, "edited")

    async def edited_by_customer(self, client_id: str, text: str | None) -> None:
        """A customer in Slack has changed what they wrote, or (without a text) taken it back: it is changed beneath the
        card, where a person has the conversation.
        """

        def work(session: Session) -> tuple[None, list[Message]]:
            edited = []
            for message in handoff_words.said_under(session, client_id):
                handoff = store.held(session, message.conversation_id)
                files = (message.reply or {}).get("files", [])
                if handoff is None or message.number <= handoff.asked_number or (files and text is not None):
                    continue
                if _edit(session, message, text):
                    for step in (f"amend:{message.id}", *(f"unshare:{file['id']}" for file in files)):
                        handoff_steps.need(session, handoff.reference, step, self._now())
                    edited.append(message)
            return None, edited

        await self._transactions.run(work, "edited")


def _linked(links: Links) -> dict[str, Any]:
    return {"links": list(links)} if links else {}


def _edit(session: Session, message: Message, text: str | None, links: Links = ()) -> bool:
    """Changes what was said, or (without a text) takes it back with its files; False where that changes nothing."""
    if message.text == text or (message.reply or {}).get("withdrawn"):
        return False
    kept = {
        name: value
        for name, value in (message.reply or {}).items()
        if name != "links" and (name != "files" or text is not None)
    }
    if text is None:
        handoff_words.forget_files(session, message.id)
        message.text, message.reply = phrase(message.language, "withdrawn"), {**kept, "withdrawn": True}
    else:
        message.text, message.reply = text, {**kept, **_linked(links), "edited": True}
    session.flush()
    return True
