"""Invitations to be passed on to a person: after topics that end with people, after nothing was understood twice in a
row, and after a reply that did not help.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.conversation.messages import STUCK, Reply
from bot.handoff import wording
from bot.handoff.asking import HAND_OFF, asked, person, question_of, region_known, something_expired
from bot.handoff.followups import NOTED
from bot.handoff.notices import TOPIC, said, unasked
from bot.handoff.reply_address import given_beside
from renewals.access import SalesRep
from renewals.store import handoff_words
from renewals.store import handoffs as store
from renewals.store.contracts import asker
from renewals.store.conversations import ASSISTANT
from renewals.store.tables import Conversation, Message

# Topics that end with people, and the reason that is kept when one of them led to a person.
REASONS = {"renewal-quote": "quote", "cancel-auto-renewal": "cancel", "feedback": "complaint", "late-renewal": "late"}
LATE, QUOTE = "late-renewal", "renewal-quote"
NOT_ASKED_FOR, UNVERIFIED = 8, "unverified"


class Invitations:
    """Asks, beside the replies of the assistant, whether a person is wanted, where nobody asked for one."""

    def __init__(self, now: Callable[[], datetime], today: Callable[[str], date]) -> None:
        self._now = now
        self._today = today

    def beside(
        self, session: Session, conversation: Conversation, message: Message, replies: list[Reply]
    ) -> list[Reply]:
        """The replies, with the question whether to pass this on where nothing was understood twice in a row."""
        if not self._stuck(session, conversation, message, replies):
            return self._offered(session, conversation, message, replies)
        conversation.handoff_reason = "not-understood"
        return [*replies, self.question(session, conversation, message.language)]

    def again(self, session: Session, message: Message) -> Reply | None:
        """The question whether to pass this on, asked once more of who answers it with an address and no yes, or adds
        something to a request that there is none of; nothing to anybody else.
        """
        conversation = session.get_one(Conversation, message.conversation_id)
        if conversation.door == "slack" or isinstance(asker(session, conversation.id).subject, SalesRep):
            return None
        asks = [one for one in asked(session, message) if one["asks"] == HAND_OFF and not one.get(STUCK)]
        address = given_beside(message.text) if asks and conversation.identity is None else None
        if address is not None:
            reply = self.question(session, conversation, message.language)
            noted = said(message.language, "address-noted", address=address)
            return {**reply, "text": f"{noted}\n{reply['text']}", "data": {**reply["data"], NOTED: address}}
        if wording.adds_to_nothing(message.text):
            reply = self.question(session, conversation, message.language)
            return {**reply, "text": f"{said(message.language, 'now-none')}\n{reply['text']}"}
        return None

    def question(self, session: Session, conversation: Conversation, language: str) -> Reply:
        return question_of(session, conversation, language, region_known(session, conversation.id), self._now())

    def _stuck(self, session: Session, conversation: Conversation, message: Message, replies: list[Reply]) -> bool:
        if conversation.door == "slack" or not any(reply["kind"] == "fallback" for reply in replies):
            return False
        again = "fallback" in handoff_words.last_kinds(session, conversation.id, message.number)
        # Who has just been asked, said no, or was told of a request, is not asked again for a while.
        asked_lately = TOPIC in handoff_words.last_topics_said(session, conversation.id, NOT_ASKED_FOR)
        return again and not asked_lately and store.open_in(session, conversation.id) is None

    def _offered(
        self, session: Session, conversation: Conversation, message: Message, replies: list[Reply]
    ) -> list[Reply]:
        """The replies, with a button for a person after topics that end with people."""
        last = replies[-1] if replies else None
        if last is not None and (last["data"] or {}).get(STUCK) and self._may_invite(session, conversation):
            # Kept while the country is asked, and with the request.
            conversation.handoff_reason = UNVERIFIED
            question = self.question(session, conversation, message.language)
            return [*replies[:-1], {**_ending_with(last, question), "buttons": question["buttons"]}]
        if (
            last is None
            or last["topic"] not in REASONS
            or conversation.door == "slack"
            or store.open_in(session, conversation.id)
        ):
            return replies
        region = (last["data"] or {}).get("region")
        asked_lately = any(
            one.get("asks") == HAND_OFF for one in handoff_words.last_data_said(session, conversation.id, NOT_ASKED_FOR)
        )
        if last["topic"] == LATE:
            if not something_expired(session, conversation.id, self._today(conversation.timezone or "UTC")):
                return replies
            if not asked_lately:
                question = self.question(session, conversation, message.language)
                last = _ending_with(last, question, said(message.language, "late") + " ")
        elif last["topic"] == QUOTE and region and not asked_lately:
            last = _ending_with(last, question_of(session, conversation, message.language, region, self._now()))
        way = person(message.language)
        others = [button for button in last["buttons"] if button["label"] != way["label"]]
        return [*replies[:-1], {**last, "buttons": [*others, way]}]

    def _may_invite(self, session: Session, conversation: Conversation) -> bool:
        return (
            conversation.identity is None
            and conversation.door != "slack"
            and store.open_in(session, conversation.id) is None
        )

    def rated(self, session: Session, conversation_id: str, helpful: bool) -> list[Message]:
        """The question whether to pass the conversation on, where a reply did not help; none where it was asked, or a
        request is open.
        """
        conversation = session.get_one(Conversation, conversation_id)
        if (
            helpful
            or conversation.door == "slack"
            or store.open_in(session, conversation_id)
            or conversation.handoff_reason == "low-rating"
        ):
            return []
        conversation.handoff_reason = "low-rating"
        reply = self.question(session, conversation, conversation.language)
        text = f"{said(conversation.language, 'low-rating')} {reply.pop('text')}"
        invitation = unasked(conversation_id, ASSISTANT, text, conversation.language, self._now(), reply)
        session.add(invitation)
        session.flush()
        return [invitation]


def _ending_with(reply: Reply, question: Reply, before: str = "") -> Reply:
    """A reply that ends with the question whether to pass this on."""
    return {
        **reply,
        "text": f"{reply['text']}\n{before}{question['text']}",
        "data": {**(reply["data"] or {}), **question["data"]},
    }
