"""The conversations of the gateway: begun, found, continued, read, rated and erased."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.exc import NoResultFound, SQLAlchemyError
from sqlalchemy.orm import Session

from bot.conversation.acts import ActsInWords
from bot.conversation.code_limits import CodeLimits
from bot.conversation.desk_words import DeskInWords
from bot.conversation.handoff_port import HandoffPort
from bot.conversation.live_hub import LiveHub
from bot.conversation.messages import Stored, answer_to, as_said, from_assistant, from_customer
from bot.conversation.patient_engine import PatientEngine, Stopped
from bot.conversation.turn import Turns, trouble
from bot.conversation.turn_queue import KEPT_EVERY, TurnQueue
from bot.conversation.verification import Verification, without_code
from bot.engine import Engine
from bot.mail import Mailer
from renewals.languages import spoken_after
from renewals.store import conversations as store
from renewals.store import turns
from renewals.store.database import Sessions, copy_log, in_session
from renewals.store.leases import TakenLease
from renewals.store.tables import Conversation, Message

logger = logging.getLogger(__name__)

LASTS = timedelta(days=7)
# The person hears within ten seconds that something takes long or does not work; the turn itself goes on to its end.
PATIENCE_SECONDS = 8.0
CAUGHT_UP_WITHIN = timedelta(hours=1)
# In so many messages before is looked for the language that a person writes.
LANGUAGE_TOLD_WITHIN = 5

T = TypeVar("T")


class Erased(Exception):
    """The conversation was erased while a message of it was under way."""


@dataclass(frozen=True)
class Started:
    """A new conversation. The token is shown this once; only its hash is kept."""

    conversation_id: str
    token: str
    expires_at: datetime


class Conversations:
    """What the doors ask of conversations. A message is stored before anything else happens."""

    def __init__(
        self,
        sessions: Sessions,
        engine: Engine,
        mailer: Mailer,
        live: LiveHub,
        handing_over: HandoffPort,
        clock: Callable[[], datetime],
        in_flight: int,
        today_in: Callable[[str], date],
        code_limits: CodeLimits,
        note_erased: Callable[[str], None] = lambda conversation_id: None,
        engine_wait: float = 0.0,
    ) -> None:
        """`in_flight`: turns that the engine works on at once; `today_in`: the day that it is in a time zone;
        `note_erased`: keeps which conversation was erased where a restored backup does not reach; `engine_wait`: so
        many seconds a message waits for an engine that is away.
        """
        self._note_erased = note_erased
        self._sessions = sessions
        self._engine = engine
        self._live = live
        self._handing_over = handing_over
        self._clock = clock
        self._patient = PatientEngine(engine, in_flight, engine_wait)
        self._queue = TurnQueue(sessions, self._caught_up_since)
        self._verification = Verification(mailer, clock, code_limits)
        acts, desk = ActsInWords(clock, today_in), DeskInWords(clock, today_in)
        self._turns = Turns(
            sessions, self._patient, self._queue, self._verification, live, handing_over, clock, acts, desk
        )  # fmt: skip

    async def start(self, language: str, identity: str | None, timezone: str | None = None) -> Started:
        """Begins a conversation in a language, for a person who has proved `identity` (an e-mail address) or not, in a
        time zone (IANA) or none known.
        """
        started = Started(secrets.token_urlsafe(18), secrets.token_urlsafe(32), self._clock() + LASTS)
        row = Conversation(
            id=started.conversation_id, token_hash=token_hash(started.token), language=language, identity=identity,
            timezone=timezone,
            waiting_question=None, created_at=self._clock(), expires_at=started.expires_at,
        )  # fmt: skip
        await self._in_session(lambda session: session.add(row))
        return started

    async def find(self, conversation_id: str, token: str) -> Conversation | None:
        """The conversation, where the token is its own and it has not expired."""
        found = await self._in_session(lambda session: store.conversation(session, conversation_id, token_hash(token)))
        return found if found is not None and found.expires_at > self._clock() else None

    async def is_token_of(self, conversation_id: str, token: str) -> bool:
        """Whether a token is the conversation's own, whether that has expired or not."""
        return (
            await self._in_session(lambda session: store.conversation(session, conversation_id, token_hash(token)))
            is not None
        )

    async def token_is_known(self, token: str) -> bool:
        """Whether a token belongs to any conversation that has not expired."""
        return await self._in_session(lambda session: store.token_is_known(session, token_hash(token), self._clock()))

    async def say(
        self, conversation_id: str, text: str, client_id: str | None, patience: float | None = PATIENCE_SECONDS
    ) -> dict[str, Any]:
        """The answer to a message, as POST /messages gives it.

        Sent again under its id it gets the same answer and does nothing twice.

        After `patience` seconds an apology stands in for it, and the answer follows live; with None it is waited for to
        its end. Raises TooManyWaiting where too many messages of this conversation wait, Erased where it is gone
        meanwhile.
        """
        with self._queue.waiting(conversation_id):
            try:
                stored = await self._in_session(lambda session: self._stored(session, conversation_id, text, client_id))
                if stored.replies is None:
                    replies = await self._patiently(stored, patience)
                else:
                    replies = self._tell_live(stored.message, stored.replies)
            except NoResultFound:
                raise Erased from None
        return answer_to(replies, stored.message.language)

    async def explanation(self, conversation_id: str, reply_id: str) -> dict[str, Any] | None:
        """How the message that a reply answers was understood; None where it was not understood in words (a code, a
        person's answer).
        """
        return await self._in_session(lambda session: store.explanation(session, conversation_id, reply_id))

    async def speaker(self, conversation_id: str) -> str:
        """Who is answering now: the assistant, or a person."""
        held = await self._in_session(lambda session: self._handing_over.holds(session, conversation_id))
        return store.HUMAN if held else store.ASSISTANT

    async def seen(self, conversation_id: str) -> None:
        """The customer's live connection has begun or ended."""

        def note(session: Session) -> None:
            self._handing_over.seen(session, conversation_id)
            self._live.note_looks(session, conversation_id)

        await self._in_session(note)

    def happened(self, conversation_id: str) -> None:
        """Something has happened in a conversation through another gateway: who waits for their turn looks again."""
        self._queue.look(conversation_id)

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
            self._live.publish(conversation_id, {"type": "message", "message": as_said(message)})
        return said is not None

    async def erase(self, conversation_id: str) -> None:
        """Erases a conversation here and in the engine; raises EngineDown, with nothing erased, where the engine does
        not answer.
        """
        async with self._queue.alone(conversation_id):
            await self._engine.erase(conversation_id)

            def erase(session: Session) -> None:
                self._handing_over.erased(session, conversation_id)
                store.erase(session, conversation_id)

            await asyncio.to_thread(self._note_erased, conversation_id)
            await self._in_session(erase)
            await self._in_session(copy_log)
        self._handing_over.wake()
        self._live.publish(conversation_id, {"type": "erased"})

    async def catch_up(self) -> int:
        """Answers what a process that has ended left unanswered; the answers come live, and are in the transcript.

        Returns how many there were.
        """
        here = self._queue.under_way()
        left = await self._in_session(lambda session: turns.left(session, self._caught_up_since(), here))
        for message in left:
            self._begin(Stored(message))
        return len(left)

    async def run(self) -> None:
        """Keeps the leases of the turns under way, and takes up what other processes left; works until cancelled."""
        while True:
            await asyncio.sleep(KEPT_EVERY)
            try:
                await self._queue.keep_leases()
                if left := await self.catch_up():
                    logger.info("answering %d messages that another process left unanswered", left)
            except SQLAlchemyError as failure:
                logger.warning("messages that were left wait: %s", type(failure).__name__)

    async def close(self) -> None:
        """Waits for the turns and mails under way, and for no engine that is away."""
        self._patient.end()
        await self._queue.finish()
        await self._verification.finish()

    def _stored(self, session: Session, conversation_id: str, text: str, client_id: str | None) -> Stored:
        """Stores a message, unless it was sent before."""
        conversation = store.held_conversation(session, conversation_id)
        code = self._verification.code_in(session, conversation, text)
        sent_before = store.message_sent_before(session, conversation_id, client_id) if client_id else None
        if sent_before is not None:
            return Stored(
                sent_before, store.replies_to(session, sent_before.id) if sent_before.answered else None, code
            )
        kept = text if code is None else without_code(text)
        earlier = store.said_by_customer(session, conversation_id, LANGUAGE_TOLD_WITHIN)
        spoken = spoken_after(text, conversation.language, earlier)
        message = from_customer(conversation_id, kept, client_id, spoken, self._clock())
        if not store.add_message(session, message):
            # The same one was stored a moment ago, by another request.
            return self._stored(session, conversation_id, text, client_id)
        replies = self._handing_over.takes(session, message)
        message.answered = replies is not None
        session.flush()
        held = turns.begin(session, message, self._caught_up_since()) if replies is None else None
        return Stored(message, replies, code, held)

    def _tell_live(self, message: Message, replies: list[Message]) -> list[Message]:
        """Tells live connections of a message that the assistant need not answer, and of the replies to it."""
        self._handing_over.wake()
        for one in (message, *replies):
            self._live.publish(message.conversation_id, {"type": "message", "message": as_said(one)})
        return replies

    async def _patiently(self, stored: Stored, patience: float | None) -> list[Message]:
        turn, message = self._begin(stored), stored.message
        try:
            return await asyncio.wait_for(asyncio.shield(turn), patience)
        except (TimeoutError, Stopped):
            reply = trouble(message.language, "slow")
            logger.warning("turn takes long, reference %s", reply["reference"])
            # Not stored: the true answer follows, live and in the transcript.
            return [from_assistant(message, reply, message.language, self._clock())]

    def _begin(self, stored: Stored) -> asyncio.Task[list[Message]]:
        async def answer(message: Message, held: TakenLease) -> list[Message]:
            # An earlier message that was left is answered first: the code is not its own.
            return await self._turns.answer(message, held, stored.code if message.id == stored.message.id else None)

        return self._queue.run(stored.message, answer, stored.held)

    def _caught_up_since(self) -> datetime:
        return self._clock() - CAUGHT_UP_WITHIN

    async def _in_session(self, work: Callable[[Session], T]) -> T:
        return await in_session(self._sessions, work)


def token_hash(token: str) -> str:
    """What is kept of a token: enough to know it again, nothing to use it by."""
    return hashlib.sha256(token.encode()).hexdigest()
