"""What a customer says of the request that they have made: where to reply, what to add, that it is withdrawn, and how
it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.conversation.messages import Reply, plain_reply
from bot.conversation.own_address import is_own, own_email_in
from bot.handoff import wording
from bot.handoff.asking import asked, person
from bot.handoff.ending import WITHDRAWN, ended
from bot.handoff.escalation import MAIL, EscalationSchedule, step_of
from bot.handoff.notices import TOPIC, data, region_name, said
from bot.handoff.reply_address import address_in, gives_number, is_attempt, own_address_in
from bot.handoff.request_state import RequestState, quoted, state_of
from renewals.addresses import is_address
from renewals.regions import region_named
from renewals.store import handoff_steps, handoff_words, requests
from renewals.store import handoffs as store
from renewals.store.handoffs import REPLY_ADDRESS
from renewals.store.tables import Conversation, Handoff, Message
from renewals.team_hours import team_hours

# So long a mail waits for the address at which its sender wants to be answered.
WAITS_FOR_ADDRESS = timedelta(minutes=2)
# In so many messages before an address may have been given.
LOOKED_BACK = 10
# What an action's reply tells the gateway in `data.request`: the question of `wording` that it answers.
REQUEST = "request"
# An address that somebody gave in answer to the question whether to pass this on, in the data of the reply to it.
NOTED = "noted"


class Followups:
    """Answers for a request that nobody has taken up, or that is over.

    Who has a person with them talks to the person.
    """

    def __init__(
        self, clock: EscalationSchedule, has_channel: Callable[[str], bool], now: Callable[[], datetime]
    ) -> None:
        self._clock = clock
        self._has_channel = has_channel
        self._now = now

    def answer(self, session: Session, handoff: Handoff, message: Message) -> Reply | None:
        """What is answered to a message that is plainly about the open request; nothing where the assistant is to
        answer.
        """
        told = self._about_address(session, handoff, message)
        if told is not None:
            return told
        wish = wording.wish_of(message.text)
        if wish == wording.ADD or (wish is None and gives_number(message.text)):
            return self._added(session, handoff, message)
        return self.told(session, handoff, message, wish) if wish else None

    def of_the_last(self, session: Session, message: Message) -> Reply | None:
        """The same where the request is over: how it stood in the end."""
        handoff = requests.last_in(session, message.conversation_id)
        wish = wording.wish_of(message.text) if handoff else None
        if handoff is None and wording.asks_whether_withdrawn(message.text):
            return self.none(session, message, wording.REFERENCE, plain_reply("", "answer", TOPIC), None)
        if handoff is None or wish in (None, wording.ADD):
            return None
        return self.told(session, handoff, message, wish)

    def told(self, session: Session, handoff: Handoff, message: Message, wish: str) -> Reply:
        """The answer to what is wanted of a request (`wording`), as values of a reply."""
        if wish == wording.WITHDRAW and handoff.state in store.UNCLAIMED:
            return self._withdrawn(session, handoff, message)
        if wish == wording.WITHDRAW:
            wish = wording.REFERENCE
        return {**plain_reply("", "handoff", TOPIC), **self.state(session, handoff, message.language).told(wish)}

    def none(self, session: Session, message: Message, wish: str, reply: Reply, region: str | None) -> Reply:
        """The same where nothing was ever passed on: that it was not, and the way there."""
        language = message.language
        zone = session.get_one(Conversation, message.conversation_id).timezone
        lines = [said(language, "now-none")]
        if wish == wording.WHEN and region:
            hours = team_hours(region, zone, language, self._now())
            lines.append(said(language, "hours-there", region=region_name(region, language), hours=hours))
        elif wish in (wording.HOW, wording.WHAT):
            lines.append(reply["text"])
        return {**reply, "text": "\n".join(lines), "buttons": [person(language)]}

    def stays(self, session: Session, handoff: Handoff, language: str, reply: Reply) -> Reply:
        """A reply, and that the open request stays with the team unless it is withdrawn."""
        stays = said(language, "cancel-open", reference=handoff.reference)
        buttons = [*reply["buttons"], *self.state(session, handoff, language).buttons()]
        return {**reply, "text": "\n".join(filter(None, (reply["text"], stays))), "buttons": buttons}

    def state(self, session: Session, handoff: Handoff, language: str) -> RequestState:
        """The request as it stands."""
        return state_of(session, handoff, language, self._has_channel, self._now())

    def where_to_reply(
        self, session: Session, handoff: Handoff, message: Message, conversation: Conversation
    ) -> tuple[str, bool]:
        """What is said to who is not verified once their request is made: the address that they gave, or the question
        for one; and whether it asks.
        """
        if conversation.identity is not None or conversation.door == "slack":
            return "", False
        given = own_address_in(message.text) or self._said_before(session, message)
        if given is not None:
            requests.keep_address(session, handoff, given, self._now())
            return said(message.language, "reply-to-used", address=given), False
        return said(message.language, "ask-reply" if self._has_channel(handoff.region) else "ask-reply-mail"), True

    def no_need(self, language: str) -> dict[str, str]:
        """The button by which the question for an address is left."""
        return {"label": said(language, "no-need-label"), "say": said(language, "no-need-say")}

    def _said_before(self, session: Session, message: Message) -> str | None:
        """The address that the customer gave last in the conversation."""
        noted = handoff_words.last_data_said(session, message.conversation_id, LOOKED_BACK)
        if given := next((str(data[NOTED]) for data in noted if data.get(NOTED)), None):
            return given
        said_before = requests.words_before(session, message, LOOKED_BACK)
        return next(filter(None, map(own_email_in, said_before)), None)

    def _about_address(self, session: Session, handoff: Handoff, message: Message) -> Reply | None:
        """An address, or that none is needed, where it was asked for; an e-mail address at any time."""
        if session.get_one(Conversation, message.conversation_id).identity is not None:
            return None
        in_answer = any(one["asks"] == REPLY_ADDRESS for one in asked(session, message))
        address = address_in(message.text)
        own = address is not None and (is_address(address) or address.startswith("+")) and is_own(message.text, address)
        if address is not None and (in_answer or own):
            return self._kept(session, handoff, message, address)
        if in_answer and wording.is_no_need(message.text):
            self._goes_out(session, handoff)
            state = self.state(session, handoff, message.language)
            reply = self._reply(handoff, message, "reply-to-none" if state.joins else "reply-to-none-mail")
            return {**reply, "buttons": state.buttons()}
        if in_answer and is_attempt(message.text):
            reply = self._reply(handoff, message, "ask-reply-again")
            return {
                **reply,
                "data": {**reply["data"], "asks": REPLY_ADDRESS},
                "buttons": [self.no_need(message.language)],
            }
        return None

    def _kept(self, session: Session, handoff: Handoff, message: Message, address: str) -> Reply:
        now = self._now()
        requests.keep_address(session, handoff, address, now)
        if requests.went_by_mail(session, handoff) or handoff.channel:
            handoff_steps.need(session, handoff.reference, f"reach:{message.number}", now)
        self._goes_out(session, handoff)
        handoff_steps.need(session, handoff.reference, "show", now)
        reply = self._reply(handoff, message, "reply-to-kept", address=address)
        if is_address(address) and self.state(session, handoff, message.language).joins:
            reply["text"] += "\n" + said(message.language, "reply-to-kept-left")
        return reply

    def _goes_out(self, session: Session, handoff: Handoff) -> None:
        """What has waited for the address waits no more."""
        mail = [] if self._has_channel(handoff.region) else [step_of(MAIL, handoff)]
        handoff_steps.sooner(session, handoff.reference, [*mail, requests.QUOTE], self._now())

    def _added(self, session: Session, handoff: Handoff, message: Message) -> Reply:
        now = self._now()
        requests.add(session, handoff, message, now)
        out = requests.went_by_mail(session, handoff) or handoff.channel is not None
        handoff_steps.need(session, handoff.reference, "show", now)
        if out:
            handoff_steps.need(session, handoff.reference, f"added:{message.number}", now)
        reply = self._reply(handoff, message, "added", text=quoted(message.text))
        reply["text"] += "\n" + said(message.language, "added-told" if out else "added-will")
        return reply

    def _withdrawn(self, session: Session, handoff: Handoff, message: Message) -> Reply:
        known = ended(session, self._clock, handoff, WITHDRAWN, self._now()) or handoff.channel is not None
        reply = self._reply(handoff, message, "request-withdrawn")
        told = said(message.language, "request-withdrawn-told" if known else "request-withdrawn-unsent")
        return {**reply, "text": f"{reply['text']} {told}", "buttons": []}

    def _reply(self, handoff: Handoff, message: Message, name: str, **values: Any) -> Reply:
        mailbox = region_named(handoff.region).mailbox
        text = said(message.language, name, **{"reference": handoff.reference, "mailbox": mailbox, **values})
        return {**plain_reply(text, "handoff", TOPIC), "data": data(handoff)}
