"""What stands beside a question says nothing of its contracts; what cannot be read as a bound is named."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from renewals.query import to_json
from tests.renewals.reading import reading
from tests.tables import for_each_row

FRANCE = {"only": {"country": ["FR"], "status": ["overdue"]}}
JANUARY = {"ending": ["2027-01-01", "2027-01-31"]}


@for_each_row(
    [
        ("en", "overdue in France by owner, for our QBR on Thursday", {**FRANCE, "ask": "count", "by": "owner"}),
        ("en", "overdue in France, i need it by wednesday", FRANCE),
        ("en", "it's for Monday's steerco: overdue in France", FRANCE),
        ("en", "morning, what ends in January?", JANUARY),
        ("en", "evening! what ends in January?", JANUARY),
        ("en", "what is coming to its end in January?", JANUARY),
        ("fr", "les retards en France, c'est pour le comité de jeudi", FRANCE),
        ("fr", "en retard en France, j'en ai besoin avant mardi", FRANCE),
        ("fr", "pour la visio de demain : les retards en France", FRANCE),
    ]
)
def test_what_a_list_is_for_is_no_period_of_it(language: str, text: str, wanted: dict[str, Any]) -> None:
    found = reading(text, language)
    assert (to_json(found.query), found.unread, found.unclear) == (wanted, (), None)


@for_each_row(
    [
        ("en", "and that's for January", ["2027-01-01", "2027-01-31"]),
        ("fr", "c'est pour janvier", ["2027-01-01", "2027-01-31"]),
        ("fr", "c'est pour les contrats qui finissent en janvier", ["2027-01-01", "2027-01-31"]),
    ]
)
def test_a_period_that_says_which_contracts_is_read(language: str, text: str, ending: list[str]) -> None:
    assert to_json(reading(text, language).query)["ending"] == ending


@for_each_row([("en", "what ends before the quarterly review?"), ("fr", "ce qui finit avant la réunion")])
def test_an_occasion_that_bounds_the_time_is_asked_back(language: str, text: str) -> None:
    assert reading(text, language).unclear is not None


@for_each_row(
    [
        ("en", "overdue, the ones that exceed 700 seats", [701, None]),
        ("fr", "en retard et qui excède 700 postes", [701, None]),
        ("fr", "les contrats dont la taille dépasse 700 postes", [701, None]),
    ]
)
def test_a_verb_may_be_the_bound_of_a_number_of_seats(language: str, text: str, seats: list[int | None]) -> None:
    assert to_json(reading(text, language).query)["seats"] == seats


@given(st.sampled_from(["zzyx", "blurp", "frobs"]), st.integers(2, 9999), st.sampled_from(["en", "fr"]))
def test_a_number_of_seats_behind_a_word_that_nobody_knows_is_named(word: str, number: int, language: str) -> None:
    seats = "seats" if language == "en" else "postes"
    found = reading(f"{'overdue' if language == 'en' else 'en retard'}, {word} {number} {seats}", language)
    assert found.query.seats is None
    assert word in found.unread


@for_each_row(
    [
        ("en", "the end date has passed, automatic ones", {"status": ["expired"], "auto_renew": ["yes"]}),
        ("en", "which were supposed to renew automatically?", {"status": ["check"]}),
        ("fr", "ceux qui devaient se renouveler automatiquement", {"status": ["check"]}),
    ]
)
def test_what_is_passed_is_past_its_end_and_not_paused(language: str, text: str, only: dict[str, Any]) -> None:
    assert to_json(reading(text, language).query)["only"] == only


@for_each_row([("ma réunion de lundi", ()), ("à la Réunion", ("RE",)), ("à la réunion", ("RE",))])
def test_a_meeting_is_no_island(where: str, countries: tuple[str, ...]) -> None:
    assert reading(f"contrats en retard, {where}", "fr").query.values("country") == countries
