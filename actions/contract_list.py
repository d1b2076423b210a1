"""The contracts that the person may see; also the list before, narrowed or continued."""

from actions.base import Question, Reply, TopicAction
from actions.contracts_shown import accounts_meant, ask_who, products_meant
from actions.listing import Listing, follow_up, shown


class ContractList(TopicAction):
    topic = "contract-list"

    def answer(self, question: Question) -> Reply:
        if question.unknown_person:
            return ask_who(question)
        accounts = tuple(account.number for account in accounts_meant(question))
        return shown(question, follow_up(question) or Listing(products=tuple(products_meant(question)), accounts=accounts))
