"""Leaves what is under way, or begins anew: then what was told of the country and what was listed is forgotten."""

from rasa_sdk.events import SlotSet

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from protocol.remarks import START_OVER
from renewals import answers

FORGOTTEN = ("country", "listing", "asked_again")


class Cancel(AnsweringAction):
    topic = "cancel"

    def general(self, question: Question) -> Reply:
        if question.context.decided_by != START_OVER:
            return Reply(question.phrase("done"))
        begun = answers.topics(question.language)["greet"].buttons
        return Reply(question.phrase("start-over", "remarks"), buttons=begun, events=[SlotSet(name, None) for name in FORGOTTEN])
