"""A person asks for a human: names the team that can take it up."""

from dataclasses import replace

from actions.base import Question, Reply, TopicAction
from actions.regional_team import country_for, team_values, waits_for_country
from renewals.store.handoffs import COUNTRY

# Decided so, the person answered a question of ours, and asked for nobody themselves.
NO_WISH = {"accepted_offer", "pending_topic"}


class Handoff(TopicAction):
    topic = "handoff"

    def answer(self, question: Question) -> Reply:
        return to_a_person(question, wish=question.context.decided_by not in NO_WISH)


def to_a_person(question: Question, wish: bool) -> Reply:
    """The way to a person, or the question for the country. `wish`: they asked for one, and need not be asked whether they want it."""
    asked = replace(question, topic="handoff")
    country = country_for(asked)
    if country is None:
        data = {"asks": COUNTRY, "wish": wish}
        return Reply(asked.phrase("ask-country"), kind="clarify", data=data, events=[waits_for_country(asked)])
    return handoff_to(asked, country, wish)


def handoff_to(question: Question, country: str, wish: bool = False) -> Reply:
    """Names the team of a country, as the way to a person."""
    region, values = team_values(question, country)
    return Reply(
        question.phrase("one", "handoff", **values),
        about="handoff",
        data={"region": region.code, "state": "mailbox", "mailbox": region.mailbox, "reference": None, "wish": wish},
    )
