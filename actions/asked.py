"""The answer to a question within a topic: the person's own facts first, then the text, then whom to turn to; never the
same again.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from actions import in_brief, own_facts, remarks, situations, what_if
from actions.base import Question, Reply, TopicAction
from actions.contracts_named import find, which_account
from actions.contracts_shown import ask_who, buttons, data, not_found, numbers
from actions.meant_contracts import Meant, meant
from actions.regional_team import Place, facts, named_team, place_for, places_of
from renewals import answers
from renewals.answers import Answer, Button
from renewals.regions import region_of

WORDS = "asked"
MOST_BUTTONS = 4
# "it's contract C-100234"
LETTERS_OF_A_BARE_NUMBER = 14
# Topics about what to do to renew.
OF_RENEWING = {
    "how-to-renew", "renew-software", "renew-online", "renew-hardware", "renew-small-business", "renew-enterprise",
    "late-renewal", "find-partner", "renewal-notice",
}  # fmt: skip
# Kinds of replies that ask the person for something: these are asked again.
ASKING = {"clarify", "verify"}
# A text is an answer, also within topics whose own reply lists contracts, asks for a kind of product, or hands over.
KIND_OF_A_TEXT = {"contract": "answer", "clarify": "answer", "handoff": "answer"}


class AnsweringAction(TopicAction):
    """An action whose topic holds questions: the answer to the one that was asked, else the topic's own reply."""

    # Questions that the topic's own reply answers better than a text does.
    own: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def general(self, question: Question) -> Reply | list[Reply]:
        """What to say to the topic in general."""

    def answer(self, question: Question) -> Reply | list[Reply]:
        if question.all_but and not question.unknown_person and not find(question, 1)[0]:
            return Reply(question.phrase("no-other", "own-facts"), kind="answer", sections=())
        return remarks.reply_to(question) or self.to_a_question(question)

    def to_a_question(self, question: Question) -> Reply | list[Reply]:
        """The answer to the question that was asked, else what there is to say to the topic."""
        said = answers.answer_to(question.language, question.context.question)
        if said is None or not self.has_text(said):
            return asked_again(question, self.general(question))
        reply = answered(question, said)
        if reply is None:
            return asked_again(question, self.general(question))
        if reply.kind in ASKING:
            return reply
        full = situations.acknowledged(question, said, self.with_way_on(question, said, reply))
        told = unrepeated(question, full)
        return in_brief.below(question, told) if told is full else told

    def has_text(self, said: Answer) -> bool:
        """Whether a question is answered by its text (or from the person's contracts), not by the topic's own reply."""
        return said.question not in self.own

    def with_way_on(self, question: Question, said: Answer, reply: Reply) -> Reply:
        """The reply with what the topic offers beside the answer."""
        return reply


class ListingAction(AnsweringAction):
    """An action whose reply is a list: that answers the questions within its topic, but for those that a text or a fact
    alone answers.
    """

    def has_text(self, said: Answer) -> bool:
        return said.open or not said.needs or said.question in own_facts.OWN


def answered(question: Question, said: Answer) -> Reply | None:
    """The reply to a question; None where it is about contracts of which a representative has named none."""
    planned = what_if.reply_to(question, said)
    if planned is not None:
        return replace(planned, buttons=buttons_after(question))
    if said.question not in own_facts.OWN:
        return _with_proof(question, said, _with_facts(question, said))
    if question.unknown_person:
        return _with_facts(question, said) if said.question in own_facts.FOR_EVERYBODY else prove(question, said)
    which = which_account(question)
    if which is not None:
        return which
    found = own_facts.of_question(question, said)
    if found is None:
        return None
    if not found.contracts:
        return not_found(question, meant(question).named)
    several = buttons(found.contracts) if found.total > 1 else []
    return Reply(
        found.text,
        buttons=[*_general(question), *several][:MOST_BUTTONS],
        data=data(question, found.contracts, found.total),
        about=own_facts.TOPIC_OF_FACTS.get(said.question),
        sections=said.sections,
        shown=numbers(found.contracts),
        open=said.open,
    )


def prove(question: Question, said: Answer) -> Reply:
    """Asks a visitor to show that the contract is theirs, with what they then get to know."""
    if question.values("contract_number"):
        return ask_who(question)
    return replace(ask_who(question), text=f"{said.lead}\n{question.phrase('ask-number', 'verification')}")


def _with_proof(question: Question, said: Answer, reply: Reply) -> Reply:
    """The reply to a visitor who names a contract: they are asked to show that it is theirs, after the answer where
    they asked for more than the contract.
    """
    if not (question.unknown_person and question.values("contract_number") and any(map(str.isdigit, question.text))):
        return reply
    if is_bare(question.text) or question.was_told(said.lead):
        return ask_who(question)
    return with_text(situations.acknowledged(question, said, reply), ask_who(question)) if said.needs else reply


def is_bare(text: str) -> bool:
    """Whether a message that names a contract holds hardly anything else."""
    return sum(map(str.isalpha, text)) <= LETTERS_OF_A_BARE_NUMBER


