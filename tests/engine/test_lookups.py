"""The lists by which entities are found."""

from __future__ import annotations

import pytest
import yaml
from babel import Locale

from bot.settings import ROOT
from renewals import answers
from renewals.names import folded
from renewals.regions import all_regions

COUNTRIES = yaml.safe_load((ROOT / "nlu" / "entities" / "lookups" / "country.yml").read_text(encoding="utf-8"))[
    "wordings"
]


@pytest.mark.parametrize("language", answers.languages())
def test_every_country_is_known_by_its_name_in_every_language(language: str) -> None:
    names = Locale(language).territories
    unknown = [
        country
        for region in all_regions()
        for country in region.countries
        if folded(names[country]) not in {folded(wording) for wording in COUNTRIES.get(country, ())}
    ]
    assert unknown == []


def test_no_name_means_two_countries() -> None:
    places: dict[str, set[str]] = {}
    for code, wordings in COUNTRIES.items():
        for wording in wordings:
            places.setdefault(folded(wording), set()).add(code)
    assert {name: codes for name, codes in places.items() if len(codes) > 1} == {}


def test_what_offerings_are_called_leads_to_topics() -> None:
    offerings = yaml.safe_load((ROOT / "nlu" / "entities" / "lookups" / "offering.yml").read_text(encoding="utf-8"))[
        "wordings"
    ]
    assert set(offerings) <= set(answers.topics("en"))
