"""When a contract ends, how long that is from today, and what to do next."""

from dataclasses import replace

from actions.asked import AnsweringAction, asked_again
from actions.automatic_renewal import asks_for_notice, last_day_to_stop
from actions.base import Question, Reply
from actions.contracts_named import find, which_account
from actions.contracts_shown import ask_who, buttons, data, lines, more, not_found, numbers, one_contract
from actions.expiring_contracts import ExpiringContracts
from actions.meant_contracts import Meant
from actions.period import reading_of
from actions.query import reading_of as query_of
from actions.strangers import of_strangers
from renewals.access import SalesRep
from renewals.answers import Answer

# Who asks this cannot show that a contract is theirs: the gateway offers a person (bot/handoff/policy.py).
NO_NUMBER = "contract-expiry/no-number"
STUCK = {NO_NUMBER, "contract-expiry/code-to-former-contact"}


class ContractExpiry(AnsweringAction):
    topic = "contract-expiry"
    own = frozenset({"contract-expiry/end-date"})

    def general(self, question: Question) -> Reply:
        if question.unknown_person:
            return ask_who(question)
        if ending := _is_a_date(question):
            return ending
        which = which_account(question)
        if which is not None:
            return which
        contracts, total, named = find(question)
        if named is None and (stranger := of_strangers(question, query_of(question))) is not None:
            return stranger
        if not contracts:
            return not_found(question, named)
        if asks_for_notice(question) and total == len(contracts):
            told = last_day_to_stop(question, Meant(contracts, total, named, contracts[0], total == 1))
            return Reply(told, data=data(question, contracts, total), shown=numbers(contracts))
        if total == 1:
            return Reply(
                one_contract(question, contracts[0]), data=data(question, contracts, 1), shown=numbers(contracts)
            )
        rows = lines(question, contracts, owners=isinstance(question.subject, SalesRep))
        text = question.phrase("several") + "\n" + rows + more(question, len(contracts), total)
        return Reply(text, buttons=buttons(contracts), data=data(question, contracts, total), shown=numbers(contracts))

    def to_a_question(self, question: Question) -> Reply | list[Reply]:
        # "my contract number might be C-200312" is near "I do not know the number" in words, and gives one.
        if (
            question.context.question == NO_NUMBER
            and question.values("contract_number")
            and any(map(str.isdigit, question.text))
        ):
            return asked_again(question, self.general(question))
        return super().to_a_question(question)

    def with_way_on(self, question: Question, said: Answer, reply: Reply) -> Reply:
        if said.question not in STUCK or not question.unknown_person:
            return reply
        return replace(reply, data={**(reply.data or {}), "stuck": True})


def _is_a_date(question: Question) -> Reply | None:
    """The answer on what ends then, where what looks like a contract's number is a day: "what ends on 01-Mar-27"."""
    numbers = question.values("contract_number")
    reading = reading_of(question)
    read = [question.text[start:end].lower() for start, end in reading.places]
    if not numbers or not all(any(number.lower() in words for words in read) for number in numbers):
        return None
    others = tuple(one for one in question.entities if one[0] != "contract_number")
    about = ExpiringContracts.topic
    return replace(ExpiringContracts().general(replace(question, topic=about, entities=others)), about=about)
