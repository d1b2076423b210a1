"""What the page and the contracts do not say is admitted, with the nearest topics and the way to a person."""

from actions.account_named import FEW_WORDS
from actions.account_overview import AccountOverview
from actions.base import Question, Reply, TopicAction
from actions.contract_expiry import ContractExpiry
from actions.contracts_shown import accounts_meant, products_meant
from actions.where import not_understood, waits
from renewals import answers
from renewals.languages import is_foreign

NEAREST = 3
NEAR_ENOUGH = 0.03
NOT_OFFERED = {"account-overview", "handoff"}


class OutOfScope(TopicAction):
    topic = "out-of-scope"

    def answer(self, question: Question) -> Reply | list[Reply]:
        topics = answers.topics(question.language)
        person = topics["handoff"].button
        if is_foreign(question.text):
            return Reply(question.phrase("other-language"), buttons=[person])
        if waits(question):
            return not_understood(question)
        named = self._one_of_theirs(question)
        if named is not None:
            return named
        near = [
            topics[topic].button
            for topic, likely in question.ranking
            if likely >= NEAR_ENOUGH and topics[topic].kind not in ("smalltalk", "fallback") and topic not in NOT_OFFERED
        ]
        return Reply(question.phrase("nearest" if near else "nothing-near"), buttons=[*near[:NEAREST], person])

    def _one_of_theirs(self, question: Question) -> Reply | list[Reply] | None:
        """A few words that name a product or an account of the person's own ask about it, though they say nothing else."""
        if question.unknown_person or len(question.text.split()) > FEW_WORDS:
            return None
        if products_meant(question):
            return ContractExpiry().answer_as(question)
        return AccountOverview().answer_as(question) if accounts_meant(question) else None
