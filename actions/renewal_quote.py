"""A price or a quote, asked or ordered: who prepares it, and the team that can take the request. Never a price."""

from dataclasses import replace

from actions.asked import AnsweringAction, with_text
from actions.base import Question, Reply
from actions.regional_team import facts, named_team, place_or_question, remembered
from renewals.answers import Answer


class RenewalQuote(AnsweringAction):
    topic = "renewal-quote"

    def general(self, question: Question) -> Reply:
        place = place_or_question(question, question.phrase("how") + "\n" + question.phrase("ask-country"))
        if isinstance(place, Reply):
            return place
        lines = [question.phrase("how"), named_team(question, self.topic, place)]
        # Who answers the question for the country has heard the rest.
        text = "\n".join(lines[1:] if question.context.decided_by == "pending_topic" else lines)
        return Reply(text, data=facts(place), events=remembered(place))

    def with_way_on(self, question: Question, said: Answer, reply: Reply) -> Reply:
        """With the team that can take the request, or the question for the country."""
        if (reply.data or {}).get("known"):
            return reply
        place = place_or_question(question, question.phrase("ask-country"))
        if isinstance(place, Reply):
            return with_text(reply, place)
        named = f"{reply.text}\n{named_team(question, self.topic, place)}"
        return replace(reply, text=named, data={**facts(place), **(reply.data or {})}, events=remembered(place))
