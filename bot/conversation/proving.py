"""How a person proves in the chat who they are: a contract's number, then the code sent to the address on file. The code never reaches the engine."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from renewals.store.tables import Conversation
from renewals.store.verification import Check, CodeToSend, awaits_code, check_code, new_code

HIDDEN = "••••••"
_SIX_DIGITS = re.compile(r"(?<![\w/-])(?:\d[ -]?){5}\d(?![\w/-])")


def code_in(session: Session, conversation: Conversation, text: str, now: datetime) -> str | None:
    """The six digits that a message holds where a code may be meant; nothing where none was asked for, or the person has proved themselves."""
    found = _SIX_DIGITS.findall(text)
    if conversation.identity is not None or len(found) != 1 or not awaits_code(session, conversation.id, now):
        return None
    if found[0] in (conversation.waiting_question or ""):
        # The contract's own number, given once more.
        return None
    words = re.sub(r"[^\w]", "", _SIX_DIGITS.sub("", text))
    return re.sub(r"\D", "", found[0]) if len(words) <= 40 else None


def without_code(text: str) -> str:
    """The text as it may be kept: without the code."""
    return _SIX_DIGITS.sub(HIDDEN, text)


def prove(session: Session, conversation: Conversation, code: str, now: datetime) -> Check | str:
    """Checks a code; a right one gives the conversation its identity. Returns the address, or what is wrong."""
    outcome = check_code(session, conversation.id, code, now)
    if not isinstance(outcome, Check):
        conversation.identity = outcome
    return outcome


def start(session: Session, conversation: Conversation, contract_number: str, question: str, now: datetime) -> CodeToSend | None:
    """Makes the code for a contract, and remembers the question that is to be answered once it is typed. None: too many codes."""
    waiting = conversation.waiting_question
    bare_number = len(re.sub(r"\W", "", question.replace(contract_number, ""))) < 12
    if bare_number and waiting:
        conversation.waiting_question = f"{waiting} ({contract_number})" if contract_number not in waiting else waiting
    else:
        conversation.waiting_question = question
    return new_code(session, conversation.id, contract_number, now)
