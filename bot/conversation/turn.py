"""One turn: a stored message is understood, answered, and the answer stored, whatever fails."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from bot import metrics
from bot.conversation.acts import Acted, ActsInWords
from bot.conversation.desk_words import DeskInWords
from bot.conversation.handoff_port import HandoffPort
from bot.conversation.hints import turn_request
from bot.conversation.live_hub import LiveHub
from bot.conversation.messages import Reply, as_said, engine_replies, from_assistant, plain_reply
from bot.conversation.patient_engine import PatientEngine, Stopped
from bot.conversation.turn_queue import TurnQueue
from bot.conversation.verification import HIDDEN, Verification
from bot.engine import EngineDown
from protocol.telemetry import log_lines, spans, trace
from protocol.turn import TurnRequest, TurnResponse
from renewals import answers
from renewals.store import conversations as store
from renewals.store import leases
from renewals.store.database import Sessions, in_session
from renewals.store.leases import LeaseLost, TakenLease
from renewals.store.tables import Message
from renewals.store.verification import CodeToSend

logger = logging.getLogger(__name__)
T = TypeVar("T")


class Turns:
    """Answers messages of customers: by the engine, or by checking the code that they hold."""

    def __init__(
        self,
        sessions: Sessions,
        engine: PatientEngine,
        queue: TurnQueue,
        verification: Verification,
        live: LiveHub,
        handing_over: HandoffPort,
        clock: Callable[[], datetime],
        acts: ActsInWords,
        desk: DeskInWords,
    ) -> None:
        self._sessions = sessions
        self._engine = engine
        self._queue = queue
        self._verification = verification
        self._live = live
        self._handing_over = handing_over
        self._clock = clock
        self._acts = acts
        self._desk = desk

    async def answer(self, message: Message, held: TakenLease, code: str | None) -> list[Message]:
        """The replies to a message, stored together with the end of its conversation's lease.

        `code`: the verification code that it holds, if any. Raises LeaseLost, with no reply stored, where another
        process has the conversation meanwhile, Stopped where this one ends while the engine is away.
        """
        begun = time.perf_counter()
        if trace.here() is None:
            # A message that a stop left unanswered: no request asks for it.
            trace.begin()
        with spans.span("turn") as span:
            replies = await self._answered(message, held, code)
            told = (replies[-1].reply or {}) if replies else {}
            kind, topic = told.get("kind", "none"), told.get("topic") or "none"
            span.told(**{"renewals.kind": kind, "renewals.topic": topic, "renewals.message_id": message.id})
        metrics.turn_seconds.observe(time.perf_counter() - begun)
        metrics.turns.labels(kind=kind, topic=topic).inc()
        logger.info("message answered", extra=log_lines.told(message_id=message.id, kind=kind, topic=topic))
        for reply in replies:
            self._live.publish(message.conversation_id, {"type": "message", "message": as_said(reply)})
        return replies

    async def _answered(self, message: Message, held: TakenLease, code: str | None) -> list[Message]:
        self._live.publish(message.conversation_id, {"type": "message", "message": as_said(message)})
        self._live.publish(message.conversation_id, {"type": "typing", "speaker": store.ASSISTANT})
        try:
            return await self._replies(message, held, code)
        except (LeaseLost, Stopped):
            raise
        except Exception as error:  # noqa: BLE001
            return await self._apologise(message, held, error)

    async def _replies(self, message: Message, held: TakenLease, code: str | None) -> list[Message]:
        text = message.text
        if code is not None:
            return await self._with_code(message, held, code)
        if HIDDEN in text:
            # A crash came between the message and its check: the code is not kept, so it is asked for again.
            reply = self._verification.type_again(message.language)
            return await self._in_session(lambda session: self._keep(session, message, held, [reply], message.language))
        before = await self._in_session(lambda session: self._before_the_engine(session, message, held))
        if isinstance(before, TurnRequest):
            return await self._from_engine(message, held, text, before, [])
        if isinstance(before, Acted):
            return await self._with_rest(message, held, before)
        kept, to_send = before
        self._verification.send(to_send, message.language)
        return kept

    def _before_the_engine(
        self, session: Session, message: Message, held: TakenLease
    ) -> Acted | tuple[list[Message], CodeToSend | None] | TurnRequest:
        """The replies to what needs no engine, and the code that is to be mailed; an act beside which more is asked;
        else what the engine is asked. One transaction: most messages only read in it.
        """
        helped = self._helped(session, message, held)
        if helped is not None:
            return helped
        acted = self._acted(session, message, held)
        if isinstance(acted, Acted):
            return acted
        return turn_request(session, message, message.text) if acted is None else (acted, None)

    def _acted(self, session: Session, message: Message, held: TakenLease) -> Acted | list[Message] | None:
        """What a representative did, kept with its reply, or what they asked of the desk; the reply alone, where the
        message asks something beside; nothing where it does neither.
        """
        acted = self._acts.answer(session, message, message.text)
        if acted is not None and acted.rest:
            _still_ours(session, held)
            return acted
        if acted is not None:
            return self._keep(session, message, held, [acted.reply], acted.language)
        told = self._desk.answer(session, message, message.text)
        return None if told is None else self._keep(session, message, held, [told], message.language)

    async def _with_rest(self, message: Message, held: TakenLease, acted: Acted) -> list[Message]:
        """The reply to an act, and the answer to what its message asks beside it.

        The act is kept already: whatever fails, it is told.
        """
        try:
            return await self._answers_of(message, held, acted.rest, [acted.reply])
        except (LeaseLost, Stopped):
            raise
        except Exception as error:  # noqa: BLE001
            return await self._apologise(message, held, error, [acted.reply])

    def _helped(
        self, session: Session, message: Message, held: TakenLease
    ) -> tuple[list[Message], CodeToSend | None] | None:
        """The answer to who has trouble with the code, and the code that is to be mailed; nothing to anybody else."""
        helped = self._verification.helped(session, message, message.text)
        if helped is None:
            return None
        replies = self._handing_over.completed(session, message, [helped[0]])
        return self._keep(session, message, held, replies, message.language), helped[1]

    async def _apologise(
        self, message: Message, held: TakenLease, error: Exception, before: Sequence[Reply] = ()
    ) -> list[Message]:
        """Whatever failed, the person is told, and the message is kept with the apology as its answer, behind the
        replies made before.
        """
        reply = trouble(message.language, "not-now")
        level = logging.WARNING if isinstance(error, EngineDown) else logging.ERROR
        logger.log(level, "turn failed, reference %s", reply["reference"], exc_info=error)
        replies = [*before, reply]
        return await self._in_session(lambda session: self._keep(session, message, held, replies, message.language))

    async def _with_code(self, message: Message, held: TakenLease, code: str) -> list[Message]:
        told, question = await self._in_session(lambda session: self._checked(session, message, held, code))
        if question is None:
            return await self._in_session(lambda session: self._keep(session, message, held, [told], message.language))
        return await self._answers_of(message, held, question, [told])

    def _checked(self, session: Session, message: Message, held: TakenLease, code: str) -> tuple[Reply, str | None]:
        checked = self._verification.check(session, message, code)
        _still_ours(session, held)
        return checked

    async def _answers_of(self, message: Message, held: TakenLease, text: str, before: list[Reply]) -> list[Message]:
        """The engine's replies to a text, after others that were made `before`."""
        request = await self._in_session(lambda session: turn_request(session, message, text))
        return await self._from_engine(message, held, text, request, before)

    async def _from_engine(
        self, message: Message, held: TakenLease, text: str, request: TurnRequest, before: list[Reply]
    ) -> list[Message]:
        """The engine's replies to a request, after others that were made `before`."""
        answer = await self._engine.turn(request, lambda: self._queue.is_erased(message.conversation_id))
        metrics.decisions.labels(decided_by=answer.understood.decided_by).inc()
        metrics.llm_failures.inc(answer.llm_failures)
        with metrics.stage_seconds.labels(stage="keep").time():
            kept, code = await self._in_session(
                lambda session: self._take(session, message, held, text, answer, before)
            )
        self._handing_over.wake()
        self._verification.send(code, message.language)
        return kept

    def _take(
        self, session: Session, message: Message, held: TakenLease, text: str, answer: TurnResponse, before: list[Reply]
    ) -> tuple[list[Message], CodeToSend | None]:
        """Keeps what the engine understood and said; the replies, and the code that is to be mailed."""
        replies = engine_replies(answer, message.language)
        if answer.left:
            replies.append(
                plain_reply(answers.phrase(message.language, "which-one", "too-many"), "clarify", replies[-1]["topic"])
            )
        language = next(
            (reply["data"]["language"] for reply in replies if (reply["data"] or {}).get("language")), message.language
        )
        store.record_understanding(session, message, answer.understood)
        code = self._verification.asked(session, message, text, replies)
        handed = self._handing_over.completed(session, message, replies)
        return self._keep(session, message, held, [*before, *handed], language), code

    def _keep(
        self, session: Session, message: Message, held: TakenLease, replies: list[Reply], language: str
    ) -> list[Message]:
        """Keeps the replies to a message, and ends its conversation's lease with them."""
        conversation = store.held_conversation(session, message.conversation_id)
        # A person who has taken the conversation meanwhile is not talked over.
        silent = self._handing_over.holds(session, message.conversation_id)
        kept = [] if silent else [from_assistant(message, reply, language, self._clock()) for reply in replies]
        for reply in kept:
            session.add(reply)
            session.flush()
        session.get_one(Message, message.number).answered = True
        conversation.language = language
        # The lease last, as everybody takes it: in another order two could wait for each other.
        session.flush()
        leases.free(session, held)
        return kept

    async def _in_session(self, work: Callable[[Session], T]) -> T:
        return await in_session(self._sessions, work)


def _still_ours(session: Session, held: TakenLease) -> None:
    """What was done so far is written only under the conversation's lease; raises LeaseLost."""
    session.flush()
    leases.keep(session, held)


def trouble(language: str, name: str) -> Reply:
    """An apology with a reference number that also stands in the log."""
    reference = secrets.token_hex(4)
    text = answers.phrase(language, "trouble", name, reference=reference)
    return {**plain_reply(text, "error"), "confidence": 0.0, "reference": reference}
