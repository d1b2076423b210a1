"""Whom to call about a contract, and what has been noted on it: what stands beside a contract wherever one is shown to
a representative.

The caller has checked the right to the contracts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import Subject
from renewals.contracts import Terms
from renewals.numbers_in_text import plainly
from renewals.query import EVERYTHING
from renewals.store.contracts import contracts_of
from renewals.store.renewing import Progress, forecast_of
from renewals.store.tables import Contract, ContractMark, ContractNote, Conversation, Message, Rep

# So many numbers go into one statement.
AT_ONCE = 500
# So many replies back the contract that is talked of is looked for.
REPLIES_READ = 6
# So many characters of a text are read for numbers, and so many numbers looked up.
READ_WITHIN, MOST_NUMBERS = 2000, 20
_NUMBER = re.compile(r"\b(?:[^\W\d_]{1,5}[- ]?)?\d[\w-]{2,40}")


@dataclass(frozen=True)
class Beside:
    """`owner`: the representative's name where it is on file, else the address; `note`: who wrote the last note, what,
    and when.
    """

    owner: str
    note: tuple[str, str, date] | None = None


def beside(session: Session, contract: Terms) -> Beside:
    """What stands beside a contract's facts for a representative."""
    rep = session.get(Rep, contract.owner_email)
    notes = kept_on(session, [contract.contract_number])[contract.contract_number].notes
    return Beside(rep.name if rep else contract.owner_email, notes[0] if notes else None)


def kept_on(session: Session, contract_numbers: Sequence[str]) -> dict[str, Progress]:
    """What representatives have kept on contracts in their present terms, with the last note alone; of each of the
    numbers.
    """
    kept: dict[str, Progress] = {}
    for some in _batches(contract_numbers):
        marks = {row.number: row for row in session.execute(_MARKS, {"numbers": some})}
        notes = {
            row.number: (row.author, row.text, row.written_at.date())
            for row in session.execute(_NOTES, {"numbers": some})
        }
        for number in some:
            mark, note = marks.get(number), notes.get(number)
            kept[number] = Progress(
                mark.contacted_by if mark else None,
                mark.contacted_at.date() if mark and mark.contacted_at else None,
                mark.snoozed_until if mark else None,
                (note,) if note else (),
                forecast=forecast_of(mark) if mark else None,
            )
    return kept


_NUMBERS: sa.BindParameter[str] = sa.bindparam("numbers", expanding=True, required=True)
_MARKS = (
    sa.select(
        Contract.number,
        ContractMark.contacted_by,
        ContractMark.contacted_at,
        ContractMark.snoozed_until,
        ContractMark.forecast,
        ContractMark.forecast_reason,
        ContractMark.forecast_by,
        ContractMark.forecast_at,
    )
    .join(ContractMark, ContractMark.contract_id == Contract.id)
    .where(Contract.number.in_(_NUMBERS), ContractMark.for_end_on == Contract.end_on)
)
_LAST = (
    sa.select(sa.func.max(ContractNote.id))
    .where(ContractNote.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
_NOTES = (
    sa.select(Contract.number, ContractNote.author, ContractNote.text, ContractNote.written_at)
    .join(ContractNote, ContractNote.contract_id == Contract.id)
    .where(Contract.number.in_(_NUMBERS), ContractNote.id == _LAST)
)


def _batches(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(numbers), AT_ONCE):
        yield numbers[first : first + AT_ONCE]


def language_talked(session: Session, email: str) -> str | None:
    """The language of the newest conversation of whoever has an address; nothing where there was none."""
    query = sa.select(Conversation.language).where(Conversation.identity == email)
    return session.scalar(query.order_by(Conversation.created_at.desc()).limit(1)) if email else None


def numbers_named(session: Session, subject: Subject, text: str) -> list[str]:
    """The numbers of the contracts that a text names by their numbers and a subject may see, as they are on file."""
    written = [found[0] for found in _NUMBER.finditer(plainly(text[:READ_WITHIN]))][:MOST_NUMBERS]
    if not written:
        return []
    # "For 100234" may be a number with its letters, and is most often none.
    meant = [*written, *(number.split()[-1] for number in written)]
    found, _ = contracts_of(session, subject, MOST_NUMBERS, EVERYTHING.having("number", meant))
    return [contract.contract_number for contract in found]


def contracts_told(session: Session, conversation_id: str) -> list[str]:
    """The numbers of the contracts of which the last reply told that told of any; none where the last few replies did
    not.
    """
    replies = sa.select(Message.reply).where(Message.conversation_id == conversation_id, Message.reply.is_not(None))
    for reply in session.scalars(replies.order_by(Message.number.desc()).limit(REPLIES_READ)):
        told = ((reply or {}).get("data") or {}).get("contracts") or []
        if told:
            return [str(one["contract_number"]) for one in told]
    return []
