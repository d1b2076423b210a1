"""How a person proves in the chat who they are: a contract's number or the address on file, then the code sent to that
address.

The code never reaches the engine.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import metrics, network
from bot.conversation.code_help import AGAIN, ANOTHER_CONTRACT, wish_of
from bot.conversation.code_limits import CodeLimits
from bot.conversation.messages import AWAITS_CODE, STUCK, Reply, person, plain_reply
from bot.conversation.own_address import own_email_in
from bot.mail import Mailer
from renewals import answers
from renewals.store.tables import Conversation, Message
from renewals.store.verification import Check, CodeToSend, awaits_code, check_code, given_last, new_code, numbers_given

logger = logging.getLogger(__name__)

HIDDEN = "••••••"
# Six digits that are no part of a longer row of them, as in a telephone number.
_SIX_DIGITS = re.compile(r"(?<![\w/+-])(?<!\d[ .])(?:\d[ -]?){5}\d(?![\w/-])(?![ .]\d)")
# A message with more letters than this beside six digits is no answer to the question for the code.
MAX_LETTERS = 40
TOPIC = "contract-expiry"
NOT_RECEIVED = "contract-expiry/code-not-received"
# A yes, a no, or a firm's name in the place of a number: what was asked before goes on waiting.
ASKS_NOTHING = ("affirm", "deny")


class Verification:
    """Makes, mails and checks codes."""

    def __init__(self, mailer: Mailer, clock: Callable[[], datetime], limits: CodeLimits) -> None:
        self._mailer = mailer
        self._limits = limits
        self._clock = clock
        self._mails: set[asyncio.Task[None]] = set()

    def code_in(self, session: Session, conversation: Conversation, text: str) -> str | None:
        """The six digits that a message holds where a code may be meant; None where none was asked for, or the person
        is verified.
        """
        found = _SIX_DIGITS.findall(text)
        if (
            conversation.identity is not None
            or len(found) != 1
            or not awaits_code(session, conversation.id, self._clock())
        ):
            return None
        if found[0] in (conversation.waiting_question or ""):
            # The contract's own number, given once more.
            return None
        words = re.sub(r"[^\w]", "", _SIX_DIGITS.sub("", text))
        return re.sub(r"\D", "", found[0]) if len(words) <= MAX_LETTERS else None

    def check(self, session: Session, message: Message, code: str) -> tuple[Reply, str | None]:
        """What is told of a code; and, where it is right, the question that is to be answered now.

        A right one gives the identity.
        """
        conversation = session.get_one(Conversation, message.conversation_id)
        if not self._limits.may_guess(network.here()):
            metrics.codes.labels(outcome="not looked at").inc()
            reply = plain_reply(_phrase(message.language, "code-wait"), "verify", TOPIC)
            return {**reply, "data": {AWAITS_CODE: True}, "buttons": [person(message.language)]}, None
        outcome = check_code(session, conversation.id, code, self._clock())
        if isinstance(outcome, Check):
            self._limits.guessed_wrong(network.here())
            metrics.codes.labels(outcome="wrong").inc()
            reply = plain_reply(_phrase(message.language, outcome.value), "verify", TOPIC)
            awaits = {AWAITS_CODE: awaits_code(session, conversation.id, self._clock())}
            return {
                **reply,
                "data": awaits,
                "buttons": [_another_code(message.language), person(message.language)],
            }, None
        metrics.codes.labels(outcome="right").inc()
        conversation.identity = outcome
        question = conversation.waiting_question or answers.topics(message.language)["contract-list"].say
        return plain_reply(_phrase(message.language, "verified"), "verify", TOPIC), question

    def type_again(self, language: str) -> Reply:
        """Asks for a code once more that could not be checked."""
        return {**plain_reply(_phrase(language, "type-again"), "verify", TOPIC), "data": {AWAITS_CODE: True}}

    def helped(self, session: Session, message: Message, text: str) -> tuple[Reply, CodeToSend | None] | None:
        """The answer to who was asked for a code and has not got it, means another contract, or cannot read that
        mailbox; nothing to anybody else.
        """
        conversation = session.get_one(Conversation, message.conversation_id)
        if conversation.identity is not None:
            return None
        address = own_email_in(text)
        # An address alone is a proof, whatever was asked before it; beside words it is one where that is asked for.
        if not conversation.waiting_question and address != text.strip():
            address = None
        if address is not None:
            reply = plain_reply("", "verify", TOPIC)
            return reply, self._sent(session, message, reply, address, "address-sent")
        wish = wish_of(text)
        given = self._given(session, conversation) if wish else None
        if given is None:
            return None
        if wish == AGAIN:
            reply = plain_reply("", "verify", TOPIC)
            return reply, self._again(session, message, reply, given)
        if wish == ANOTHER_CONTRACT:
            return plain_reply(_phrase(message.language, "another-number"), "verify", TOPIC), None
        return {**plain_reply(_phrase(message.language, "elsewhere"), "answer", TOPIC), "data": {STUCK: True}}, None

    def asked(self, session: Session, message: Message, text: str, replies: list[Reply]) -> CodeToSend | None:
        """Where a reply asks who the person is: keeps their question, and makes the code once a contract's number is
        known.
        """
        conversation = session.get_one(Conversation, message.conversation_id)
        lost = next((reply for reply in replies if reply["question"] == NOT_RECEIVED), None)
        given = self._given(session, conversation)
        if lost is not None and given and conversation.identity is None:
            return self._again(session, message, lost, given)
        asking = next((reply for reply in replies if reply["kind"] == "verify"), None)
        if asking is None:
            return None
        number = (asking["data"] or {}).get("contract_number")
        if number is None:
            if asking["topic"] not in ASKS_NOTHING:
                conversation.waiting_question = text
            address = own_email_in(text)
            return self._sent(session, message, asking, address, "address-sent") if address else None
        numbers = numbers_given(session, conversation.id, self._clock() - timedelta(hours=1))
        _keep_question(conversation, number, text, numbers, completes="?" not in text and asking["question"] is None)
        return self._sent(session, message, asking, number, None)

    def _given(self, session: Session, conversation: Conversation) -> str | None:
        """The contract's number or the address for which a code was asked for last, within the hour."""
        return given_last(session, conversation.id, self._clock() - timedelta(hours=1))

    def _sent(
        self, session: Session, message: Message, reply: Reply, given: str, name: str | None
    ) -> CodeToSend | None:
        """Makes a code for a contract's number or an address, and says so in a reply (by the phrase `name`, else in its
        own words).
        """
        code = self._code_for(session, message, reply, given)
        if code is None:
            return None
        if name is not None:
            reply["text"] = _phrase(message.language, name, address=given)
        reply["data"] = {**(reply["data"] or {}), AWAITS_CODE: True}
        not_got = {"label": _phrase(message.language, "not-got-label"), "say": _phrase(message.language, "not-got-say")}
        reply["buttons"] = [*reply["buttons"], not_got]
        return code

    def _again(self, session: Session, message: Message, reply: Reply, given: str) -> CodeToSend | None:
        """Makes another code for the same contract or address, and says so in a reply; no more than there may be in an
        hour.
        """
        code = self._code_for(session, message, reply, given)
        if code is None:
            return None
        again = "address-again" if "@" in given else "code-again"
        reply["text"], reply["kind"] = _phrase(message.language, again, number=given, address=given), "verify"
        reply["data"] = {**(reply["data"] or {}), AWAITS_CODE: True}
        another = {"label": _phrase(message.language, "another-label"), "say": _phrase(message.language, "another-say")}
        reply["buttons"] = [another, person(message.language)]
        return code

    def _code_for(self, session: Session, message: Message, reply: Reply, given: str) -> CodeToSend | None:
        """A code for a contract's number or an address; None where there were too many: the reply says so, and a person
        is the way on.
        """
        code = new_code(
            session,
            message.conversation_id,
            given,
            self._clock(),
            lambda address: self._limits.may_mail(network.here(), address),
        )
        metrics.codes.labels(
            outcome="refused" if code is None else "not mailed" if code.email is None else "mailed"
        ).inc()
        if code is None:
            reply["text"], reply["data"] = _phrase(message.language, "too-many"), {**(reply["data"] or {}), STUCK: True}
        return code

    def send(self, code: CodeToSend | None, language: str) -> None:
        """Mails a code on the side, so that the answer takes as long whether the contract exists or not."""
        if code is None or code.email is None:
            return
        mail = asyncio.create_task(self._mail(code.email, code.code, language))
        self._mails.add(mail)
        mail.add_done_callback(self._mails.discard)

    async def finish(self) -> None:
        """Waits for the mails under way."""
        await asyncio.gather(*self._mails, return_exceptions=True)

    async def _mail(self, email: str, code: str, language: str) -> None:
        try:
            await asyncio.to_thread(
                self._mailer.send, email, _phrase(language, "subject"), _phrase(language, "body", code=code)
            )
        except OSError as error:
            metrics.mail_failures.inc()
            logger.error("a verification mail could not be sent: %s", type(error).__name__)


def without_code(text: str) -> str:
    """The text as it may be kept: without the code."""
    return _SIX_DIGITS.sub(HIDDEN, text)


def _keep_question(
    conversation: Conversation, contract_number: str, question: str, given: Sequence[str], completes: bool
) -> None:
    """Keeps the question that is to be answered once the code is typed.

    A bare contract number, or a sentence with one that asks nothing (`completes`), goes with the question that waits;
    another contract takes the place of the one `given` before.
    """
    waiting = conversation.waiting_question
    bare_number = len(re.sub(r"\W", "", question.replace(contract_number, ""))) < 12
    if not waiting or not (bare_number or completes):
        conversation.waiting_question = question
    elif contract_number not in waiting:
        before = next((number for number in given if number in waiting), None)
        conversation.waiting_question = (
            waiting.replace(before, contract_number) if before else f"{waiting} ({contract_number})"
        )


def _another_code(language: str) -> dict[str, str]:
    return {"label": _phrase(language, "again-label"), "say": _phrase(language, "again-say")}


def _phrase(language: str, name: str, **values: object) -> str:
    return answers.phrase(language, "verification", name, **values)
