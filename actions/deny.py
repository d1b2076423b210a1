"""A bare "no": to a question of ours, it ends it; to an answer, it gets what else may have been meant, and then a person.

Words that refuse an answer ("that's not it") are met with the next best topic before they come here (nlu/meant.py).
"""

from actions.base import Question, Reply, TopicAction
from actions.handoff import asks_to_pass_on
from renewals import answers

NEXT_BEST = 3
NEAR_ENOUGH = 0.03


class Deny(TopicAction):
    topic = "deny"

    def answer(self, question: Question) -> Reply:
        if asks_to_pass_on(question):
            return Reply(question.phrase("not-passed-on", "handoff"), about="handoff", kind="smalltalk", sections=())
        topics = answers.topics(question.language)
        person = topics["handoff"].button
        before = question.understood_before
        if question.asked_back is not None or before.get("second_thought"):
            return Reply(question.phrase("person" if before.get("second_thought") else "what-next"), buttons=[person])
        next_best = [
            topics[entry["name"]].button
            for entry in before.get("intent_ranking", [])
            if entry["name"] != question.topic_before
            and entry["confidence"] >= NEAR_ENOUGH
            and topics[entry["name"]].kind not in ("smalltalk", "fallback", "handoff")
        ][:NEXT_BEST]
        if next_best:
            return Reply(question.phrase("next-best"), kind="clarify", buttons=[*next_best, person])
        return Reply(question.phrase("what-next"), buttons=[person])
