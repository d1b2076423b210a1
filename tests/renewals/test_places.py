"""Which country or team a place's name means."""

from __future__ import annotations

import pycountry
import pytest

from renewals import answers, place_names
from renewals.places import answer_read, place_in, places_side_by_side
from renewals.regions import all_regions, country_name


@pytest.mark.parametrize(
    ("said", "teams"),
    [
        ("Kosovo", ("EMEA",)),
        ("Brasil", ("AMS",)),
        ("HongKong", ("SG",)),
        ("Frnace", ("EMEA",)),
        ("Germny", ("EMEA",)),
        ("Guyane", ("AMS",)),
        ("Wallis", ("SG",)),
        ("FR", ("EMEA",)),
        ("fr", ("EMEA",)),
        ("IN", ("SG",)),
        ("I am French", ("EMEA",)),
        ("we're in Deutschland!", ("EMEA",)),
        ("EMEA", ("EMEA",)),
        ("Asie", ("SG",)),
        ("Paris, Texas", ("AMS",)),
        ("Paris, TX", ("AMS",)),
        ("Georgia, USA", ("AMS",)),
        ("Tbilisi, Georgia", ("EMEA",)),
        ("London, Ontario", ("AMS",)),
        ("Lebanon, New Hampshire", ("AMS",)),
        ("Berlin, DE", ("EMEA",)),
        ("Mumbai, IN", ("SG",)),
        ("Taiwan (R.O.C.)", ("SG",)),
        ("St. Barth", ("AMS",)),
        ("cote divoire", ("EMEA",)),
        ("日本", ("JP",)),
    ],
)
def test_every_usual_name_of_a_place_is_read(said: str, teams: tuple[str, ...]) -> None:
    reading = answer_read(said)
    assert reading is not None
    assert reading.teams == teams


@pytest.mark.parametrize("said", ["Georgia", "Géorgie", "Victoria", "Wilmington, DE", "Athens, GA", "Austrlia"])
def test_what_may_be_two_places_of_different_teams_is_asked(said: str) -> None:
    reading = answer_read(said)
    assert reading is not None
    assert len(reading.teams) > 1


@pytest.mark.parametrize(
    "said",
    [
        "",
        "hello",
        "I don't know",
        "the usual",
        "when does my contract end?",
        "xyzzy",
        "12345",
        "no",
        "No.",
        "NO",
        "in",
        "it",
        "me please",
        "si",
        "no, not by email. by phone",
    ],
)
def test_what_is_no_place_is_none(said: str) -> None:
    assert answer_read(said) is None


@pytest.mark.parametrize("language", answers.languages())
def test_each_country_is_read_by_its_name(language: str) -> None:
    for country in pycountry.countries:
        reading = answer_read(country_name(country.alpha_2, language))
        assert reading is not None
        assert country.alpha_2 in reading.countries


@pytest.mark.parametrize(
    ("said", "teams"),
    [
        ("we are in Kosovo, which renewal team do we contact?", ("EMEA",)),
        ("we are in Solomon Is., which team?", ("SG",)),
        ("our office in Paris, Texas has a question", ("AMS",)),
        ("nous sommes à Saint Barth, quelle équipe ?", ("AMS",)),
        ("who is the contact for Republic of China?", ("SG",)),
    ],
)
def test_a_place_within_a_question_is_read(said: str, teams: tuple[str, ...]) -> None:
    reading = place_in(said)
    assert reading is not None
    assert reading.teams == teams


@pytest.mark.parametrize("said", ["I am in a hurry", "for us it is late", "in march", "a contract in total"])
def test_words_after_a_preposition_are_no_place_by_themselves(said: str) -> None:
    assert place_in(said) is None


@pytest.mark.parametrize(
    ("said", "teams"),
    [
        ("we have offices in Paris, Tokyo and New York", ["EMEA", "JP", "AMS"]),
        ("on est en Belgique et au Canada", ["EMEA", "AMS"]),
        ("Japan or China", ["JP", "CN"]),
        ("France/USA", ["EMEA", "AMS"]),
        ("Paris, Texas and Tokyo", ["AMS", "JP"]),
        ("Berlin, Germany and Lyon", ["EMEA", "EMEA"]),
        ("Europe and Asia", ["EMEA", "SG"]),
        ("we sell in France and Mexico: who helps", ["EMEA", "AMS"]),
    ],
)
def test_places_side_by_side_are_all_read(said: str, teams: list[str]) -> None:
    assert [team for reading in places_side_by_side(said) for team in reading.teams] == teams


@pytest.mark.parametrize(
    "said",
    [
        "Paris, Texas",
        "we are in London, Ontario: which team is ours?",
        "Berlin, Germany",
        "Trinidad and Tobago",
        "Wallis et Futuna",
        "I'm in Brazil and I need a quote",
        "June and July",
        "Smith and Jordan",
        "",
    ],
)
def test_one_place_and_words_that_are_none_are_no_places_side_by_side(said: str) -> None:
    assert places_side_by_side(said) == []


@pytest.mark.parametrize(
    ("said", "country"),
    [
        ("I'm Danish", "DK"),
        ("we are Norwegians", "NO"),
        ("Lofoten", "NO"),
        ("nous sommes roumains", "RO"),
        ("je suis malgache", "MG"),
        ("Republic of Korea", "KR"),
        ("république de Corée", "KR"),
        ("ROK", "KR"),
    ],
)
def test_the_word_for_a_country_s_people_and_its_official_name_are_read(said: str, country: str) -> None:
    reading = answer_read(said)
    assert reading is not None
    assert reading.countries == (country,)


def test_every_name_is_one_of_a_country_that_a_team_has() -> None:
    codes = {country for region in all_regions() for country in region.countries}
    assert {code for reading in place_names._index().values() for code in reading.countries} <= codes


@pytest.mark.parametrize("said", ["finish", "finished", "romans", "no way"])
def test_a_word_of_every_day_is_no_slip_of_a_place(said: str) -> None:
    assert answer_read(said) is None
