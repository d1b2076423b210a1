"""The tables, as SQLAlchemy maps them. Dates end in `_on`; instants are UTC and end in `_at`.

All are imported here, so that whoever has the base class has every table.
"""

from renewals.store.tables.base import Base, UtcDateTime
from renewals.store.tables.contracts import (
    Account,
    AccountWord,
    CalendarFeed,
    Contact,
    Contract,
    ContractChange,
    ContractImport,
    ContractReading,
    Rep,
)
from renewals.store.tables.conversations import (
    Conversation,
    Deflection,
    Feedback,
    Looker,
    Message,
    Review,
    Understanding,
    VerificationCode,
)
from renewals.store.tables.figures import FigureMark, HandoffTime, StaleVisits, Visit, VisitQuestion
from renewals.store.tables.handoffs import Handoff, HandoffFile, HandoffTransition, HeldWords
from renewals.store.tables.heartbeat import Heartbeat
from renewals.store.tables.jobs import Job, Lease
from renewals.store.tables.renewing import Act, ContractMark, ContractNote, DigestSetting, Reminder, TeamDay
from renewals.store.tables.slack import SlackChannel, SlackPost, SlackThread
from renewals.store.tables.support import (
    DeskTicket,
    OperatorEntry,
    Outgoing,
    QuestionDraft,
    SupportSession,
    SupportUser,
    WeeklySent,
)

__all__ = [
    "Account",
    "AccountWord",
    "Act",
    "Base",
    "CalendarFeed",
    "Contact",
    "Contract",
    "ContractChange",
    "ContractImport",
    "ContractMark",
    "ContractNote",
    "ContractReading",
    "Conversation",
    "Deflection",
    "DeskTicket",
    "DigestSetting",
    "Feedback",
    "FigureMark",
    "Handoff",
    "HandoffFile",
    "HandoffTime",
    "HandoffTransition",
    "Heartbeat",
    "HeldWords",
    "Job",
    "Lease",
    "Looker",
    "Message",
    "OperatorEntry",
    "Outgoing",
    "QuestionDraft",
    "Reminder",
    "Rep",
    "Review",
    "SlackChannel",
    "SlackPost",
    "SlackThread",
    "StaleVisits",
    "SupportSession",
    "SupportUser",
    "TeamDay",
    "Understanding",
    "UtcDateTime",
    "VerificationCode",
    "Visit",
    "VisitQuestion",
    "WeeklySent",
]
