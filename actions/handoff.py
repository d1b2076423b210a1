"""A person asks for a human: names the team that can take it up."""

from actions.base import Question, Reply, TopicAction
from actions.regional_team import country_for, team_values, waits_for_country


class Handoff(TopicAction):
    topic = "handoff"

    def answer(self, question: Question) -> Reply:
        country = country_for(question)
        if country is None:
            return Reply(question.phrase("ask-country", "handoff"), kind="clarify", events=[waits_for_country(question)])
        return handoff_to(question, country)


def handoff_to(question: Question, country: str) -> Reply:
    """Names the team of a country, as the way to a person."""
    region, values = team_values(question, country)
    return Reply(
        question.phrase("one", "handoff", **values),
        about="handoff",
        data={"region": region.code, "state": "mailbox", "mailbox": region.mailbox, "reference": None},
    )
