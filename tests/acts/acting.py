"""A representative's conversation through the gateway's own code:
the engine is a stand-in that notes what it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.conversation.code_limits import CodeLimits
from bot.conversation.conversations import Conversations
from bot.conversation.live_hub import LiveHub
from bot.engine import EngineDown
from bot.handoff.escalation import EscalationSchedule
from bot.handoff.policy import HandoffPolicy
from bot.mail import FileMailer
from protocol.turn import EngineReply, TurnRequest, TurnResponse, Understanding
from renewals.store.database import Sessions
from renewals.store.tables import Contract, ContractMark, ContractNote, Conversation, Reminder, Rep

LEA, SAM = "lea@vendor.example", "sam@vendor.example"
# A Monday, ten o'clock in Paris.
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CONTRACTS = [
    {
        "contract_number": "C-100",
        "account_number": "A-1",
        "account_name": "Contoso",
        "end_date": "2027-02-15",
        "owner_email": LEA,
    },
    {
        "contract_number": "F-200",
        "account_number": "A-2",
        "account_name": "Fjord Lines",
        "end_date": "2026-12-15",
        "owner_email": LEA,
    },
    {
        "contract_number": "F-201",
        "account_number": "A-2",
        "account_name": "Fjord Lines",
        "end_date": "2027-03-31",
        "product": "CloudSOC",
        "product_type": "online-service",
        "owner_email": LEA,
    },
    {
        "contract_number": "S-300",
        "account_number": "A-3",
        "account_name": "Sable Marine",
        "end_date": "2027-01-31",
        "owner_email": SAM,
    },
]


@dataclass
class Engine:
    """Answers everything with the same; `down`: it does not answer."""

    asked: list[TurnRequest] = field(default_factory=list)
    data: dict[str, Any] | None = None
    down: bool = False

    async def turn(self, request: TurnRequest) -> TurnResponse:
        if self.down:
            raise EngineDown("down")
        self.asked.append(request)
        reply = EngineReply("From the engine.", "contract-expiry", "contract", 1.0, data=self.data)
        return TurnResponse(Understanding("contract-expiry", 0.9, (), False, False, (), "words", ()), (reply,))

    async def erase(self, conversation_id: str) -> None:
        """There is nothing."""


class ActingDesk:
    """Conversations of representatives, and what is kept of their contracts (`CONTRACTS`, which are on file)."""

    def __init__(self, sessions: Sessions, folder: Path) -> None:
        self.sessions, self.engine, self.now = sessions, Engine(), NOW
        policy = HandoffPolicy(EscalationSchedule(), lambda region: False, lambda: self.now, self.today, lambda: None)
        mailer = FileMailer(folder / "outbox", "renewals@vendor.example")
        self.all = Conversations(
            sessions,
            self.engine,  # type: ignore[arg-type]
            mailer,
            LiveHub(),
            policy,
            lambda: self.now,
            4,
            self.today,
            CodeLimits(on=True),
        )
        with sessions.begin() as session:
            session.add(
                Rep(email=LEA, name="Léa Marchand", role="rep", regions=[], language="fr", timezone="Europe/Paris")
            )
        self.begin("lea", LEA)
        self.begin("sam", SAM)

    def today(self, timezone: str) -> date:
        return self.now.astimezone(ZoneInfo(timezone)).date()

    def begin(self, name: str, identity: str | None, language: str = "en", door: str = "chat") -> None:
        """Begins a conversation of somebody."""
        with self.sessions.begin() as session:
            session.add(
                Conversation(
                    id=name,
                    token_hash=name,
                    language=language,
                    identity=identity,
                    timezone="Europe/Paris",
                    door=door,
                    waiting_question=None,
                    created_at=NOW,
                    expires_at=NOW + timedelta(days=7),
                )
            )

    async def say(self, text: str, who: str = "lea", message: str | None = None) -> dict[str, Any]:
        """The last reply to what somebody says."""
        answer = await self.all.say(who, text, message, None)
        replies: list[dict[str, Any]] = answer["replies"]
        return replies[-1]

    def kept(self, numbered: bool = False) -> dict[str, set[str]]:
        """What is kept of each contract, as words; `numbered`: each note with its number."""
        with self.sessions() as session:
            numbers: dict[int, str] = {
                row.id: row.number for row in session.execute(sa.select(Contract.id, Contract.number))
            }
            found: dict[str, set[str]] = {}
            for mark in session.scalars(sa.select(ContractMark)):
                words = {f"contacted by {mark.contacted_by}"} if mark.contacted_at else set()
                words |= {f"silent until {mark.snoozed_until}"} if mark.snoozed_until else set()
                words |= {f"{mark.forecast} ({mark.forecast_reason}) by {mark.forecast_by}"} if mark.forecast else set()
                if words:
                    found.setdefault(numbers[mark.contract_id], set()).update(words)
            for note in session.scalars(sa.select(ContractNote)):
                found.setdefault(numbers[note.contract_id], set()).add(
                    f"note{note.id if numbered else ''} {note.author}: {note.text}"
                )
            for row in session.scalars(sa.select(Reminder)):
                at = "" if row.at_minute is None else f" {row.at_minute // 60:02d}:{row.at_minute % 60:02d}"
                found.setdefault(numbers[row.contract_id], set()).add(f"reminder {row.rep_email} {row.on}{at}")
        return found


def says(reply: dict[str, Any]) -> list[str]:
    return [button["say"] for button in reply["buttons"]]
