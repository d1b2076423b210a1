"""A bare "yes" belongs to what was said before: after an answer that offers a person, it asks for one."""

from actions.base import Question, Reply, TopicAction
from actions.handoff import Handoff, handoff_to
from actions.regional_team import country_for, waits_for_country

OFFERS_A_PERSON = {"entitlement-levels", "renewal-quote", "bot-challenge", "feedback", "out-of-scope"}


class Affirm(TopicAction):
    topic = "affirm"

    def answer(self, question: Question) -> Reply:
        if question.topic_before not in OFFERS_A_PERSON:
            return Reply(question.phrase("what-next"))
        country = country_for(question)
        if country is None:
            return Reply(
                question.phrase("ask-country", "handoff"),
                kind="clarify",
                about="handoff",
                events=[waits_for_country(question, Handoff.topic)],
            )
        return handoff_to(question, country)
