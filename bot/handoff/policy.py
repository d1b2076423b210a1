"""The customer's side: when a person is called, what the customer is told, and whose turn it is to speak.

All within the conversation's own transactions.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.conversation.messages import Reply, from_assistant, plain_reply
from bot.handoff import helped
from bot.handoff.asking import COUNTRY, HAND_OFF, asked, question_of, region_known
from bot.handoff.ending import BACK, ERASED, ended
from bot.handoff.escalation import MAIL, EscalationSchedule, step_of
from bot.handoff.followups import REQUEST, WAITS_FOR_ADDRESS, Followups
from bot.handoff.invitations import REASONS, Invitations
from bot.handoff.moving import moved
from bot.handoff.notices import TOPIC, data, region_name, said
from bot.handoff.promise import promised
from bot.handoff.wording import REFERENCE, WITHDRAW, goes_back
from renewals.office_hours import opens_at
from renewals.regions import region_named
from renewals.store import handoff_steps, handoff_words, requests
from renewals.store import handoffs as store
from renewals.store.tables import Conversation, Handoff, Message

NAMES_A_TEAM = (TOPIC, "regional-contact", "renewal-quote")
PASSED_OVER = ("handoff", "affirm", "regional-contact")
YES, CANCEL = "affirm", "cancel"
# What an action's reply asks of the gateway (`data.request`) where somebody says that nothing is to go to a team.
NOTHING = "nothing"
# A wish for a person that is less certain (0 to 1) is asked about first; so is none of the 43 wishes of the labelled
# sets. Stages that match words alone decide without a probability.
CERTAIN, PLAIN = 0.9, ("phrase", "button")


class HandoffPolicy:
    """Makes requests for people, and answers for them in the conversation."""

    def __init__(
        self,
        clock: EscalationSchedule,
        has_channel: Callable[[str], bool],
        now: Callable[[], datetime],
        today: Callable[[str], date],
        wake: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._has_channel = has_channel
        self._now = now
        self._followups = Followups(clock, has_channel, now)
        self._invitations = Invitations(now, today)
        self.wake = wake

    def takes(self, session: Session, message: Message) -> list[Message] | None:
        handoff = store.open_in(session, message.conversation_id)
        if handoff is None:
            return self._answered(
                session,
                message,
                helped.answer(session, message, self._now())
                or self._invitations.again(session, message)
                or self._followups.of_the_last(session, message),
            )
        handoff.seen_at = self._now()
        if goes_back(message.text):
            return [self._back(session, handoff, message)]
        if handoff.state != store.CLAIMED:
            return self._answered(session, message, self._followups.answer(session, handoff, message))
        handoff_steps.need(session, handoff.reference, "relay", self._now())
        return []

    def holds(self, session: Session, conversation_id: str) -> bool:
        return store.held(session, conversation_id) is not None

    def completed(self, session: Session, message: Message, replies: list[Reply]) -> list[Reply]:
        conversation = session.get_one(Conversation, message.conversation_id)
        wanted = next(
            (reply for reply in replies if reply["kind"] == "handoff" and (reply["data"] or {}).get("region")), None
        )
        asking = next(
            (reply for reply in replies if (reply["data"] or {}).get("asks") == COUNTRY and reply["topic"] == TOPIC),
            None,
        )
        moved_on = self._moved_on(session, message, replies)
        if moved_on is not None:
            return moved_on
        replies = [self._of_request(session, message, reply) for reply in replies]
        if wanted is None and asking is None:
            conversation.handoff_reason = None
            return self._invitations.beside(session, conversation, message, replies)
        agreed = self._agreed(session, message, replies)
        reason = conversation.handoff_reason or self._reason(session, conversation)
        conversation.handoff_reason = None if wanted and agreed else reason
        return [
            {**reply, **self._told(session, conversation, message, wanted, reason, agreed)}
            if reply is wanted
            else {**reply, "data": {"asks": COUNTRY, "agreed": agreed}}
            if reply is asking
            else reply
            for reply in replies
        ]

    def _told(
        self, session: Session, conversation: Conversation, message: Message, wanted: Reply, reason: str, agreed: bool
    ) -> Reply:
        """What is told in the place of a team's name: the request that there is, the one that is made now, or the
        question whether to make one.
        """
        already = self._already(session, message)
        if already is not None:
            return already
        facts = wanted["data"] or {}
        if not agreed:
            return question_of(session, conversation, message.language, facts["region"], self._now())
        return self._passed(session, conversation, message, facts["region"], reason, facts.get("known", True))

    def _of_request(self, session: Session, message: Message, reply: Reply) -> Reply:
        """A reply about a request, answered from its true state; who wants to leave something hears that their request
        stays.
        """
        wish = (reply["data"] or {}).get(REQUEST)
        open_one = store.open_in(session, message.conversation_id)
        if wish == NOTHING and open_one is None:
            return {**reply, "data": None}
        if wish == NOTHING and open_one is not None:
            return self._followups.stays(session, open_one, message.language, {**reply, "text": "", "data": None})
        if wish:
            last = open_one or requests.last_in(session, message.conversation_id)
            if last is None:
                return self._followups.none(
                    session, message, wish, reply, region_known(session, message.conversation_id)
                )
            if "?" in message.text and wish == WITHDRAW:
                # Who asks how it is done is shown the way.
                wish = REFERENCE
            told = self._followups.told(session, last, message, wish)
            return {**reply, **told, "topic": reply["topic"], "question": reply["question"]}
        if open_one is None or reply["topic"] != CANCEL:
            return reply
        return self._followups.stays(session, open_one, message.language, reply)

    def _moved_on(self, session: Session, message: Message, replies: list[Reply]) -> list[Reply] | None:
        """A request that waits in the default region goes to the customer's own as soon as they name their country;
        nothing where there is none.
        """
        handoff = store.open_in(session, message.conversation_id)
        told = next(
            (reply for reply in replies if (reply["data"] or {}).get("known") and reply["topic"] in NAMES_A_TEAM), None
        )
        if handoff is None or told is None or not store.region_is_unknown(session, handoff.reference):
            return None
        code, now = str((told["data"] or {})["region"]), self._now()
        if code == handoff.region or not moved(
            session, self._clock, handoff, code, store.UNCLAIMED, store.BY_CUSTOMER, store.REGION_TOLD, now
        ):
            return None
        session.refresh(handoff)
        if not self._has_channel(code):
            self._clock.stop(session, handoff)
        handoff_steps.need(
            session, handoff.reference, "show" if self._has_channel(code) else step_of(MAIL, handoff), now
        )
        name = "moved" if self._has_channel(code) else "moved-mail"
        text = said(message.language, name, reference=handoff.reference, region=region_name(code, message.language))
        return [
            {**reply, "text": text, "kind": "handoff", "data": data(handoff)} if reply is told else reply
            for reply in replies
        ]

    def _agreed(self, session: Session, message: Message, replies: list[Reply]) -> bool:
        """Whether the customer wants what was said to go to a team: they plainly asked for a person, or said yes to the
        question that tells what is passed on.

        Who then answers in which country they are has not changed their mind.
        """
        understood = handoff_words.understood(session, message)
        topic = understood.topic if understood else None
        before = asked(session, message)
        if understood and topic == TOPIC:
            answers_us = any(one["asks"] == HAND_OFF for one in before)
            return answers_us or understood.confidence >= CERTAIN or understood.decided_by in PLAIN
        if any((reply["data"] or {}).get("wish") for reply in replies):
            return True
        return any(
            (topic == YES and one["asks"] == HAND_OFF) or (one["asks"] == COUNTRY and one.get("agreed"))
            for one in before
        )

    def rated(self, session: Session, conversation_id: str, helpful: bool) -> list[Message]:
        return self._invitations.rated(session, conversation_id, helpful)

    def erased(self, session: Session, conversation_id: str) -> None:
        for handoff in store.all_in(session, conversation_id):
            requests.keep_address(session, handoff, None, self._now())
            if handoff.state in store.OPEN:
                ended(session, self._clock, handoff, ERASED, self._now())
            for step in ("show", "forget"):
                handoff_steps.need(session, handoff.reference, step, self._now())

    def seen(self, session: Session, conversation_id: str) -> None:
        store.seen(session, conversation_id, self._now())
        handoff = store.open_in(session, conversation_id)
        if handoff is not None and handoff.channel:
            handoff_steps.need(session, handoff.reference, "presence", self._now())

    def _back(self, session: Session, handoff: Handoff, message: Message) -> Message:
        """The customer wants the assistant: the request is over, and the team is told."""
        handoff_steps.need(session, handoff.reference, "relay", self._now())
        ended(session, self._clock, handoff, BACK, self._now())
        reply = plain_reply(said(message.language, "back", reference=handoff.reference), "handoff", TOPIC)
        return self._kept(session, message, {**reply, "data": data(handoff)})

    def _answered(self, session: Session, message: Message, reply: Reply | None) -> list[Message] | None:
        """A reply of our own, kept as the answer to a message; nothing where there is none, and the assistant is to
        answer.
        """
        return None if reply is None else [self._kept(session, message, reply)]

    def _kept(self, session: Session, message: Message, reply: Reply) -> Message:
        answer = from_assistant(message, reply, message.language, self._now())
        session.add(answer)
        session.flush()
        return answer

    def _reason(self, session: Session, conversation: Conversation) -> str:
        """Why a person is wanted: what the conversation was about before."""
        before = next(
            (topic for topic in handoff_words.topics_before(session, conversation.id, 4) if topic not in PASSED_OVER),
            "",
        )
        return REASONS.get(before, "asked")

    def _already(self, session: Session, message: Message) -> Reply | None:
        handoff = store.open_in(session, message.conversation_id)
        if handoff is None:
            return None
        state = self._followups.state(session, handoff, message.language)
        return {"text": state.already(), "data": data(handoff), "buttons": state.buttons()}

    def _passed(
        self, session: Session, conversation: Conversation, message: Message, code: str, reason: str, known: bool
    ) -> Reply:
        """Makes the request, and says what comes of it and when, and asks where to reply to who is not verified."""
        now, language = self._now(), message.language
        handoff = store.begin(session, message, code, reason, language, now)
        if not known:
            store.record(
                session, handoff.reference, store.BY_CUSTOMER, store.REGION_UNKNOWN, store.WAITING, store.WAITING, now
            )
        where, asks = self._followups.where_to_reply(session, handoff, message, conversation)
        goes_out, reachable = now + (WAITS_FOR_ADDRESS if asks else timedelta()), self._has_channel(code)
        if reachable:
            handoff_steps.need(session, handoff.reference, "show", now)
            self._clock.start(session, handoff, now)
        else:
            handoff_steps.need(session, handoff.reference, step_of(MAIL, handoff), goes_out)
        if reason == "quote":
            handoff_steps.need(session, handoff.reference, requests.QUOTE, goes_out)
        opens = opens_at(region_named(code), now)
        lines = [
            promised(session, conversation, handoff, now, opens, reachable, asks),
            *([] if known else [said(language, "by-default")]),
        ]
        if reachable and conversation.door != "slack":
            lines.append(said(language, "you-may-leave-mail" if conversation.identity else "you-may-leave"))
        told = {
            **data(handoff),
            "open": opens == now,
            "opens_at": opens.isoformat(),
            **({"asks": store.REPLY_ADDRESS} if asks else {}),
        }
        buttons = [self._followups.no_need(language)] if asks else []
        return {"text": "\n".join([*lines, *([where] if where else [])]), "data": told, "buttons": buttons}
