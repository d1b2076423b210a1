"""A bare "no", or "that's not it": offers what else may have been meant."""

from actions.base import Question, Reply, TopicAction
from renewals import answers

NEXT_BEST = 3


class Deny(TopicAction):
    topic = "deny"

    def answer(self, question: Question) -> Reply:
        topics = answers.topics(question.language)
        next_best = [
            topics[topic].button
            for topic in _ranking_before(question)[1:]
            if topics[topic].kind not in ("smalltalk", "fallback", "handoff")
        ][:NEXT_BEST]
        if next_best:
            return Reply(question.phrase("next-best"), buttons=[*next_best, topics["handoff"].button])
        return Reply(question.phrase("what-next"), buttons=[topics["handoff"].button])


def _ranking_before(question: Question) -> list[str]:
    """The topics that were thought of for the message before this one, best first."""
    said = [event for event in question.tracker.events if event.get("event") == "user"]
    return [entry["name"] for entry in said[-2]["parse_data"].get("intent_ranking", [])] if len(said) > 1 else []
