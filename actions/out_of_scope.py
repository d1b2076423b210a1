"""What the page and the contracts do not say is admitted, with the nearest topics and the way to a person."""

from dataclasses import replace

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from actions.contracts_named import find
from actions.contracts_shown import buttons, data, ending, more, next_step, not_found, numbers
from actions.meant_contracts import meant
from renewals import answers
from renewals.access import SalesRep
from renewals.answers import Answer, Button
from renewals.contracts import Terms

NEAREST = 4
NEAR_ENOUGH = 0.03
# What does not work may have ended.
MAY_HAVE_ENDED = {"out-of-scope/password", "out-of-scope/fault"}
OTHER_PEOPLE = "out-of-scope/other-people"
# A person is offered anyway, and accounts to those who sell.
NOT_OFFERED, OF_REPRESENTATIVES = "handoff", "account-overview"


class OutOfScope(AnsweringAction):
    topic = "out-of-scope"

    def general(self, question: Question) -> Reply:
        person = answers.topics(question.language)["handoff"].button
        if question.context.foreign:
            return Reply(question.phrase("other-language"), buttons=[person])
        near = nearest(question)
        refused = {question.phrase(name) for name in ("nearest", "nothing-near")}
        text = question.phrase("nearest" if near else "nothing-near")
        # A second refusal in a row is not told in the words of the first.
        return Reply(
            question.phrase("refused-again", "asked") if question.previous.reply in refused else text,
            buttons=[*near, person],
        )

    def to_a_question(self, question: Question) -> Reply | list[Reply]:
        """As for every topic; of others' data a representative is told what is on file of those whom they may see."""
        if question.context.question == OTHER_PEOPLE and isinstance(question.subject, SalesRep):
            return _contacts(question)
        return super().to_a_question(question)

    def with_way_on(self, question: Question, said: Answer, reply: Reply) -> Reply:
        topics, also = answers.topics(question.language), answers.catalogue()[said.question].also
        way_on = [topics[also].button] if also else []
        near = [button for button in nearest(question) if button not in way_on]
        reply = replace(reply, buttons=[*way_on, *near, topics["handoff"].button])
        return _behind_its_end(question, reply) if said.question in MAY_HAVE_ENDED else reply


def _contacts(question: Question) -> Reply:
    """Who the contact of each contract is that a representative names, and that no telephone number is on file; without
    one the question of which.
    """
    found, total, named = find(question)
    if named is not None and not found:
        return not_found(question, named)
    if named is None:
        return Reply(question.phrase("whose-data"), kind="clarify")
    told = dict.fromkeys(_contact(question, one) for one in found)
    text = "\n".join([*told, question.phrase("no-phone", "desk")]) + more(question, len(found), total)
    return Reply(
        text,
        kind="contract",
        buttons=buttons(found),
        data=data(question, found, total),
        shown=numbers(found),
        about=OF_REPRESENTATIVES,
    )


def _contact(question: Question, contract: Terms) -> str:
    name = "contact" if contract.contact_email else "contact-no-mail" if contract.contact_name else "contact-none"
    told = question.phrase(name, "desk", name=contract.contact_name, email=contract.contact_email)
    return question.phrase("of-contract", "desk", account=contract.account, number=contract.contract_number, told=told)


def _behind_its_end(question: Question, reply: Reply) -> Reply:
    """The reply behind what may be the reason: the person names a product of theirs whose contract has ended."""
    if question.unknown_person or reply.shown:
        return reply
    about = meant(question)
    if about.named is None or about.one is None or not about.one.ended(question.today):
        return reply
    told = f"{ending(question, about.one)} {next_step(question, about.one)}"
    return replace(
        reply,
        text=f"{told}\n{reply.text}",
        data=data(question, [about.one], 1),
        shown=numbers([about.one]),
        kind="contract",
    )


def nearest(question: Question) -> list[Button]:
    """The likeliest topics that the assistant knows."""
    topics = answers.topics(question.language)
    near = [
        topics[topic].button
        for topic, likely in question.ranking
        if likely >= NEAR_ENOUGH
        and topics[topic].kind not in ("smalltalk", "fallback")
        and _is_offered(question, topic)
    ]
    return near[:NEAREST]


def _is_offered(question: Question, topic: str) -> bool:
    return topic != NOT_OFFERED and (topic != OF_REPRESENTATIVES or isinstance(question.subject, SalesRep))
