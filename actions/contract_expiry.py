"""When a contract ends, how long that is from today, and what to do next."""

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from actions.contracts_shown import ask_who, buttons, data, find, lines, more, not_found, numbers, one_contract, which_account


class ContractExpiry(AnsweringAction):
    topic = "contract-expiry"
    own = frozenset({"contract-expiry/end-date"})

    def general(self, question: Question) -> Reply:
        if question.unknown_person:
            return ask_who(question)
        which = which_account(question)
        if which is not None:
            return which
        contracts, total, named = find(question)
        if not contracts:
            return not_found(question, named)
        if total == 1:
            return Reply(one_contract(question, contracts[0]), data=data(question, contracts, 1), shown=numbers(contracts))
        text = question.phrase("several") + "\n" + lines(question, contracts) + more(question, len(contracts), total)
        return Reply(text, buttons=buttons(contracts), data=data(question, contracts, total), shown=numbers(contracts))
