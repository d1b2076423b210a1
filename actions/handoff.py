"""A person asks for a human: names the team that can take it up."""

from dataclasses import replace

from actions.asked import AnsweringAction, with_text
from actions.base import Question, Reply
from actions.fact_words import holds
from actions.meant_contracts import meant
from actions.regional_team import (
    COUNTRY_NOT_UNDERSTOOD,
    COUNTRY_UNKNOWN,
    Place,
    facts,
    named_team,
    place_or_question,
    remembered,
)
from renewals import answers
from renewals.answers import Answer
from renewals.names import folded

# Decided so, the person answered a question of ours, and asked for nobody themselves.
NO_WISH = {"accepted_offer", "pending_topic", COUNTRY_UNKNOWN, COUNTRY_NOT_UNDERSTOOD}
# A wish that was only guessed, for nothing else was likelier, is asked back: so likely (0 to 1) a wish has to be.
GUESSED_BY, SURE = {"classifier", "best_with_offers", "continuation"}, 0.5
# Questions that wish for a person as well.
WISHES = {"handoff/call-me", "handoff/urgent"}
# Questions about a request that was made: the gateway answers them from its true state (bot/handoff/followups.py).
ABOUT_THE_REQUEST = {"handoff/when": "when", "handoff/where-is-answer": "how", "handoff/what-is-passed-on": "what"}


class Handoff(AnsweringAction):
    topic = "handoff"
    own = frozenset({"handoff/person"})

    def general(self, question: Question) -> Reply:
        # The gateway asks whether to pass the conversation on, unless the person has asked for somebody.
        wish = question.context.decided_by not in NO_WISH and not _is_guessed(question)
        place = place_or_question(question, question.phrase("ask-country"), wish=wish)
        return place if isinstance(place, Reply) else handoff_to(question, place, wish)

    def to_a_question(self, question: Question) -> Reply | list[Reply]:
        return _for_the_reseller(question) or super().to_a_question(question)

    def with_way_on(self, question: Question, said: Answer, reply: Reply) -> Reply:
        """Who wishes to be called, or cannot wait, is handed over; who asks about it is offered a person."""
        if said.question in WISHES:
            return with_text(replace(reply, text=said.text), self.general(question))
        about = ABOUT_THE_REQUEST.get(said.question)
        data = {**(reply.data or {}), "request": about} if about else reply.data
        return replace(reply, buttons=[answers.topics(question.language)["handoff"].button], data=data)


def _is_guessed(question: Question) -> bool:
    """Whether a message is taken for a wish for somebody without being likely to be one."""
    likely = dict(question.ranking).get("handoff", 1.0)
    return question.context.decided_by in GUESSED_BY and likely < SURE


def _for_the_reseller(question: Question) -> Reply | None:
    """That a reseller is reached by nobody here, where somebody wants their reseller told or asked something."""
    resellers = [] if question.unknown_person else [one.reseller for one in meant(question).contracts if one.reseller]
    nouns = [*question.phrase("reseller-nouns").split("|"), *dict.fromkeys(folded(name) for name in resellers)]
    openers = question.phrase("reseller-openers").split("|")
    if not holds(question, (f"{opener} {noun}" for opener in openers for noun in nouns)):
        return None
    person = answers.topics(question.language)["handoff"].button
    return Reply(question.phrase("not-the-reseller"), kind="answer", buttons=[person], sections=())


def handoff_to(question: Question, place: Place, wish: bool) -> Reply:
    """Names the team of a place, as the way to a person."""
    data = {**facts(place), "state": "mailbox", "reference": None, "wish": wish}
    return Reply(named_team(question, "handoff", place), about="handoff", data=data, events=remembered(place))
