"""A price or a quote, asked or ordered: who prepares it, and the team that can take the request. Never a price."""

from actions.base import Question, Reply, TopicAction
from actions.regional_team import Place, ask_country, facts, named_team, place_for


class RenewalQuote(TopicAction):
    topic = "renewal-quote"

    def answer(self, question: Question) -> Reply:
        place = place_for(question)
        if place is None:
            return ask_country(question, question.phrase("how") + "\n" + question.phrase("ask-country"))
        return quote_for(question, place)


def quote_for(question: Question, place: Place) -> Reply:
    """Says who prepares the quote, and which team covers the place."""
    text = question.phrase("how", "renewal-quote") + "\n" + named_team(question, "renewal-quote", place)
    return Reply(text, about="renewal-quote", data=facts(place))
