"""Leaves what is under way."""

from actions.base import Question, Reply, TopicAction


class Cancel(TopicAction):
    topic = "cancel"

    def answer(self, question: Question) -> Reply:
        return Reply(question.phrase("done"))
