"""A person asks for a human: names the team that can take it up."""

from actions.base import Question, Reply, TopicAction
from actions.regional_team import (
    COUNTRY_NOT_UNDERSTOOD,
    COUNTRY_UNKNOWN,
    Place,
    facts,
    named_team,
    place_or_question,
    remembered,
)

# Decided so, the person answered a question of ours, and asked for nobody themselves.
NO_WISH = {"accepted_offer", "pending_topic", COUNTRY_UNKNOWN, COUNTRY_NOT_UNDERSTOOD}


class Handoff(TopicAction):
    topic = "handoff"

    def answer(self, question: Question) -> Reply:
        # The gateway asks whether to pass the conversation on, unless the person has asked for somebody.
        wish = question.context.decided_by not in NO_WISH
        place = place_or_question(question, question.phrase("ask-country"), wish=wish)
        return place if isinstance(place, Reply) else handoff_to(question, place, wish)


def handoff_to(question: Question, place: Place, wish: bool) -> Reply:
    """Names the team of a place, as the way to a person."""
    data = {**facts(place), "state": "mailbox", "reference": None, "wish": wish}
    return Reply(named_team(question, "handoff", place), about="handoff", data=data, events=remembered(place))
