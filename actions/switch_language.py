"""Changes the language of the conversation on request; a language that the assistant does not speak is told so in those
it does.
"""

from actions.base import Question, Reply, TopicAction
from renewals import answers
from renewals.languages import language_named


class SwitchLanguage(TopicAction):
    topic = "switch-language"

    def answer(self, question: Question) -> Reply:
        wanted = language_named(question.text)
        if wanted is None or wanted not in answers.languages():
            return Reply(question.phrase("other-language", "out-of-scope"), kind="fallback")
        # The gateway reads `language` and keeps to it from here on.
        return Reply(answers.phrase(wanted, self.topic, "done"), data={"language": wanted})
