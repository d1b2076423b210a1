"""The contracts that the person may see; also the list before, narrowed or continued."""

from actions.base import Question, Reply, TopicAction
from actions.contracts_shown import accounts_meant, ask_who, not_found, products_meant, unknown_name
from actions.listing import Listing, follow_up, of_what_is_named, shown
from actions.whose import owner_meant


class ContractList(TopicAction):
    topic = "contract-list"

    def answer(self, question: Question) -> Reply:
        if question.unknown_person:
            return ask_who(question)
        if unknown := unknown_name(question):
            return not_found(question, unknown)
        narrowed = follow_up(question) or of_what_is_named(question)
        accounts = tuple(account.number for account in accounts_meant(question))
        return shown(question, narrowed or Listing(tuple(products_meant(question)), accounts, owner=owner_meant(question)))
