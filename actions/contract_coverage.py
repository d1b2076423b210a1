"""Which maintenance offering a contract has, and what that includes."""

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from actions.contracts_named import SHOWN_AT_ONCE, find, which_account
from actions.contracts_shown import ask_who, buttons, data, more, not_found, numbers
from renewals import answers
from renewals.access import SalesRep


class ContractCoverage(AnsweringAction):
    topic = "contract-coverage"
    own = frozenset({"contract-coverage/offering", "contract-coverage/new-versions"})

    def general(self, question: Question) -> Reply:
        if question.unknown_person:
            return ask_who(question)
        which = which_account(question)
        if which is not None:
            return which
        contracts, total, named = find(question, SHOWN_AT_ONCE)
        if not contracts:
            return not_found(question, named)
        if named is None and total > SHOWN_AT_ONCE and isinstance(question.subject, SalesRep):
            # Of a whole territory the offerings are a list to ask for, and no answer to "which one do they have?".
            return Reply(question.phrase("which", "own-facts"), kind="clarify")
        offerings = answers.topics(question.language)
        covered = [
            question.phrase(
                "line", product=c.product, contract_number=c.contract_number, offering=offerings[c.offering].title
            )
            for c in contracts
        ]
        text = "\n".join(covered) + more(question, len(contracts), total)
        # What an offering includes is said once in the offering's own answer, and taken from there.
        kinds = {contract.offering for contract in contracts}
        if len(kinds) == 1:
            text += f"\n\n{offerings[kinds.pop()].answer}"
        return Reply(
            text,
            buttons=buttons(contracts) if total > 1 else (),
            data=data(question, contracts, total),
            shown=numbers(contracts),
        )
