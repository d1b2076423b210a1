"""A question within a topic whose general answer is a response: its own answer. A topic that was just answered: what the person may want beside it."""

from rasa_sdk import Tracker

from actions.asked import AnsweringAction, unrepeated
from actions.base import Question, Reply
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
        card = Reply(topic.answer or "", buttons=topic.buttons)
        # "Hello" and "thanks" may be said twice.
        return card if topic.kind == "smalltalk" else unrepeated(question, card)
