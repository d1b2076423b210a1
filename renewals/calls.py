"""Whom a representative calls first, and why. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from renewals.contracts import Terms

# What ends within so many days comes before what is over already: it can still be renewed in time.
SOON_DAYS = 14
MOST = 5


@dataclass(frozen=True)
class Call:
    """A contract whose customer is to be called. `why`: the names of the reasons, the first of which decided its place:
    wished (the representative asked to be reminded), notice (the last day to stop its renewal is ahead), today, ends,
    ended, check.
    """

    contract: Terms
    why: tuple[str, ...]


def first_calls(contracts: Iterable[Terms], wished: Collection[str], today: date, most: int = MOST) -> list[Call]:
    """The calls to make first, of contracts that nobody has dealt with: what was wished for; what has its deadline
    within two weeks, the soonest first; what is past its end, the latest first; then the rest, the soonest first.

    `wished`: numbers of contracts of which the representative asked to be reminded by today. A contract that renews by
    itself is called about only while that can be stopped, or where it should have renewed and did not.
    """
    found = {contract.contract_number: contract for contract in contracts}
    calls = [Call(contract, _why(contract, contract.contract_number in wished, today)) for contract in found.values()]
    return sorted((call for call in calls if call.why), key=lambda call: _place(call, today))[:most]


def _why(contract: Terms, wished: bool, today: date) -> tuple[str, ...]:
    reasons = ["wished"] if wished else []
    if contract.ended(today):
        reasons.append("check" if contract.auto_renew else "ended")
    elif contract.notice_ahead(today):
        reasons.append("notice")
    elif not contract.auto_renew:
        reasons.append("ends" if contract.days_left(today) else "today")
    return tuple(reasons)


def _place(call: Call, today: date) -> tuple[int, int, str]:
    left = (call.contract.deadline(today) - today).days
    if call.why[0] == "wished":
        group, distance = 0, left
    elif 0 <= left <= SOON_DAYS:
        group, distance = 1, left
    elif left < 0:
        group, distance = 2, -left
    else:
        group, distance = 3, left
    return group, distance, call.contract.contract_number
