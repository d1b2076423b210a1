"""Leaves what is under way."""

from actions.asked import AnsweringAction
from actions.base import Question, Reply


class Cancel(AnsweringAction):
    topic = "cancel"

    def general(self, question: Question) -> Reply:
        return Reply(question.phrase("done"))
