"""Two topics are about as likely: asks which one is meant, with a button for each."""

from actions.base import Question, Reply, TopicAction
from renewals import answers


class WhichOne(TopicAction):
    topic = "which-one"

    def answer(self, question: Question) -> Reply:
        topics = answers.topics(question.language)
        first, second = (name for name, _ in question.ranking[:2])
        text = question.phrase("which", first=topics[first].title, second=topics[second].title)
        return Reply(
            text, kind="clarify", about=first, sections=(), buttons=[topics[first].button, topics[second].button]
        )
