"""One turn of a conversation: a message is stored, understood, answered, and the answer stored. In this order, whatever fails."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.conversation import proving
from bot.conversation.handing_over import HandingOver
from bot.conversation.live import Live
from bot.conversation.messages import Reply, answer_to, as_said, engine_replies, from_assistant, from_customer, plain_reply
from bot.engine import Engine, EngineDown
from bot.mail import Mailer
from renewals import answers
from renewals.languages import is_foreign, spoken
from renewals.store import conversations as store
from renewals.store.database import Sessions, in_session
from renewals.store.tables import Conversation, Message
from renewals.store.verification import Check, CodeToSend

logger = logging.getLogger(__name__)

LASTS = timedelta(days=7)
# The person hears within ten seconds that something takes long or does not work; the turn itself goes on to its end.
PATIENCE_SECONDS = 8.0
WAITING_IN_LINE = 20
CAUGHT_UP_WITHIN = timedelta(hours=1)

T = TypeVar("T")


class TooManyWaiting(Exception):
    """More messages wait in this conversation than are taken."""


@dataclass(frozen=True)
class Started:
    """A new conversation. The token is shown this once; only its hash is kept."""

    conversation_id: str
    token: str
    expires_at: datetime


class Conversations:
    """The conversations of the gateway: one turn at a time in each, a bounded number in the engine at once, none ever cut off halfway."""

    def __init__(
        self,
        sessions: Sessions,
        engine: Engine,
        mailer: Mailer,
        live: Live,
        handing_over: HandingOver,
        clock: Callable[[], datetime],
        in_flight: int,
    ) -> None:
        self._sessions = sessions
        self._engine = engine
        self._mailer = mailer
        self._live = live
        self._handing_over = handing_over
        self._clock = clock
        self._places = asyncio.Semaphore(in_flight)
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: dict[str, int] = defaultdict(int)
        self._running: dict[str, asyncio.Task[list[Message]]] = {}
        self._mails: set[asyncio.Task[None]] = set()

    async def start(self, language: str, identity: str | None, timezone: str | None = None) -> Started:
        """Begins a conversation in a language, for a person who has proved `identity` (an e-mail address) or not, in a time zone (IANA) or none known."""
        started = Started(secrets.token_urlsafe(18), secrets.token_urlsafe(32), self._clock() + LASTS)
        row = Conversation(
            id=started.conversation_id, token_hash=token_hash(started.token), language=language, identity=identity, timezone=timezone,
            waiting_question=None, created_at=self._clock(), expires_at=started.expires_at,
        )  # fmt: skip
        await self._in_session(lambda session: session.add(row))
        return started

    async def find(self, conversation_id: str, token: str) -> Conversation | None:
        """The conversation, where the token is its own and it has not expired."""
        found = await self._in_session(lambda session: store.conversation(session, conversation_id, token_hash(token)))
        return found if found is not None and found.expires_at > self._clock() else None

    async def token_is_known(self, token: str) -> bool:
        """Whether a token belongs to any conversation that has not expired."""
        return await self._in_session(lambda session: store.token_is_known(session, token_hash(token), self._clock()))

    async def say(
        self, conversation_id: str, text: str, client_id: str | None, patience: float | None = PATIENCE_SECONDS
    ) -> dict[str, Any]:
        """The answer to a message, as POST /messages gives it. A message sent again under its id gets the same answer and does nothing twice.

        After `patience` seconds an apology stands in for it, and the answer follows live; with None it is waited for to its end.
        """
        if self._waiting[conversation_id] >= WAITING_IN_LINE:
            raise TooManyWaiting
        self._waiting[conversation_id] += 1
        try:
            message, answered = await self._in_session(lambda session: self._stored(session, conversation_id, text, client_id))
            if answered is None:
                replies = await self._patiently(message, text, patience)
            else:
                replies = self._told_again(message, answered)
        finally:
            self._waiting[conversation_id] -= 1
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]
        return answer_to(replies, message.language)

    async def speaker(self, conversation_id: str) -> str:
        """Who is answering now: the assistant, or a person."""
        held = await self._in_session(lambda session: self._handing_over.holds(session, conversation_id))
        return store.HUMAN if held else store.ASSISTANT

    async def seen(self, conversation_id: str) -> None:
        """The customer's live connection has begun or ended."""
        await self._in_session(lambda session: self._handing_over.seen(session, conversation_id))

    async def transcript(self, conversation_id: str, after: str | None) -> list[dict[str, Any]] | None:
        """What was said, after a message or from the start; None where that message is not of this conversation."""
        said = await self._in_session(lambda session: store.transcript(session, conversation_id, after))
        return None if said is None else [as_said(message) for message in said]

    async def edited(self, conversation_id: str, until: str) -> list[dict[str, Any]]:
        """What was said up to a message, and has been changed or taken back since."""
        said = await self._in_session(lambda session: store.edited(session, conversation_id, until))
        return [as_said(message) for message in said]

    async def give_feedback(self, conversation_id: str, reply_id: str, helpful: bool, comment: str | None) -> bool:
        """Keeps whether a reply helped; False where there is no such reply."""

        def keep(session: Session) -> list[Message] | None:
            if not store.give_feedback(session, conversation_id, reply_id, helpful, comment, self._clock()):
                return None
            return self._handing_over.rated(session, conversation_id, helpful)

        said = await self._in_session(keep)
        for message in said or ():
            self._live.tell(conversation_id, {"type": "message", "message": as_said(message)})
        return said is not None

    async def erase(self, conversation_id: str) -> None:
        """Erases a conversation here and in the engine; raises EngineDown, with nothing erased, where the engine does not answer."""
        async with self._turns[conversation_id]:
            await self._engine.erase(conversation_id)

            def erase(session: Session) -> None:
                self._handing_over.erased(session, conversation_id)
                store.erase(session, conversation_id)

            await self._in_session(erase)
        self._handing_over.wake()
        self._turns.pop(conversation_id, None)
        self._live.tell(conversation_id, {"type": "erased"})

    async def catch_up(self) -> int:
        """Answers what a crash left unanswered; the answers are in the transcript when the person comes back. Returns how many there were."""
        left = await self._in_session(lambda session: store.unanswered(session, self._clock() - CAUGHT_UP_WITHIN))
        for message in left:
            self._begin(message, message.text)
        return len(left)

    async def close(self) -> None:
        """Waits for the turns and mails under way."""
        await asyncio.gather(*self._running.values(), *self._mails, return_exceptions=True)

    def _stored(self, session: Session, conversation_id: str, text: str, client_id: str | None) -> tuple[Message, list[Message] | None]:
        """The message, and the replies to it where the assistant need not answer: it was sent before, or is for the person who has the conversation."""
        sent_before = store.message_sent_before(session, conversation_id, client_id) if client_id else None
        if sent_before is not None:
            return sent_before, store.replies_to(session, sent_before.id) if sent_before.answered else None
        conversation = store.held_conversation(session, conversation_id)
        kept = text if proving.code_in(session, conversation, text, self._clock()) is None else proving.without_code(text)
        message = from_customer(conversation_id, kept, client_id, spoken(text, conversation.language), self._clock())
        if not store.add_message(session, message):
            # The same one was stored a moment ago, by another request.
            return self._stored(session, conversation_id, text, client_id)
        answered = self._handing_over.takes(session, message)
        message.answered = answered is not None
        return message, answered

    def _told_again(self, message: Message, replies: list[Message]) -> list[Message]:
        """Tells live connections of a message that the assistant need not answer, and of the replies to it."""
        self._handing_over.wake()
        for said in (message, *replies):
            self._live.tell(message.conversation_id, {"type": "message", "message": as_said(said)})
        return replies

    async def _patiently(self, message: Message, text: str, patience: float | None) -> list[Message]:
        turn = self._running.get(message.id) or self._begin(message, text)
        try:
            return await asyncio.wait_for(asyncio.shield(turn), patience)
        except TimeoutError:
            reply = _trouble(message.language, "slow")
            logger.warning("turn takes long, reference %s", reply["reference"])
            # Not stored: the true answer follows, live and in the transcript.
            return [from_assistant(message, reply, message.language, self._clock())]

    def _begin(self, message: Message, text: str) -> asyncio.Task[list[Message]]:
        turn = asyncio.create_task(self._turn(message, text))
        self._running[message.id] = turn
        turn.add_done_callback(lambda done: self._running.pop(message.id, None))
        return turn

    async def _turn(self, message: Message, text: str) -> list[Message]:
        async with self._turns[message.conversation_id]:
            self._live.tell(message.conversation_id, {"type": "message", "message": as_said(message)})
            self._live.tell(message.conversation_id, {"type": "typing", "speaker": store.ASSISTANT})
            try:
                replies = await self._answered(message, text)
            except Exception as error:  # noqa: BLE001
                # Whatever it was, the person is told, and the message is kept with the apology as its answer.
                reply = _trouble(message.language, "not-now")
                logger.log(
                    logging.WARNING if isinstance(error, EngineDown) else logging.ERROR,
                    "turn failed, reference %s: %r",
                    reply["reference"],
                    error,
                )
                replies = await self._in_session(lambda session: self._keep(session, message, [reply], message.language))
        for said in replies:
            self._live.tell(message.conversation_id, {"type": "message", "message": as_said(said)})
        return replies

    async def _answered(self, message: Message, text: str) -> list[Message]:
        code = await self._in_session(
            lambda session: proving.code_in(session, session.get_one(Conversation, message.conversation_id), text, self._clock())
        )
        if code is not None:
            return await self._with_code(message, code)
        return await self._from_engine(message, text, [])

    async def _with_code(self, message: Message, code: str) -> list[Message]:
        def prove(session: Session) -> tuple[Check | str, str | None]:
            conversation = session.get_one(Conversation, message.conversation_id)
            outcome = proving.prove(session, conversation, code, self._clock())
            return outcome, conversation.waiting_question

        outcome, question = await self._in_session(prove)
        if isinstance(outcome, Check):
            reply = plain_reply(_said(message.language, outcome.value), "verify", "contract-expiry")
            return await self._in_session(lambda session: self._keep(session, message, [reply], message.language))
        confirmed = plain_reply(_said(message.language, "verified"), "verify", "contract-expiry")
        return await self._from_engine(message, question or answers.topics(message.language)["contract-list"].say, [confirmed])

    async def _from_engine(self, message: Message, text: str, before: list[Reply]) -> list[Message]:
        async with self._places:
            answer = await self._engine.turn(message.conversation_id, message.id, text, message.language, is_foreign(text))
        replies = engine_replies(answer)
        if answer.get("left"):
            replies.append(plain_reply(answers.phrase(message.language, "which-one", "too-many"), "clarify", replies[-1]["topic"]))
        language = next((reply["data"]["language"] for reply in replies if (reply["data"] or {}).get("language")), message.language)

        def keep(session: Session) -> tuple[list[Message], CodeToSend | None]:
            store.record_understanding(session, message, answer["understood"])
            code = self._ask_for_proof(session, message, text, replies)
            handed = self._handing_over.completed(session, message, replies)
            return self._keep(session, message, [*before, *handed], language), code

        kept, code = await self._in_session(keep)
        self._handing_over.wake()
        if code is not None and code.email is not None:
            self._post(code.email, code.code, message.language)
        return kept

    def _ask_for_proof(self, session: Session, message: Message, text: str, replies: list[Reply]) -> CodeToSend | None:
        """Where the reply asks who the person is: keeps their question, and makes the code once a contract's number is known."""
        conversation = session.get_one(Conversation, message.conversation_id)
        asking = next((reply for reply in replies if reply["kind"] == "verify"), None)
        if asking is None:
            return None
        number = (asking["data"] or {}).get("contract_number")
        if number is None:
            conversation.waiting_question = text
            return None
        code = proving.start(session, conversation, number, text, self._clock())
        if code is None:
            asking["text"] = _said(message.language, "too-many")
        return code

    def _keep(self, session: Session, message: Message, replies: list[Reply], language: str) -> list[Message]:
        conversation = store.held_conversation(session, message.conversation_id)
        # A person who has taken the conversation meanwhile is not talked over.
        silent = self._handing_over.holds(session, message.conversation_id)
        said = [] if silent else [from_assistant(message, reply, language, self._clock()) for reply in replies]
        for reply in said:
            session.add(reply)
            session.flush()
        session.get_one(Message, message.number).answered = True
        conversation.language = language
        return said

    def _post(self, email: str, code: str, language: str) -> None:
        """Sends the code on the side, so that the answer takes as long whether the contract exists or not."""

        async def post() -> None:
            try:
                await asyncio.to_thread(self._mailer.send, email, _said(language, "subject"), _said(language, "body", code=code))
            except OSError as error:
                logger.error("a verification mail could not be sent: %s", type(error).__name__)

        mail = asyncio.create_task(post())
        self._mails.add(mail)
        mail.add_done_callback(self._mails.discard)

    async def _in_session(self, work: Callable[[Session], T]) -> T:
        return await in_session(self._sessions, work)


def token_hash(token: str) -> str:
    """What is kept of a token: enough to know it again, nothing to use it by."""
    return hashlib.sha256(token.encode()).hexdigest()


def _said(language: str, name: str, **values: object) -> str:
    return answers.phrase(language, "verification", name, **values)


def _trouble(language: str, name: str) -> Reply:
    reference = secrets.token_hex(4)
    return {
        **plain_reply(answers.phrase(language, "trouble", name, reference=reference), "error"),
        "confidence": 0.0,
        "reference": reference,
    }
