"""How to renew: for a person whose contracts are known, theirs; else asks for the kind of product."""

from dataclasses import replace

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from actions.contracts_shown import data, numbers, one_contract
from actions.handoff import handoff_to
from actions.meant_contracts import meant
from actions.regional_team import place_for
from renewals import answers

CONTRACTS_TOLD = 3
BY_ASSISTANT = "how-to-renew/by-assistant"
TOPIC_OF_KIND = {"software": "renew-software", "online-service": "renew-online", "hardware": "renew-hardware"}


class HowToRenew(AnsweringAction):
    topic = "how-to-renew"
    own = frozenset({"how-to-renew/first-step"})

    def to_a_question(self, question: Question) -> Reply | list[Reply]:
        """Who orders the renewal here once more ("yes, renew it") hears that nothing was ordered, and is asked whether
        the team shall have it.
        """
        asks_for_proof = question.unknown_person and question.values("contract_number")
        if asks_for_proof or not (question.context.question == BY_ASSISTANT == question.previous.topic_question):
            return super().to_a_question(question)
        told, place = Reply(question.phrase("nothing-renewed"), kind="answer", sections=()), place_for(question)
        if place is None:
            return replace(told, buttons=[answers.topics(question.language)["handoff"].button])
        return [told, handoff_to(question, place, wish=False)]

    def general(self, question: Question) -> Reply:
        if not question.unknown_person:
            about = meant(question)
            # The contract that is talked of comes before those beside it.
            contracts, total = ([about.one], 1) if about.one and about.sure else (about.contracts, about.total)
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
