"""Builds what was said in the past: conversations with their replies, ratings and requests for a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from renewals.store import conversations, handoffs
from renewals.store.database import Sessions
from renewals.store.tables import Conversation, Message, Understanding

BEGAN = datetime(2026, 10, 5, 9, tzinfo=UTC)
NUMBERS = count()


@dataclass
class Talk:
    """One conversation; `minutes` are counted from its beginning."""

    database: Sessions
    identity: str | None = None
    door: str = "chat"
    began_at: datetime = BEGAN
    id: str = field(default_factory=lambda: f"talk-{next(NUMBERS)}")

    def __post_init__(self) -> None:
        with self.database.begin() as session:
            session.add(
                Conversation(
                    id=self.id, token_hash=self.id, language="en", identity=self.identity, timezone=None,
                    door=self.door, waiting_question=None,
                    handoff_reason=None, created_at=self.began_at, expires_at=self.began_at + timedelta(days=30),
                )
            )  # fmt: skip

    def ask(
        self, minutes: float, kind: str | None = "answer", topic: str = "auto-renewal", question: str | None = None,
        text: str = "how?",
        language: str = "en", decided_by: str = "classifier",
    ) -> str:  # fmt: skip
        """A customer's message and the assistant's reply of a kind (none: it was silent); the reply's id, or the
        message's.
        """
        with self.database.begin() as session:
            said = self._add(session, minutes, conversations.CUSTOMER, text, None, None, language)
            if kind is None:
                return said.id
            session.add(
                Understanding(
                    message_id=said.id,
                    topic=topic,
                    confidence=0.9,
                    ranking=[],
                    trace=[],
                    decided_by=decided_by,
                    question=question,
                )
            )
            reply = self._add(
                session, minutes, conversations.ASSISTANT, "so.", said.id, {"kind": kind, "topic": topic}, language
            )
            return reply.id

    def person_writes(self, minutes: float) -> None:
        with self.database.begin() as session:
            self._add(session, minutes, conversations.HUMAN, "hello, I am Paul", None, None, "en")

    def refuse(self, reply_id: str) -> None:
        """What a following "that's not what I meant" makes of an answer."""
        with self.database.begin() as session:
            reply = session.query(Message).filter_by(id=reply_id).one()
            session.get_one(Understanding, reply.answers).refused = True

    def rate(self, reply_id: str, helpful: bool) -> None:
        with self.database.begin() as session:
            assert conversations.give_feedback(session, self.id, reply_id, helpful, None, self.began_at)

    def want_a_person(self, minutes: float, region: str = "EMEA") -> str:
        """Asks for a person; the request's reference."""
        self.ask(minutes, "handoff", "handoff")
        with self.database.begin() as session:
            asked = (
                session.query(Message)
                .filter_by(conversation_id=self.id, speaker=conversations.CUSTOMER)
                .order_by(Message.number.desc())
                .first()
            )
            assert asked is not None
            return handoffs.begin(session, asked, region, "asked", "en", self.at(minutes)).reference

    def claim(self, reference: str, minutes: float) -> None:
        with self.database.begin() as session:
            assert handoffs.claim(session, reference, "paul@vendor.example", "Paul", self.at(minutes))

    def end(self, reference: str, minutes: float) -> None:
        with self.database.begin() as session:
            at = self.at(minutes)
            assert handoffs.move(
                session, reference, handoffs.OPEN, handoffs.RESOLVED, "paul@vendor.example", "resolved", at, ended_at=at
            )

    def erase(self) -> None:
        with self.database.begin() as session:
            conversations.erase(session, self.id)

    def at(self, minutes: float) -> datetime:
        return self.began_at + timedelta(minutes=minutes)

    def _add(
        self, session: Session, minutes: float, speaker: str, text: str, answers: str | None, reply: dict[str,
        object] | None, language: str
    ) -> Message:  # fmt: skip
        message = Message(
            id=f"m-{next(NUMBERS)}", conversation_id=self.id, client_id=None, answers=answers, speaker=speaker,
            text=text, language=language, reply=reply,
            answered=True, said_at=self.at(minutes),
        )  # fmt: skip
        session.add(message)
        session.flush()
        return message
