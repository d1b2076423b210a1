"""A bare "yes" belongs to what was said before: after an answer that offers a person, it asks for one."""

from actions.base import Question, Reply, TopicAction
from actions.handoff import Handoff

OFFERS_A_PERSON = {"entitlement-levels", "renewal-quote", "bot-challenge", "feedback", "out-of-scope"}


class Affirm(TopicAction):
    topic = "affirm"

    def answer(self, question: Question) -> Reply | list[Reply]:
        if question.topic_before in OFFERS_A_PERSON:
            return Handoff().answer_as(question)
        return Reply(question.phrase("what-next"))
