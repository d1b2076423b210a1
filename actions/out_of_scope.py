"""What the page and the contracts do not say is admitted, with the nearest topics and the way to a person."""

from actions.base import Question, Reply, TopicAction
from renewals import answers
from renewals.languages import is_foreign

NEAREST = 3


class OutOfScope(TopicAction):
    topic = "out-of-scope"

    def answer(self, question: Question) -> Reply:
        topics = answers.topics(question.language)
        person = topics["handoff"].button
        if is_foreign(question.text):
            return Reply(question.phrase("other-language"), buttons=[person])
        near = [
            topics[topic].button for topic in question.ranking if topics[topic].kind not in ("smalltalk", "fallback") and topic != "handoff"
        ][:NEAREST]
        return Reply(question.phrase("nearest" if near else "nothing-near"), buttons=[*near, person])
