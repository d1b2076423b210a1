"""A bare "yes" belongs to the last question."""

from actions.base import Question, Reply, TopicAction


class Affirm(TopicAction):
    topic = "affirm"

    def answer(self, question: Question) -> Reply:
        return Reply(question.phrase("what-next"))
