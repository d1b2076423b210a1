"""Contracts that are no longer on file: what a whole file does not hold, and the demonstration behind one's own.

The caller commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.contract_file import Refusal
from renewals.names import folded_number
from renewals.store.import_batches import GONE, NEW
from renewals.store.tables import Contract, ContractChange, ContractImport

# The name under which the demonstration contracts are imported.
DEMONSTRATION = "demonstration-contracts.csv"
# So many values go into one statement.
AT_ONCE = 500


class MayNotEnd(Exception):
    """A file cannot be taken as a whole: the message tells the person why.

    Nothing has been changed for good: the caller rolls back.
    """


def end_all_but(
    session: Session, import_id: int, seen: set[str], refusals: Sequence[Refusal], may_end: int, at: datetime
) -> int:
    """Marks as gone what a whole file does not hold (`seen`: the numbers that it does); how many there were. Raises
    MayNotEnd where these are more than `may_end`, or where it cannot be told which they are.
    """
    if not seen:
        raise MayNotEnd("The file holds no contract that can be taken, so that it would end them all.")
    if any(not refusal.number for refusal in refusals):
        raise MayNotEnd(
            "Of some refused rows not even the contract number can be read: which contracts the file no "
            "longer holds cannot be told."
        )
    refused = {folded_number(refusal.number) for refusal in refusals}
    present = session.execute(
        sa.select(Contract.id, Contract.number, Contract.number_folded).where(Contract.gone_at.is_(None))
    ).all()
    gone = [(contract, number) for contract, number, one in present if number not in seen and one not in refused]
    if len(gone) > may_end:
        raise MayNotEnd(f"The file would end {len(gone)} contracts, not {may_end} at most.")
    for first in range(0, len(gone), AT_ONCE):
        some = gone[first : first + AT_ONCE]
        session.execute(
            sa.update(Contract).where(Contract.id.in_([contract for contract, _ in some])).values(gone_at=at)
        )
        changes = [
            {"import_id": import_id, "contract_number": number, "what": GONE, "details": {}} for _, number in some
        ]
        session.execute(sa.insert(ContractChange), changes)
    return len(gone)


def end_demonstration(session: Session, import_id: int, seen: set[str], at: datetime) -> int:
    """Takes the demonstration contracts off file, and what they changed, where nothing but them was there before and
    the new file (`seen`: its numbers) holds none of them; how many there were.
    """
    before = session.execute(
        sa.select(ContractImport.id, ContractImport.name).where(ContractImport.id != import_id)
    ).all()
    if not before or any(one.name != DEMONSTRATION for one in before):
        return 0
    of_them = sa.select(ContractChange.contract_number).where(
        ContractChange.import_id.in_([one.id for one in before]), ContractChange.what == NEW
    )
    numbers = set(session.scalars(of_them))
    if not numbers or numbers & seen:
        return 0
    session.execute(sa.update(Contract).where(Contract.number.in_(numbers)).values(gone_at=at))
    session.execute(sa.delete(ContractChange).where(ContractChange.contract_number.in_(numbers)))
    return len(numbers)
