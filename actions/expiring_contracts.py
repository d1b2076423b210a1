"""The contracts that end within a period, which is told back."""

from actions.asked import ListingAction
from actions.base import Question, Reply
from actions.listing import listed


class ExpiringContracts(ListingAction):
    topic = "expiring-contracts"

    def general(self, question: Question) -> Reply:
        return listed(question, ends=True)
