"""Lists of contracts: what was asked for is remembered, so that it can be narrowed ("only the expired ones") and continued ("show more")."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from rasa_sdk.events import SlotSet

from actions.base import Event, Question, Reply
from actions.contracts_shown import SHOWN_AT_ONCE, accounts_meant, buttons, counted, data, lines, more, numbers, products_meant
from actions.whose import FEW_WORDS, owner_after, owner_meant, whose_alone
from renewals.access import SalesRep
from renewals.answers import Button
from renewals.contracts import Status
from renewals.period_in_words import told
from renewals.periods import Period
from renewals.store.contracts import Wanted, contracts_of, of_status

LISTS = {"contract-list", "expiring-contracts"}


@dataclass(frozen=True)
class Listing:
    """What a list was asked for: products, accounts, a period (ISO days, the end open or not), a status, a representative whose they are; and how many were shown."""

    products: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    status: str | None = None
    shown: int = 0
    owner: str | None = None

    def wanted(self, today: date) -> Wanted:
        """The contracts that it lists: what ends within the period and has the status."""
        first = date.fromisoformat(self.start) if self.start else date.min
        last = date.fromisoformat(self.end) if self.end else date.max
        ending = (first, last) if (first, last) != (date.min, date.max) else None
        status = of_status(Status(self.status), today) if self.status else Wanted()
        return replace(status, products=self.products or None, accounts=self.accounts, ending=ending, owner=self.owner)

    def period(self) -> Period | None:
        start, end = (date.fromisoformat(day) if day else None for day in (self.start, self.end))
        return Period(start, end) if start or end else None


def within(listing: Listing, period: Period) -> Listing:
    """What of a list ends within a period, from its first page on."""
    start, end = (day.isoformat() if day else None for day in (period.start, period.end))
    return replace(listing, start=start, end=end, shown=0)


def listing_before(question: Question) -> Listing | None:
    """The list that was shown last in this conversation."""
    kept: dict[str, Any] | None = question.slots.get("listing")
    return Listing(**{**kept, "products": tuple(kept["products"]), "accounts": tuple(kept["accounts"])}) if kept else None


def follow_up(question: Question) -> Listing | None:
    """What "only the expired ones" or "show more" asks for: the list before, narrowed or continued."""
    before, wanted = listing_before(question), question.values("filter")
    if not wanted:
        return _of_others(question, before) if before else None
    if "more" in wanted:
        return before
    owner = owner_after(question, before.owner if before else None)
    return replace(before or Listing(), status=wanted[0], shown=0, owner=owner)


def _of_others(question: Question, before: Listing) -> Listing | None:
    """What "only mine" or "the whole territory" asks for: the list before, of one's own contracts or of all."""
    if not whose_alone(question) or len(question.text.split()) > FEW_WORDS:
        return None
    return replace(before, owner=owner_meant(question), shown=0)


def of_what_is_named(question: Question) -> Listing | None:
    """What "and for Acme?" asks for: the list before, now of that account or product."""
    if not question.values("name"):
        return None
    before, products = listing_before(question) or Listing(), tuple(products_meant(question))
    accounts = tuple(account.number for account in accounts_meant(question))
    owner = owner_after(question, before.owner)
    return replace(before, products=products or before.products, accounts=accounts or before.accounts, shown=0, owner=owner)


def remembered(listing: Listing) -> Event:
    """Keeps what a list was asked for, for the next message."""
    event: Event = SlotSet("listing", asdict(listing))
    return event


def shown(question: Question, listing: Listing) -> Reply:
    """The list, or its next page, with its total; and what is remembered of it."""
    contracts, total = contracts_of(question.session, question.subject, SHOWN_AT_ONCE, listing.wanted(question.today), skip=listing.shown)
    period = listing.period()
    heading = _heading(question, listing, period, total, {contract.account for contract in contracts})
    # A front that can draw lists shows more than the first page by what was asked for.
    facts = {**data(question, contracts, total), "listing": asdict(listing), "heading": heading}
    if period is not None:
        facts["period"] = {"start": listing.start, "end": listing.end}
    seen_so_far = listing.shown + len(contracts)
    events = [remembered(replace(listing, shown=seen_so_far))]
    if not contracts:
        return Reply(_nothing(question, listing, period), buttons=_wider(question, listing), data=facts, events=events)
    owners = isinstance(question.subject, SalesRep) and listing.owner is None
    text = f"{heading}\n{lines(question, contracts, owners)}{more(question, seen_so_far, total)}"
    pressed = buttons(contracts)[: 4 if total > seen_so_far else 5]
    if total > seen_so_far:
        pressed.append(Button(question.phrase("show-more", "contract-list"), question.phrase("show-more", "contract-list")))
    return Reply(text, kind="contract", buttons=pressed, data=facts, shown=numbers(contracts), events=events)


def _wider(question: Question, listing: Listing) -> list[Button]:
    """Who has none of their own may look at the whole."""
    if listing.owner is None or listing.shown:
        return []
    return [Button(question.phrase("show-territory", "contract-list"), question.phrase("say-territory", "contract-list"))]


def _heading(question: Question, listing: Listing, period: Period | None, total: int, accounts: set[str]) -> str:
    """What the list holds; for a representative also whose contracts these are."""
    if listing.shown:
        return question.phrase("continued", "contract-list")
    heading = _what(question, listing, period, total, accounts)
    if not isinstance(question.subject, SalesRep):
        return heading
    whose = "of-mine" if listing.owner else "of-all" if question.subject.manager else "of-territory"
    return question.phrase(whose, "contract-list", heading=heading)


def _what(question: Question, listing: Listing, period: Period | None, total: int, accounts: set[str]) -> str:
    if period is not None:
        return question.phrase("heading", "expiring-contracts", period=told(period, question.language), count=counted(question, total))
    if listing.status:
        return question.phrase(f"heading-{listing.status}", "contract-list", count=counted(question, total))
    if len(accounts) == 1:
        return question.phrase("heading-account", "contract-list", account=accounts.pop(), count=counted(question, total))
    plain = "rep-heading" if isinstance(question.subject, SalesRep) else "heading"
    return question.phrase(plain, "contract-list", count=counted(question, total))


def _nothing(question: Question, listing: Listing, period: Period | None) -> str:
    if listing.shown:
        return question.phrase("no-more", "contract-list")
    territory = isinstance(question.subject, SalesRep) and listing.owner is None
    if period is not None:
        none = "none-in-territory" if territory else "none"
        return question.phrase(none, "expiring-contracts", period=told(period, question.language))
    if listing.owner and not listing.status:
        return question.phrase("none-of-mine", "contract-list")
    if territory and listing.status:
        return question.phrase("none-in-territory", "contract-list")
    if listing.status:
        return question.phrase("none-such", "contract-list")
    return question.phrase("none", "contract-expiry")
