"""A bare "yes" belongs to what was said before: to a question that it does not answer, or to a person who was offered."""

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.base import Question, Reply, TopicAction
from actions.handoff import Handoff

OFFERS_A_PERSON = {
    "entitlement-levels", "renewal-quote", "cancel-auto-renewal", "late-renewal", "bot-challenge", "feedback", "out-of-scope", "deny",
}  # fmt: skip


class Affirm(TopicAction):
    topic = "affirm"

    def answer(self, question: Question) -> Reply | list[Reply]:
        asked = question.asked_back
        if asked is not None:
            # "Yes" does not say which: what was asked is asked again, and goes on waiting.
            return replace(asked, sections=(), events=[SlotSet("waiting", question.slots.get("waiting"))])
        if question.topic_before in OFFERS_A_PERSON:
            return Handoff().answer_as(question, "accepted_offer")
        return Reply(question.phrase("what-next"))
