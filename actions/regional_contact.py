"""Which regional renewal team covers the person's country."""

from dataclasses import replace

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from actions.environment import now
from actions.regional_team import facts, named_team, place_for, place_or_question, places_of, remembered
from renewals.answers import Answer
from renewals.regions import all_regions
from renewals.team_hours import office_hours, team_hours

HOURS = "regional-contact/opening-hours"


class RegionalContact(AnsweringAction):
    topic = "regional-contact"
    own = frozenset({"regional-contact/which-mailbox", "regional-contact/which-teams"})

    def general(self, question: Question) -> Reply:
        if several := places_of(question):
            return Reply("\n".join(named_team(question, self.topic, place) for place in several))
        place = place_or_question(question, question.phrase("all", teams=teams(question)))
        if isinstance(place, Reply):
            return place
        text = named_team(question, self.topic, place)
        if not place.known:
            text += "\n" + teams(question)
        return Reply(text, data=facts(place), events=remembered(place))

    def with_way_on(self, question: Question, said: Answer, reply: Reply) -> Reply:
        """Office hours are answered from how the teams are set, not from the page: of the person's own team, else of
        all.
        """
        if said.question != HOURS:
            return reply
        place, (lead, _, rest) = place_for(question), said.text.partition("\n")
        if place is None or not place.known:
            return replace(
                reply,
                text="\n".join([lead, *(office_hours(region, question.language) for region in all_regions()), rest]),
            )
        there = team_hours(place.region.code, None, question.language, now())
        return replace(
            reply, text="\n".join([lead, office_hours(place.region, question.language), there, rest]), open=False
        )


def teams(question: Question) -> str:
    """All teams with their mailboxes."""
    topic = RegionalContact.topic
    lines = ((question.phrase(region.code, topic), region.mailbox) for region in all_regions())
    return "\n".join(question.phrase("line", topic, region=name, mailbox=mailbox) for name, mailbox in lines)
