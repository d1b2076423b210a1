"""Leaves what is under way, or begins anew: then what was told of the country and what was listed is forgotten."""

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from protocol.remarks import START_OVER
from renewals import answers
from renewals.answers import Answer

FORGOTTEN = ("country", "listing", "asked_again")


class Cancel(AnsweringAction):
    topic = "cancel"

    def general(self, question: Question) -> Reply:
        if question.context.decided_by != START_OVER:
            return Reply(question.phrase("done"))
        begun = answers.topics(question.language)["greet"].buttons
        return Reply(
            question.phrase("start-over", "remarks"), buttons=begun, events=[SlotSet(name, None) for name in FORGOTTEN]
        )

    def with_way_on(self, question: Question, said: Answer, reply: Reply) -> Reply:
        """A request that was passed on is withdrawn by the gateway, which knows how it stands
        (bot/handoff/followups.py).
        """
        if said.question != "cancel/passed-on-request":
            return reply
        return replace(reply, data={**(reply.data or {}), "request": "withdraw"})
