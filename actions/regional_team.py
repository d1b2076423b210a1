"""Finds the regional renewal team that a person should turn to, and asks for their country where it is not known.

Shared by the actions that end with people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rasa_sdk.events import SlotSet

from actions.base import Event, Question, Reply
from actions.environment import default_region
from renewals.access import Customer
from renewals.answers import Button, languages
from renewals.names import folded
from renewals.place_names import PlaceReading
from renewals.places import answer_read, place_in, places_side_by_side
from renewals.regions import Region, all_regions, country_name, region_named, region_of
from renewals.store.contracts import contracts_of, country_of
from renewals.store.handoffs import COUNTRY

# What the slot `country` holds where the person has said that they do not know.
UNKNOWN = "unknown"
CONTRACTS_READ = 100
# The resolvers that answer the question for the country without naming one (nlu/dialogue/offers.py).
COUNTRY_UNKNOWN, COUNTRY_NOT_UNDERSTOOD = "country_unknown", "country_not_understood"


@dataclass(frozen=True)
class Place:
    """Where a person is: the team, and the country where they named one. Not `known`: the team is the default one."""

    region: Region
    country: str | None = None
    known: bool = True


def place_or_question(question: Question, ask: str, **data: bool) -> Place | Reply:
    """Where the person is; or the question for their country, `ask` the first time.

    Who does not know, and whose second answer is not understood either, is in the place of the default team.
    """
    decided_by, asked_again = question.context.decided_by, question.slots.get("asked_again")
    several = places_of(question)
    if len(several) > 1:
        return _which_of(question, several, **data)
    reading = place_read(question)
    if reading is not None:
        return _which_place(question, reading, **data) if len(reading.teams) > 1 else _place_of(reading)
    if decided_by == COUNTRY_UNKNOWN or (decided_by == COUNTRY_NOT_UNDERSTOOD and asked_again):
        return place_named(UNKNOWN)
    if decided_by == COUNTRY_NOT_UNDERSTOOD:
        return ask_country(question, question.phrase("ask-again", "regional-contact"), again=True, **data)
    return place_for(question) or ask_country(question, ask, **data)


def places_of(question: Question) -> list[Place]:
    """The places that a message names side by side, one for each team; none where one team has all of them."""
    named = [_place_of(reading) for reading in places_side_by_side(question.text) if len(reading.teams) == 1]
    by_team = {place.region.code: place for place in reversed(named)}
    return [place for place in named if by_team[place.region.code] is place] if len(by_team) > 1 else []


def place_read(question: Question) -> PlaceReading | None:
    """The place in a message: the whole of it where a country was asked for, else what it says that it is in."""
    asked = question.slots.get("waiting") is not None
    return (answer_read(question.text) if asked else None) or place_in(question.text)


def _place_of(reading: PlaceReading) -> Place:
    if reading.region is not None:
        return Place(region_named(reading.region))
    # Several countries of one team: the team is known, and no more need be.
    alone = len(reading.countries) == 1
    return Place(region_of(reading.countries[0]), reading.countries[0] if alone else None)


def _which_place(question: Question, reading: PlaceReading, **data: bool) -> Reply:
    """Asks in which of several countries a place is that was named."""
    asked = ask_country(question, question.phrase("ask-which-place", "regional-contact"), **data)
    names = {
        country_name(country, question.language): question.phrase(region_of(country).code, "regional-contact")
        for country in reading.countries
    }
    return replace(asked, buttons=[Button(name, region) for name, region in names.items()])


def _which_of(question: Question, places: Sequence[Place], **data: bool) -> Reply:
    """Asks for which of several places a person asks: each has another team."""
    asked = ask_country(question, question.phrase("ask-which-of-places", "regional-contact"), **data)
    teams = {place.region.code: question.phrase(place.region.code, "regional-contact") for place in places}
    names = {
        place.region.code: country_name(place.country, question.language) if place.country else teams[place.region.code]
        for place in places
    }
    return replace(asked, buttons=[Button(names[code], team) for code, team in teams.items()])


def remembered(place: Place) -> list[Event]:
    """What is remembered of a place, so that the person is not asked again: the country or the team, or that they do
    not know it.
    """
    return [_slot("country", (place.country or place.region.code) if place.known else UNKNOWN)]


def place_for(question: Question) -> Place | None:
    """The place that the message names, as its words or the engine's lists tell it, else the country of the person's
    account, else what was named before.
    """
    reading = place_in(question.text)
    if reading is not None and len(reading.teams) == 1:
        read = _place_of(reading)
        if not _is_a_contact(question, read.country):
            return read
    named = next(((entity, value) for entity, value in question.entities if entity in ("country", "region")), None)
    if named is not None and not _is_a_contact(question, named[1]):
        entity, value = named
        return Place(region_named(value)) if entity == "region" else Place(region_of(value), value)
    own = country_of(question.session, question.subject)
    said = question.slots.get("country")
    return Place(region_of(own), own) if own else place_named(said) if said else None


def _is_a_contact(question: Question, country: str | None) -> bool:
    """Whether a country's name is what a customer calls a colleague: "Jordan has left" names no country."""
    if country is None or not isinstance(question.subject, Customer):
        return False
    own, _ = contracts_of(question.session, question.subject, CONTRACTS_READ)
    names = {word for contract in own for word in folded(contract.contact_name).split()}
    return any(folded(country_name(country, language)) in names for language in languages())


def place_named(said: str) -> Place:
    """The place that the slot `country` stands for: a country, a region by its code, or the default region."""
    if said == UNKNOWN:
        return Place(default_region(), known=False)
    # The two teams for one country have that country's code.
    team = next((region for region in all_regions() if region.code == said and region.countries != {said}), None)
    return Place(team) if team else Place(region_of(said), said)


def team_values(question: Question, country: str) -> tuple[Region, dict[str, str]]:
    """The team that covers a country, and its name, mailbox and country in the person's language,
    as phrases want them.
    """
    return region_of(country), _values(question, Place(region_of(country), country))


def named_team(question: Question, topic: str, place: Place) -> str:
    """Names the team of a place, in a topic's words."""
    name = "one" if place.country else "one-region" if place.known else "one-unknown"
    return question.phrase(name, topic, **_values(question, place))


def facts(place: Place) -> dict[str, object]:
    """The team in plain values."""
    return {
        "region": place.region.code,
        "mailbox": place.region.mailbox,
        "country": place.country,
        "known": place.known,
    }


def ask_country(question: Question, text: str, again: bool = False, **data: bool) -> Reply:
    """Asks in which country the person is, with the regions to press and a way out.

    Whatever bare place comes next belongs to this question.
    """
    regions = [question.phrase(region.code, "regional-contact") for region in all_regions()]
    unknown = question.phrase("unknown-say", "regional-contact")
    return Reply(
        text,
        kind="clarify",
        about=question.topic,
        buttons=[Button(name, name) for name in (*regions, unknown)],
        data={"asks": COUNTRY, **data},
        events=[_slot("waiting", question.topic), _slot("asked_again", again)],
    )


def keeps_waiting(question: Question) -> list[Event]:
    """The question that waited before goes on waiting."""
    return [_slot("waiting", question.slots.get("waiting"))]


def _values(question: Question, place: Place) -> dict[str, str]:
    return {
        "country": country_name(place.country, question.language) if place.country else "",
        "region": question.phrase(place.region.code, "regional-contact"),
        "mailbox": place.region.mailbox,
    }


def _slot(name: str, value: object) -> Event:
    event: Event = SlotSet(name, value)
    return event
