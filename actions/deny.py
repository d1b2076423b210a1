"""A bare "no": to a question of ours, it ends it; to an answer, it gets what else may have been meant, and then a
person.

Words that refuse an answer ("that's not it") are met with the next best topic (nlu/dialogue/corrections.py).
"""

from dataclasses import replace

from actions.base import Question, Reply, TopicAction
from actions.regional_contact import teams
from protocol.turn import HAND_OFF
from renewals import answers
from renewals.names import folded

NEXT_BEST = 3
NEAR_ENOUGH = 0.03


class Deny(TopicAction):
    topic = "deny"

    def answer(self, question: Question) -> Reply:
        if question.context.asked == HAND_OFF:
            return _nothing_passed_on(question)
        if question.slots.get("waiting") == "handoff":
            # Who will not say where they are is not asked again: the mailboxes are a way without us.
            told = question.phrase("no-country", teams=teams(question))
            return Reply(told, about="handoff", kind="smalltalk", sections=())
        if _is_about_passing_on(question):
            return replace(_nothing_passed_on(question), about=None, data={"request": "nothing"})
        topics, previous = answers.topics(question.language), question.previous
        person = topics["handoff"].button
        if previous.question == "verify" and question.unknown_person:
            awaited = question.phrase("awaits-code" if previous.contract else "ask-number", "verification")
            return Reply(awaited, kind="verify", buttons=[person])
        if previous.question is not None or previous.corrected:
            return Reply(question.phrase("person" if previous.corrected else "what-next"), buttons=[person])
        next_best = [
            topics[topic].button
            for topic, likely in previous.ranking
            if topic != previous.topic
            and likely >= NEAR_ENOUGH
            and topics[topic].kind not in ("smalltalk", "fallback", "handoff")
        ][:NEXT_BEST]
        if next_best:
            return Reply(question.phrase("next-best"), kind="clarify", buttons=[*next_best, person])
        return Reply(question.phrase("what-next"), buttons=[person])


def _nothing_passed_on(question: Question) -> Reply:
    """That nothing goes to a team; where a request is open, the gateway tells of it in its place."""
    return Reply(question.phrase("not-passed-on", "handoff"), about="handoff", kind="smalltalk", sections=())


def _is_about_passing_on(question: Question) -> bool:
    """Whether a no says that nothing is to be sent or passed on, whatever was asked before."""
    words = f" {folded(question.text)}"
    return any(f" {beginning}" in words for beginning in question.phrase("passing-on").split("|"))
