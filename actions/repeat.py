"""Says the last reply again, and what belongs to remarks on a reply that answered no topic."""

from actions import remarks
from actions.base import Question, Reply, TopicAction


class Repeat(TopicAction):
    topic = "repeat"

    def answer(self, question: Question) -> Reply:
        said = remarks.reply_to(question)
        if said is not None:
            return said
        return remarks.again(question) if question.previous.reply else Reply(question.phrase("nothing"))
