"""A person asks for a human: names the team that can take it up."""

from dataclasses import replace

from actions.base import Question, Reply, TopicAction
from actions.regional_team import Place, ask_country, facts, named_team, place_for
from renewals.store.handoffs import HAND_OFF, last_data_said


class Handoff(TopicAction):
    topic = "handoff"

    def answer(self, question: Question) -> Reply:
        return to_a_person(question, wish=True)


def asks_to_pass_on(question: Question) -> bool:
    """Whether what the person read last asks whether to pass the conversation on. The gateway asks that, and the engine does not know it."""
    return next(iter(last_data_said(question.session, question.tracker.sender_id, 1)), {}).get("asks") == HAND_OFF


def to_a_person(question: Question, wish: bool) -> Reply:
    """The way to a person, or the question for the country. `wish`: they asked for one, and need not be asked whether they want it."""
    place = place_for(question)
    if place is None:
        return ask_country(replace(question, topic="handoff"), question.phrase("ask-country", "handoff"), wish=wish)
    return handoff_to(question, place, wish)


def handoff_to(question: Question, place: Place, wish: bool = False) -> Reply:
    """Names the team of a place, as the way to a person."""
    data = {**facts(place), "state": "mailbox", "reference": None, "wish": wish}
    return Reply(named_team(question, "handoff", place), about="handoff", data=data)
