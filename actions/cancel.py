"""Leaves what is under way."""

from dataclasses import replace

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from renewals.answers import Answer


class Cancel(AnsweringAction):
    topic = "cancel"

    def general(self, question: Question) -> Reply:
        return Reply(question.phrase("done"))

    def with_way_on(self, question: Question, said: Answer, reply: Reply) -> Reply:
        """A request that was passed on is withdrawn by the gateway, which knows how it stands (bot/handoff/followups.py)."""
        if said.question != "cancel/passed-on-request":
            return reply
        return replace(reply, data={**(reply.data or {}), "request": "withdraw"})
