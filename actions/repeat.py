"""Says the last reply again."""

from actions.base import Question, Reply, TopicAction


class Repeat(TopicAction):
    topic = "repeat"

    def answer(self, question: Question) -> Reply:
        said = [event["text"] for event in question.tracker.events if event.get("event") == "bot" and event.get("text")]
        return Reply(said[-1] if said else question.phrase("nothing"))
