"""What the page and the contracts do not say is admitted, with the nearest topics and the way to a person."""

from actions.base import Question, Reply, TopicAction
from renewals import answers

NEAREST = 3
NEAR_ENOUGH = 0.03
NOT_OFFERED = {"account-overview", "handoff"}


class OutOfScope(TopicAction):
    topic = "out-of-scope"

    def answer(self, question: Question) -> Reply:
        topics = answers.topics(question.language)
        person = topics["handoff"].button
        if question.context.foreign:
            return Reply(question.phrase("other-language"), buttons=[person])
        near = [
            topics[topic].button
            for topic, likely in question.ranking
            if likely >= NEAR_ENOUGH and topics[topic].kind not in ("smalltalk", "fallback") and topic not in NOT_OFFERED
        ]
        return Reply(question.phrase("nearest" if near else "nothing-near"), buttons=[*near[:NEAREST], person])
