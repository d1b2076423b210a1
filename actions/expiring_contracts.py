"""The contracts that end within a period, which is told back."""

from datetime import timedelta

from actions.base import Question, Reply, TopicAction
from actions.contracts_shown import SHOWN_AT_ONCE, ask_who, buttons, counted, data, lines, more, numbers
from renewals import answers
from renewals.answers import Button
from renewals.languages import long_date
from renewals.periods import Period, Unclear, period_in
from renewals.store.contracts import contracts_of, ending_between

WITHOUT_A_PERIOD = timedelta(days=90)
AS_FAR_AS = timedelta(days=36500)


class ExpiringContracts(TopicAction):
    topic = "expiring-contracts"

    def answer(self, question: Question) -> Reply:
        period = period_in(question.text, question.language, question.today)
        if isinstance(period, Unclear):
            return ask_back(question, period)
        if question.unknown_person:
            return ask_who(question)
        if period is None:
            period = Period(question.today, question.today + WITHOUT_A_PERIOD)
        end = period.end or question.today + AS_FAR_AS
        contracts, total = contracts_of(question.session, question.subject, SHOWN_AT_ONCE, ending_between(period.start, end))
        told = told_back(question, period)
        facts = {
            **data(question, contracts, total),
            "period": {"start": period.start.isoformat(), "end": period.end.isoformat() if period.end else None},
        }
        if not contracts:
            return Reply(question.phrase("none", period=told), data=facts)
        text = question.phrase("heading", period=told, count=counted(question, total)) + "\n" + lines(question, contracts)
        return Reply(text + more(question, len(contracts), total), buttons=buttons(contracts), data=facts, shown=numbers(contracts))


def told_back(question: Question, period: Period) -> str:
    """The period in words, for the person to see how they were understood."""
    start = long_date(period.start, question.language)
    if period.end is None:
        return question.phrase("onwards", "periods", start=start)
    if period.end == period.start:
        return question.phrase("on", "periods", start=start)
    return question.phrase("from-to", "periods", start=start, end=long_date(period.end, question.language))


def ask_back(question: Question, unclear: Unclear) -> Reply:
    """Asks which of two days is meant, or for another period."""
    asked = answers.topics(question.language)["expiring-contracts"].phrases
    options = [
        Button(long_date(day, question.language), asked["ask-on"].format(day=long_date(day, question.language))) for day in unclear.options
    ]
    return Reply(question.phrase(unclear.reason, "periods", said=unclear.said), kind="clarify", buttons=options)
