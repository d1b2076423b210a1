"""Which regional renewal team covers the person's country."""

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from actions.regional_team import facts, named_team, place_or_question, remembered
from renewals.regions import all_regions


class RegionalContact(AnsweringAction):
    topic = "regional-contact"
    own = frozenset({"regional-contact/which-mailbox", "regional-contact/which-teams"})

    def general(self, question: Question) -> Reply:
        place = place_or_question(question, question.phrase("all", teams=teams(question)))
        if isinstance(place, Reply):
            return place
        text = named_team(question, self.topic, place)
        if not place.known:
            text += "\n" + teams(question)
        return Reply(text, data=facts(place), events=remembered(place))


def teams(question: Question) -> str:
    """All teams with their mailboxes."""
    return "\n".join(question.phrase("line", region=question.phrase(region.code), mailbox=region.mailbox) for region in all_regions())
