"""A bare "yes" that accepts nothing: what was asked is asked again."""

from actions.base import Question, Reply, TopicAction
from actions.regional_team import keeps_waiting
from protocol.turn import NAME_AS_PROOF
from renewals import answers
from renewals.answers import Button


class Affirm(TopicAction):
    topic = "affirm"

    def answer(self, question: Question) -> Reply:
        previous = question.previous
        named = question.context.decided_by == NAME_AS_PROOF
        if named and previous.question != "verify":
            # They have said that they have no number.
            person = answers.topics(question.language)["handoff"].button
            return Reply(question.phrase("name-no-number", "verification"), kind="verify", buttons=[person])
        if previous.question is None:
            return Reply(question.phrase("what-next"), buttons=[answers.topics(question.language)["handoff"].button])
        if previous.question == "verify":
            awaited = question.phrase("awaits-code" if previous.contract else "ask-number", "verification")
            return Reply(
                (f"{question.phrase('name-no-proof', 'verification')} {awaited}") if named else awaited, kind="verify"
            )
        # "Yes" does not say which: what was asked is asked again, and goes on waiting.
        buttons = [Button(button.label, button.say) for button in previous.buttons]
        return Reply(
            previous.reply,
            kind="clarify",
            buttons=buttons,
            about=previous.reply_topic,
            sections=(),
            events=keeps_waiting(question),
        )