def _with_facts(question: Question, said: Answer) -> Reply:
    """The text, behind the first fact that makes it personal and before whom to turn to, as far as they are known."""
    about = None if question.unknown_person else meant(question)
    told = own_facts.not_ended(question, about) or own_facts.before(question, said, about) if about else None
    whom = own_facts.after(question, said, about, told) if about else ""
    place = _place(question, about) if "country" in said.needs or _tells_where(question) else None
    text, team = said.text, None
    if place:
        places = places_of(question) or [place]
        text = _without(question, "asks-country", text)
        team = "\n".join(named_team(question, "regional-contact", one) for one in places)
    if told or whom:
        text = _without(question, "asks-number", text)
    # Of several contracts none is meant by who says that one has ended, and none has.
    one_is_meant = about is not None and (len(about.contracts) == 1 or not own_facts.not_ended(question, about))
    shown = [about.one] if about and about.one and one_is_meant and (told or whom) else []
    return Reply(
        "\n".join(part for part in (told, text, team, whom) if part),
        kind=KIND_OF_A_TEXT.get(answers.topics(question.language)[question.topic].kind),
        buttons=buttons_after(question),
        data={**(facts(place) if place else {}), **(data(question, shown, 1) if shown else {})}
        or answers.topics(question.language)[question.topic].data,
        sections=said.sections,
        shown=numbers(shown),
        open=said.open,
    )


def _tells_where(question: Question) -> bool:
    """Whether somebody who wants to renew tells where they are: then their team helps, whatever else is said."""
    return question.topic in OF_RENEWING and any(name == "country" for name, _ in question.entities)


def _place(question: Question, about: Meant | None) -> Place | None:
    """The place that was named, else that of the account or of the contract that is meant."""
    place = place_for(question)
    if place is None and about and about.one and about.sure:
        place = Place(region_of(about.one.country), about.one.country)
    return place if place and place.known else None


def _without(question: Question, asks: str, text: str) -> str:
    """A text without the sentences that ask for what is known: the country, the contract's number."""
    asking = question.phrase(asks, WORDS).split("|")
    lead, _, rest = text.partition("\n")
    kept = [part for part in answers.sentences(rest) if not any(words in part for words in asking)]
    return "\n".join(part for part in (lead, " ".join(kept)) if part)


def buttons_after(question: Question) -> list[Button]:
    """What stands under an answer: the topic in general, then the topic's buttons."""
    return [*_general(question), *answers.topics(question.language)[question.topic].buttons][:MOST_BUTTONS]


def _general(question: Question) -> list[Button]:
    topic = answers.topics(question.language)[question.topic]
    if topic.kind in ("smalltalk", "fallback"):
        return []
    return [Button(question.phrase("more", WORDS, title=topic.title), topic.say)]


def with_text(reply: Reply, way_on: Reply) -> Reply:
    """An answer, and below it what another reply says and offers."""
    return replace(
        way_on,
        text=f"{reply.text}\n{way_on.text}",
        data={**(way_on.data or {}), **(reply.data or {})} or None,
        sections=reply.sections,
        shown=[*reply.shown, *way_on.shown],
        open=reply.open,
        buttons=way_on.buttons or reply.buttons,
    )


def asked_again(question: Question, replies: Reply | list[Reply]) -> Reply | list[Reply]:
    """What the topic says in general; a question of ours that was just asked in the same words says that it is still
    open.
    """
    if isinstance(replies, list) or replies.kind not in ASKING or replies.text != question.previous.reply:
        return replies
    return replace(replies, text=f"{question.phrase('still-needed', WORDS)}\n{replies.text}")


def unrepeated(question: Question, reply: Reply) -> Reply:
    """The reply; where it is the last one word for word, one that says so in a line and goes on: to the topic in
    general, to what is near, to a person.

    What is on file of a contract is said once more behind such a line: people ask for a date again to write it down.
    """
    previous, topic = question.previous, answers.topics(question.language)[question.topic]
    repeated = previous.topic == question.topic and previous.topic_question == question.context.question
    again, told_again = (
        question.phrase("again-fact", WORDS),
        tuple(question.phrase(f"again-{how}", WORDS) for how in ("else", "fact", "open")),
    )
    if repeated and previous.reply.startswith(told_again):
        return replace(reply, text=question.phrase("again-person", WORDS), buttons=_ways_on(question, []), open=False)
    if not f"{previous.reply}\n".startswith(f"{reply.text}\n"):
        return reply
    if reply.open:
        whom = remarks.who_would_know(question, question.topic)
        text = f"{question.phrase('again-open', WORDS)}\n{whom}"
        return replace(reply, text=text, buttons=_ways_on(question, topic.buttons))
    said = answers.answer_to(question.language, question.context.question)
    if reply.shown and said and said.question in own_facts.OWN:
        # The text of these is what somebody hears who has yet to show who they are.
        return replace(reply, text=f"{again}\n{reply.text}")
    if topic.answer and said and not question.was_told(topic.answer):
        return replace(
            reply,
            text=f"{again} {said.lead}\n{topic.answer}",
            buttons=topic.buttons,
            sections=topic.sections,
            open=False,
        )
    if reply.shown:
        return replace(reply, text=f"{again}\n{reply.text}")
    return replace(
        reply, text=question.phrase("again-else", WORDS), buttons=_ways_on(question, topic.buttons), open=False
    )


def _ways_on(question: Question, offered: Sequence[Button]) -> list[Button]:
    return [*offered[: MOST_BUTTONS - 1], answers.topics(question.language)["handoff"].button]
