"""Says the last reply again."""

from actions.base import Question, Reply, TopicAction


class Repeat(TopicAction):
    topic = "repeat"

    def answer(self, question: Question) -> Reply:
        return Reply(question.previous.reply or question.phrase("nothing"))
