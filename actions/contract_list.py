"""The contracts that the person may see."""

from actions.base import Question, Reply, TopicAction
from actions.contracts_shown import ask_who, buttons, counted, data, find, lines, more, not_found, numbers


class ContractList(TopicAction):
    topic = "contract-list"

    def answer(self, question: Question) -> Reply:
        if question.unknown_person:
            return ask_who(question)
        contracts, total, named = find(question)
        if not contracts:
            return not_found(question, named)
        text = (
            question.phrase("heading", count=counted(question, total))
            + "\n"
            + lines(question, contracts)
            + more(question, len(contracts), total)
        )
        return Reply(text, buttons=buttons(contracts), data=data(question, contracts, total), shown=numbers(contracts))
