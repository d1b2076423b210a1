"""Hand-offs without the rest of the product: a real database, the real worker, a clock that the test moves."""

from __future__ import annotations

import asyncio
import email
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversation.files import Files
from bot.conversation.live_hub import LiveHub
from bot.conversation.messages import from_assistant, from_customer, plain_reply
from bot.handoff.escalation import EscalationSchedule
from bot.handoff.operations import HandoffOperations
from bot.handoff.policy import HandoffPolicy
from bot.handoff.rights import Member
from bot.handoff.step_handlers import HandoffSteps
from bot.handoff.team_replies import TeamReplies
from bot.jobs import Worker
from bot.mail import FileMailer
from protocol.turn import Understanding
from renewals.store import handoff_steps
from renewals.store import handoffs as store
from renewals.store.conversations import add_message, record_understanding, transcript
from renewals.store.database import GroupCommit, Sessions
from renewals.store.tables import Conversation, Handoff, Message
from tests.handoff.team import MemoryTeam
from tests.worked_off import worked_off

MONDAY_AT_TEN = datetime(2026, 11, 23, 9, tzinfo=UTC)  # in Paris
PAUL, GRACE = (
    Member("paul@vendor.example", "Paul Durand", ("EMEA",)),
    Member("grace@vendor.example", "Grace Lee", ("AMS",)),
)


@dataclass
class Office:
    """All of it, and what a test does with it."""

    sessions: Sessions
    outbox: Path
    team: MemoryTeam = field(default_factory=MemoryTeam)
    now: datetime = MONDAY_AT_TEN
    live: LiveHub = field(default_factory=LiveHub)
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        clock = EscalationSchedule()
        self.mailer = FileMailer(self.outbox, "renewals@vendor.example")
        self.requests = HandoffPolicy(clock, self.team.has_channel, lambda: self.now, self.today, self.awake.set)
        self.files = Files(self.sessions, self.live, self.requests, lambda: self.now)
        self.handoffs = HandoffOperations(
            self.sessions, self.live, clock, self.team.has_channel, lambda: self.now, self.awake.set
        )
        self.words = TeamReplies(self.sessions, self.live, lambda: self.now, self.awake.set)
        self.steps = HandoffSteps(
            self.sessions, self.team, self.handoffs, self.mailer, self.live, lambda: self.now, self.today
        )
        kinds = {handoff_steps.KIND: self.steps.kind()}
        self.worker = Worker(self.sessions, GroupCommit(self.sessions), kinds, lambda: self.now, self.awake)

    def today(self, timezone: str) -> date:
        return self.now.astimezone(ZoneInfo(timezone)).date()

    def conversation(self, name: str = "c1", **differences: Any) -> str:
        row = {
            "id": name, "token_hash": name, "language": "en", "identity": None, "timezone": None, "door": "chat",
            "waiting_question": None,
            "created_at": self.now, "expires_at": self.now + timedelta(days=7),
        }  # fmt: skip
        with self.sessions.begin() as session:
            session.add(Conversation(**{**row, **differences}))
        return name

    def says(
        self,
        conversation: str,
        text: str,
        *kinds: str,
        topic: str = "out-of-scope",
        data: dict[str, Any] | None = None,
        client_id: str | None = None,
        confidence: float = 1.0,
    ) -> list[dict[str, Any]]:
        """The customer says something that the engine answers with replies of these kinds; what the customer reads."""
        with self.sessions.begin() as session:
            language = session.get_one(Conversation, conversation).language
            message = from_customer(conversation, text, client_id, language, self.now)
            assert add_message(session, message)
            taken = self.requests.takes(session, message)
            if taken is not None:
                message.answered = True
                return [{"text": said.text, **(said.reply or {})} for said in taken]
            store_understanding(session, message, topic, confidence)
            replies = [{**plain_reply("…", kind, topic), "data": data} for kind in kinds]
            replies = self.requests.completed(session, message, replies)
            session.add_all([from_assistant(message, reply, language, self.now) for reply in replies])
            message.answered = True
            return replies

    def asks(self, conversation: str, region: str = "EMEA") -> str:
        """The customer asks for a person, and gets a reference."""
        replies = self.says(conversation, "a person please", "handoff", topic="handoff", data={"region": region})
        return str(replies[0]["data"]["reference"])

    async def claimed(self, conversation: str) -> str:
        """The customer asks for a person, and Paul claims the request; its reference."""
        reference = self.asks(conversation)
        await self.work()
        await self.handoffs.claim(reference, PAUL)
        return reference

    def handoff(self, reference: str) -> Handoff:
        with self.sessions.begin() as session:
            return session.get_one(Handoff, reference)

    def heard(self, conversation: str) -> list[Message]:
        """All that stands in the customer's transcript and was not said by them."""
        with self.sessions.begin() as session:
            return [message for message in transcript(session, conversation) or [] if message.speaker != "customer"]

    def history(self, reference: str) -> list[tuple[str, str, str]]:
        with self.sessions.begin() as session:
            return [(row.actor, row.what, row.to_state) for row in store.transitions(session, reference)]

    async def work(self) -> None:
        """Does all that is due now, and what follows from it."""
        await worked_off(self.sessions, [self.worker])

    async def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)
        await self.work()

    def mails(self) -> list[tuple[str, str, str]]:
        """Recipient, subject and text of each mail."""
        files = (
            sorted(self.outbox.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns) if self.outbox.exists() else []
        )
        read = [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [(str(mail["To"]), str(mail["Subject"]), mail.get_body().get_content()) for mail in read]  # type: ignore[union-attr]


def store_understanding(session: Any, message: Message, topic: str, confidence: float) -> None:
    understood = Understanding(
        topic, confidence, (), close_call=False, refuses=False, entities=(), decided_by="classifier", trace=()
    )
    record_understanding(session, message, understood)


def passed_on(office: Office, conversation: str, text: str = "a person please", region: str = "EMEA") -> dict[str, Any]:
    return office.says(conversation, text, "handoff", topic="handoff", data={"region": region})[0]


def mails(office: Office) -> list[EmailMessage]:
    files = sorted(office.outbox.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def place(office: Office, reference: str) -> tuple[str, str]:
    """The channel and the thread of a request's card."""
    handoff = office.handoff(reference)
    return str(handoff.channel), str(handoff.thread)
