"""The contracts that end within a period, which is told back."""

from datetime import timedelta

from actions.base import Question, Reply, TopicAction
from actions.contracts_shown import account_meant, ask_who, products_meant
from actions.listing import Listing, shown
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
        status = question.values("filter")
        if period is None and "expired" in status:
            return shown(question, Listing(status="expired"))
        if period is None:
            period = Period(question.today, question.today + WITHOUT_A_PERIOD)
        accounts = account_meant(question)
        asked = Listing(
            products=tuple(products_meant(question)),
            account=accounts[0].number if len(accounts) == 1 else None,
            start=period.start.isoformat(),
            end=period.end.isoformat() if period.end else None,
        )
        return shown(question, asked)


def ask_back(question: Question, unclear: Unclear) -> Reply:
    """Asks which of two days is meant, or for another period."""
    asked = answers.topics(question.language)["expiring-contracts"].phrases
    options = [
        Button(long_date(day, question.language), asked["ask-on"].format(day=long_date(day, question.language))) for day in unclear.options
    ]
    return Reply(question.phrase(unclear.reason, "periods", said=unclear.said), kind="clarify", buttons=options)
