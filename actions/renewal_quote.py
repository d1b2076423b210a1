"""A price or a quote, asked or ordered: who prepares it, and the team that can take the request. Never a price."""

from actions.base import Question, Reply, TopicAction
from actions.regional_team import facts, named_team, place_or_question, remembered


class RenewalQuote(TopicAction):
    topic = "renewal-quote"

    def answer(self, question: Question) -> Reply:
        place = place_or_question(question, question.phrase("how") + "\n" + question.phrase("ask-country"))
        if isinstance(place, Reply):
            return place
        text = question.phrase("how") + "\n" + named_team(question, self.topic, place)
        return Reply(text, data=facts(place), events=remembered(place))
