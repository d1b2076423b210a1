"""Which regional renewal team covers the person's country."""

from actions.base import Question, Reply, TopicAction
from actions.regional_team import country_for, team_values, waits_for_country
from renewals.regions import all_regions


class RegionalContact(TopicAction):
    topic = "regional-contact"

    def answer(self, question: Question) -> Reply:
        country = country_for(question)
        if country is None:
            teams = "\n".join(
                question.phrase("line", region=question.phrase(region.code), mailbox=region.mailbox) for region in all_regions()
            )
            return Reply(question.phrase("all", teams=teams), kind="clarify", events=[waits_for_country(question)])
        region, values = team_values(question, country)
        return Reply(question.phrase("one", **values), data={"region": region.code, "mailbox": region.mailbox, "country": country})
