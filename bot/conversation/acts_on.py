"""Which contracts an act is for: named, or shown before; asked back where that is not certain.

Only those that the representative may see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from renewals.access import SalesRep
from renewals.acts import UNKNOWN, Part
from renewals.contracts import Terms
from renewals.named import named_in
from renewals.query import EVERYTHING, ContractQuery, Named, NotAQuery, from_json
from renewals.store.asked import known_to
from renewals.store.contacts import contacts_named
from renewals.store.contracts import contracts_of, numbered

# Contracts of one act; and of a question which of them is meant.
MOST_AT_ONCE = 50
_NUMBER = re.compile(r"(?<![\w-])(?:[A-Za-z]{1,6}-?\d[\w/-]{2,40}|\d{5,12})(?![\w-])")
MOST_NUMBERS = 20


@dataclass(frozen=True)
class WhichOne:
    """Contracts of which some are meant, and it is not certain which.

    `phrase`: what is asked; `name`: what was named; `total`: how many there are.
    """

    phrase: str
    candidates: tuple[Terms, ...] = ()
    total: int = 0
    name: str = ""


@dataclass(frozen=True)
class Sight:
    """What a representative sees, on a day. `shown`: the facts of the replies before, the newest first."""

    session: Session
    subject: SalesRep
    today: date
    shown: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def named(self, text: str) -> list[Named]:
        """What a text names: contract numbers in sight, accounts, products, and (which are none of a contract) people,
        countries and resellers.
        """
        known = known_to(self.session, self.subject, text)
        numbers = list(self._numbers(text))
        others = named_in(text, known.names.accounts, known.names.products, [], known.trade.resellers, known.people)
        found = numbers
        if not any(one.field in ("number", "account") for one in (*numbers, *others)):
            # "Jordan" in "Jordan Reyes" is no country: a contact's whole name says more.
            found += contacts_named(self.session, self.subject, text)
        for one in [*others, *said_again(text, others)]:
            if all(one.end <= other.start or other.end <= one.start for other in found):
                found.append(one)
        return found

    def _numbers(self, text: str) -> Iterator[Named]:
        for match in list(_NUMBER.finditer(text))[:MOST_NUMBERS]:
            found, _ = self.contracts(numbered(match[0]), 2)
            if len(found) == 1:
                yield Named("number", (found[0].contract_number,), *match.span())
            elif match[0][0].isalpha():
                yield Named(UNKNOWN, (match[0],), *match.span())

    def contracts(self, query: ContractQuery, most: int = MOST_AT_ONCE) -> tuple[list[Terms], int]:
        return contracts_of(self.session, self.subject, most, query, today=self.today)


def said_again(text: str, named: Sequence[Named]) -> Iterator[Named]:
    """Names that stand in a text more than once: each place of them."""
    for one in named:
        if one.field in ("account", "product"):
            again = re.compile(rf"(?<!\w){re.escape(text[one.start : one.end])}(?!\w)", re.IGNORECASE)
            yield from (replace(one, start=match.start(), end=match.end()) for match in again.finditer(text))


def contracts_meant(sight: Sight, part: Part) -> tuple[Part, list[Terms] | WhichOne]:
    """The contracts that a part is for, with the part that names them by their numbers; or what is to be asked, with
    the part that is left then.
    """
    if part.unknown:
        return replace(part, unknown=""), WhichOne("unknown", name=part.unknown)
    if not part.named:
        return part, _shown_before(sight, part)
    sure = list(part.numbers)
    for place, group in enumerate(part.accounts):
        found, total = _of_account(sight, group, part.products)
        if total == 1 or (part.every and len(group) == 1 and total <= MOST_AT_ONCE):
            sure += [contract.contract_number for contract in found]
            continue
        left = replace(part, numbers=tuple(sure), accounts=part.accounts[place + 1 :], products=())
        name = ", ".join(dict.fromkeys(contract.account for contract in found)) or ", ".join(group)
        return left, WhichOne("which", tuple(found), total, name)
    if part.products and not part.accounts and not part.numbers:
        found, total = sight.contracts(EVERYTHING.having("product", part.products))
        if total != 1:
            left = replace(part, products=())
            return left, WhichOne(
                "which" if total <= MOST_AT_ONCE else "which-many", tuple(found), total, ", ".join(part.products)
            )
        sure += [found[0].contract_number]
    return _seen(sight, replace(part, numbers=tuple(dict.fromkeys(sure)), accounts=(), products=()))


def _of_account(sight: Sight, group: Sequence[str], products: Sequence[str]) -> tuple[list[Terms], int]:
    """An account's contracts, of some products where it has any of these."""
    query = EVERYTHING.having("account", group)
    found, total = sight.contracts(query.having("product", products)) if products else ([], 0)
    if found:
        return found, total
    found, total = sight.contracts(query)
    # It has none of that product: which one is meant is asked, although it has one alone.
    return (found, max(total, 2)) if products and total == 1 else (found, total)


def _seen(sight: Sight, part: Part) -> tuple[Part, list[Terms] | WhichOne]:
    """The contracts of numbers, each looked up under the right of who asks."""
    found, total = sight.contracts(numbered(*part.numbers))
    if total > MOST_AT_ONCE:
        return part, WhichOne("too-many", total=total)
    by_number = {contract.contract_number: contract for contract in found}
    missing = next((number for number in part.numbers if number not in by_number), None)
    if missing is not None:
        return replace(part, numbers=()), WhichOne("unknown", name=missing)
    return part, [by_number[number] for number in part.numbers]


def _shown_before(sight: Sight, part: Part) -> list[Terms] | WhichOne:
    """What "it", "all of them" or nothing at all mean: what the replies before have shown."""
    found, total = next((one for facts in sight.shown if (one := _of_reply(sight, facts))[1]), ([], 0))
    if total == 1:
        return found
    if not total:
        return WhichOne("which-none")
    if part.every:
        return found if total <= MOST_AT_ONCE else WhichOne("too-many", total=total)
    if part.ordinal and total == len(found) and -1 <= part.ordinal <= len(found):
        return [found[part.ordinal - 1 if part.ordinal > 0 else -1]]
    return WhichOne("which-of-list", tuple(found), total)


def _of_reply(sight: Sight, facts: Mapping[str, Any]) -> tuple[list[Terms], int]:
    if facts.get("listing") is not None:
        try:
            return sight.contracts(replace(from_json(facts["listing"]), by=None, skip=0))
        except NotAQuery:
            return [], 0
    numbers = (facts.get("acts") or {}).get("contracts") or [facts.get("contract_number")]
    numbers += [one.get("contract_number") for one in facts.get("contracts") or []]
    known = list(dict.fromkeys(str(number) for number in numbers if number))
    return sight.contracts(numbered(*known)) if known else ([], 0)
