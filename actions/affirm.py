"""A bare "yes" belongs to what was said before: to a question that it does not answer, or to a person who was offered."""

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.base import Question, Reply, TopicAction
from actions.handoff import asks_to_pass_on, to_a_person

OFFERS_A_PERSON = {
    "entitlement-levels", "renewal-quote", "cancel-auto-renewal", "late-renewal", "bot-challenge", "feedback", "out-of-scope", "deny",
}  # fmt: skip


class Affirm(TopicAction):
    topic = "affirm"

    def answer(self, question: Question) -> Reply:
        if asks_to_pass_on(question):
            return replace(to_a_person(question, wish=False), about="handoff")
        asked = question.asked_back
        if asked is not None:
            # "Yes" does not say which: what was asked is asked again, and goes on waiting.
            return replace(asked, sections=(), events=[SlotSet("waiting", question.slots.get("waiting"))])
        if question.topic_before in OFFERS_A_PERSON:
            # Whether they want what was said to go to a team, the gateway asks them first.
            return replace(to_a_person(question, wish=False), about="handoff")
        return Reply(question.phrase("what-next"))
