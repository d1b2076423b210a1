"""Which regional renewal team covers the person's country. A bare country may also answer what another topic asked."""

from actions.base import Question, Reply, TopicAction
from actions.out_of_scope import OutOfScope
from actions.regional_team import ask_country, place_for, says_unknown
from actions.where import answered, not_known, teams, waits


class RegionalContact(TopicAction):
    topic = "regional-contact"

    def answer(self, question: Question) -> Reply | list[Reply]:
        if says_unknown(question.text):
            # These words come here after some topics; where no country was asked for, they say nothing about one.
            return not_known(question) if waits(question) else OutOfScope().answer_as(question)
        place = place_for(question)
        if place is None:
            return ask_country(question, question.phrase("all", teams=teams(question)))
        return answered(question, place)
