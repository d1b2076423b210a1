"""A price or a quote, asked or ordered: who prepares it, and the team that can take the request. Never a price."""

from actions.base import Question, Reply, TopicAction
from actions.regional_team import country_for, team_values, waits_for_country


class RenewalQuote(TopicAction):
    topic = "renewal-quote"

    def answer(self, question: Question) -> Reply:
        country = country_for(question)
        if country is None:
            text = question.phrase("how") + "\n" + question.phrase("ask-country")
            return Reply(text, events=[waits_for_country(question)])
        return quote_for(question, country)


def quote_for(question: Question, country: str) -> Reply:
    """Says who prepares the quote, and which team covers the country."""
    region, values = team_values(question, country)
    text = question.phrase("how", "renewal-quote") + "\n" + question.phrase("one", "renewal-quote", **values)
    return Reply(text, about="renewal-quote", data={"region": region.code, "mailbox": region.mailbox})
