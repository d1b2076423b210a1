"""The regional renewal team that a letter is to be sent to: of the country that it names, else all of them."""

from __future__ import annotations

from collections.abc import Sequence

from protocol.letters import WHOLE, LetterPart
from renewals import answers
from renewals.regions import all_regions, country_name, region_named, region_of

TOPIC, HAND_OFF = "regional-contact", "handoff"
COUNTRY, REGION = "country", "region"


def team_in_words(parts: Sequence[LetterPart], language: str) -> str:
    """The team's region and mailbox; every team's where the letter names no place, or places of several teams."""
    asking = [part for part in parts if part.alone.topic in (TOPIC, HAND_OFF) and part.role != WHOLE]
    for some in (asking, parts):
        countries, teams = _places(some)
        if len(teams) == 1:
            team = region_named(teams.pop())
            values = {"region": _name(team.code, language), "mailbox": team.mailbox}
            if len(countries) == 1:
                return answers.phrase(language, TOPIC, "one", country=country_name(countries.pop(), language), **values)
            return answers.phrase(language, TOPIC, "one-region", **values)
        if teams:
            break
    named = [(_name(team.code, language), team.mailbox) for team in all_regions()]
    return "\n".join(answers.phrase(language, TOPIC, "line", region=name, mailbox=mailbox) for name, mailbox in named)


def _places(parts: Sequence[LetterPart]) -> tuple[set[str], set[str]]:
    """The countries that are named, and the codes of the teams of these and of the regions that are named."""
    named = [entity for part in parts for entity in part.alone.entities]
    countries = {entity.value for entity in named if entity.entity == COUNTRY}
    regions = {entity.value for entity in named if entity.entity == REGION}
    return countries, regions | {region_of(country).code for country in countries}


def _name(code: str, language: str) -> str:
    return answers.phrase(language, TOPIC, code)
