"""A question within a topic whose general answer is a response: its own answer.

A topic that was just answered: what the person may want beside it.
"""

from dataclasses import replace

from rasa_sdk import Tracker

from actions.asked import AnsweringAction, unrepeated
from actions.automatic_renewal import automatic_renewal
from actions.base import Question, Reply
from actions.contracts_shown import data, ending, numbers
from actions.meant_contracts import AUTOMATIC, meant
from actions.own_facts import not_ended
from actions.said_to_have_ended import says_so
from renewals import answers


class QuestionWithinATopic(AnsweringAction):
    topic = "question"

    def topic_of(self, tracker: Tracker) -> str:
        return str((tracker.latest_message or {})["intent"]["name"])

    def general(self, question: Question) -> Reply:
        topic = answers.topics(question.language)[question.topic]
        if question.context.question:
            # A question about contracts of many accounts, of which none was named.
            return Reply(question.phrase("which", "own-facts"), kind="clarify")
        card = self._with_own(question, Reply(topic.answer or "", buttons=topic.buttons))
        # "Hello" and "thanks" may be said twice.
        return card if topic.kind == "smalltalk" else unrepeated(question, card)

    def _with_own(self, question: Question, card: Reply) -> Reply:
        """The card of a topic about contracts that renew by themselves or have ended,
        behind what is on file of them.
        """
        ended = says_so(question)
        if (question.topic not in AUTOMATIC and not ended) or question.unknown_person:
            return card
        about = meant(question)
        if ended and (known := not_ended(question, about)):
            return replace(card, text=f"{known}\n{card.text}", shown=numbers(about.contracts[:1]))
        if about.one is None or not about.sure:
            return card
        told = ending(question, about.one) if ended else automatic_renewal(question, about.one)
        return replace(
            card, text=f"{told}\n{card.text}", data=data(question, [about.one], 1), shown=numbers([about.one])
        )
