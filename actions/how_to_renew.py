"""How to renew: for a person whose contracts are known, theirs; else asks for the kind of product."""

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from actions.contracts_shown import data, find, numbers, one_contract
from renewals import answers

CONTRACTS_TOLD = 3
TOPIC_OF_KIND = {"software": "renew-software", "online-service": "renew-online", "hardware": "renew-hardware"}


class HowToRenew(AnsweringAction):
    topic = "how-to-renew"
    own = frozenset({"how-to-renew/first-step"})

    def general(self, question: Question) -> Reply:
        if not question.unknown_person:
            contracts, total, _ = find(question, CONTRACTS_TOLD + 1)
            if contracts and total <= CONTRACTS_TOLD:
                told = "\n\n".join(one_contract(question, contract) for contract in contracts)
                text = f"{question.phrase('yours')}\n{told}"
                return Reply(text, kind="contract", data=data(question, contracts, total), shown=numbers(contracts))
        kinds = set(question.values("product_kind"))
        if len(kinds) == 1:
            topic = TOPIC_OF_KIND[kinds.pop()]
            said = answers.topics(question.language)[topic]
            return Reply(said.answer or "", buttons=said.buttons, about=topic)
        return Reply(question.phrase("which-kind"), buttons=answers.topics(question.language)[self.topic].buttons)
