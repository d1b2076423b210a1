"""The contracts that end within a period, which is told back."""

import re
from dataclasses import replace
from datetime import timedelta

from actions.asked import ListingAction
from actions.base import Question, Reply
from actions.contracts_shown import accounts_meant, ask_who, not_found, products_meant, unknown_name, which_account
from actions.listing import LISTS, Listing, listing_before, of_what_is_named, remembered, shown, within
from actions.period import ask_back, reading_of, remembering
from actions.whose import FEW_WORDS, owner_after, owner_meant
from renewals.periods import Period, Unclear, period_in

WITHOUT_A_PERIOD = timedelta(days=90)


class ExpiringContracts(ListingAction):
    topic = "expiring-contracts"

    def general(self, question: Question) -> Reply:
        period = reading_of(question).meant
        if not isinstance(period, Period):
            period = _another_number(question) or period
        if isinstance(period, Unclear):
            return ask_back(question, period)
        if question.unknown_person:
            return ask_who(question)
        if unknown := unknown_name(question):
            return not_found(question, unknown)
        return remembering(question, period, _ending_within(question, period))


def _ending_within(question: Question, period: Period | None) -> Reply:
    expired_only = period is None and "expired" in question.values("filter")
    if period is None and not expired_only:
        # No word about time stands in the question.
        period = Period(question.today, question.today + WITHOUT_A_PERIOD)
    asked = Listing(
        products=tuple(products_meant(question)),
        accounts=tuple(account.number for account in accounts_meant(question)),
        status="expired" if expired_only else None,
        owner=_owner(question),
    )
    asked = of_what_is_named(question) or (within(asked, period) if period else asked)
    which = which_account(question)
    if which is not None:
        return replace(which, events=[*which.events, remembered(asked)])
    return shown(question, asked)


def _another_number(question: Question) -> Period | Unclear | None:
    """What "and in the next 30?" asks for: the period before, with that number in the place of its own."""
    said = re.findall(r"\d+", question.text)
    if question.previous.topic not in LISTS or len(said) != 1 or len(question.text.split()) > FEW_WORDS or question.entities:
        return None
    return period_in(re.sub(r"\d+", said[0], question.previous.text, count=1), question.language, question.today)


def _owner(question: Question) -> str | None:
    """Whose contracts are meant: a few words ("and next month?") go on with whose they were in the list before."""
    before = listing_before(question)
    goes_on = before is not None and question.previous.topic in LISTS and len(question.text.split()) <= FEW_WORDS
    return owner_after(question, before.owner) if before and goes_on else owner_meant(question)
