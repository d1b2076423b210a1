"""When a contract ends, how long that is from today, and what to do next."""

from dataclasses import replace

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from actions.contracts_shown import ask_who, buttons, data, find, lines, more, not_found, numbers, one_contract, which_account
from renewals.answers import Answer

# Who asks this cannot show that a contract is theirs: the gateway offers a person (bot/handoff/policy.py).
STUCK = {"contract-expiry/no-number", "contract-expiry/code-to-former-contact"}


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

    def with_way_on(self, question: Question, said: Answer, reply: Reply) -> Reply:
        if said.question not in STUCK or not question.unknown_person:
            return reply
        return replace(reply, data={**(reply.data or {}), "stuck": True})
