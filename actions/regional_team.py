"""Finds the regional renewal team that a person should turn to. Shared by the actions that end with people."""

from rasa_sdk.events import SlotSet

from actions.base import Event, Question
from renewals.regions import Region, country_name, region_of
from renewals.store.contracts import country_of


def country_for(question: Question) -> str | None:
    """The country named in the message, else that of the person's account, else the one named before."""
    named = question.values("country")
    return named[0] if named else country_of(question.session, question.subject) or question.slots.get("country")


def team_values(question: Question, country: str) -> tuple[Region, dict[str, str]]:
    """The team that covers a country, and its name, mailbox and country in the person's language, as phrases want them."""
    region = region_of(country)
    return region, {
        "country": country_name(country, question.language),
        "region": question.phrase(region.code, "regional-contact"),
        "mailbox": region.mailbox,
    }


def keeps_waiting(question: Question) -> list[Event]:
    """The question that waited before goes on waiting."""
    return [SlotSet("waiting", question.slots.get("waiting"))]


def waits_for_country(question: Question) -> Event:
    """Remembers that a bare country, said next, belongs to this question."""
    event: Event = SlotSet("waiting", question.topic)
    return event
