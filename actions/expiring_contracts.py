"""The contracts that end within a period, which is told back."""

from dataclasses import replace
from datetime import timedelta

from actions.base import Question, Reply, TopicAction
from actions.contracts_shown import accounts_meant, ask_who, not_found, products_meant, unknown_name, which_account
from actions.listing import LISTS, Listing, listing_before, of_what_is_named, remembered, shown
from actions.whose import FEW_WORDS, owner_after, owner_meant
from renewals import answers
from renewals.answers import Button
from renewals.languages import long_date
from renewals.periods import Period, Unclear, period_in

WITHOUT_A_PERIOD = timedelta(days=90)


class ExpiringContracts(TopicAction):
    topic = "expiring-contracts"

    def answer(self, question: Question) -> Reply:
        period = period_in(question.text, question.language, question.today)
        if isinstance(period, Unclear):
            return ask_back(question, period)
        if question.unknown_person:
            return ask_who(question)
        if unknown := unknown_name(question):
            return not_found(question, unknown)
        accounts, expired_only = accounts_meant(question), period is None and "expired" in question.values("filter")
        if period is None and not expired_only:
            period = Period(question.today, question.today + WITHOUT_A_PERIOD)
        asked = Listing(
            products=tuple(products_meant(question)),
            accounts=tuple(account.number for account in accounts),
            start=period.start.isoformat() if period else None,
            end=period.end.isoformat() if period and period.end else None,
            status="expired" if expired_only else None,
            owner=_owner(question),
        )
        asked = of_what_is_named(question) or asked
        which = which_account(question)
        if which is not None:
            return replace(which, events=[*which.events, remembered(asked)])
        return shown(question, asked)


def _owner(question: Question) -> str | None:
    """Whose contracts are meant: a few words ("and next month?") go on with whose they were in the list before."""
    before = listing_before(question)
    goes_on = before is not None and question.previous.topic in LISTS and len(question.text.split()) <= FEW_WORDS
    return owner_after(question, before.owner) if before and goes_on else owner_meant(question)


def ask_back(question: Question, unclear: Unclear) -> Reply:
    """Asks which of two days is meant, or for another period."""
    asked = answers.topics(question.language)["expiring-contracts"].phrases
    options = [
        Button(long_date(day, question.language), asked["ask-on"].format(day=long_date(day, question.language))) for day in unclear.options
    ]
    return Reply(question.phrase(unclear.reason, "periods", said=unclear.said), kind="clarify", buttons=options)
