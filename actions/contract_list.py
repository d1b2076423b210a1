"""The contracts that the person may see and asks for; also the list before, narrowed or continued."""

from actions.asked import ListingAction
from actions.base import Question, Reply
from actions.listing import listed


class ContractList(ListingAction):
    topic = "contract-list"

    def general(self, question: Question) -> Reply:
        return listed(question, ends=False)
