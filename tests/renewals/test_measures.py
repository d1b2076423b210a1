"""Averages, groups that are chosen by what they hold, and seasons: read, or named as unread."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.turn import SURELY_ASKS
from renewals import answers
from renewals.names import folded
from renewals.periods import Period, Unclear, period_in
from renewals.query import GROUPS_SHOWN, begins_with_next, following, from_json, read, to_json
from renewals.query.asking import asks_for_contracts

TODAY = date(2026, 11, 23)
LANGUAGES = answers.languages()
PAGE = 10


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("average seats per contract", "en", {"ask": "seats-per-contract"}),
        ("moyenne de postes par contrat", "fr", {"ask": "seats-per-contract"}),
        ("how many seats per account on average", "en", {"ask": "seats-per-account"}),
        ("combien de postes en moyenne par client", "fr", {"ask": "seats-per-account"}),
        ("average number of contracts per customer", "en", {"ask": "contracts-per-account"}),
        ("nombre moyen de contrats par client", "fr", {"ask": "contracts-per-account"}),
        ("average contract size by country", "en", {"ask": "seats-per-contract", "by": "country"}),
        ("taille moyenne des contrats par client", "fr", {"ask": "seats-per-contract", "by": "account"}),
        (
            "mean seats for hardware vs software",
            "en",
            {"only": {"kind": ["hardware", "software"]}, "ask": "seats-per-contract", "by": "kind"},
        ),
        (
            "which country has the highest average seats",
            "en",
            {"ask": "seats-per-contract", "by": "country", "most": 1},
        ),
    ],
)
def test_an_average_is_taken_over_what_is_said(text: str, language: str, wanted: dict[str, Any]) -> None:
    found = read(text, language, TODAY)
    assert (to_json(found.query), found.unread, asks_for_contracts(found)) == (wanted, (), SURELY_ASKS)


@pytest.mark.parametrize(
    ("text", "language"),
    [("average number of contracts per rep", "en"), ("nombre moyen de contrats par vendeur", "fr")],
)
def test_an_average_that_cannot_be_taken_is_named(text: str, language: str) -> None:
    found = read(text, language, TODAY)
    assert [folded(word)[:5] for word in found.unread] in (["avera"], ["moyen"])


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        (
            "resellers with more than 10 overdue",
            "en",
            {"only": {"status": ["overdue"]}, "ask": "count", "by": "reseller", "each": [11, None]},
        ),
        (
            "revendeurs avec plus de dix contrats en retard",
            "fr",
            {"only": {"status": ["overdue"]}, "ask": "count", "by": "reseller", "each": [11, None]},
        ),
        ("accounts with at least three contracts", "en", {"ask": "count", "by": "account", "each": [3, None]}),
        ("clients qui ont au moins trois contrats", "fr", {"ask": "count", "by": "account", "each": [3, None]}),
        ("how many customers have only one contract", "en", {"ask": "count", "by": "account", "each": [1, 1]}),
        ("clients qui n'ont qu'un contrat", "fr", {"ask": "count", "by": "account", "each": [1, 1]}),
        ("accounts with more than one contract", "en", {"ask": "count", "by": "account", "each": [2, None]}),
        ("clients avec plus d'un contrat", "fr", {"ask": "count", "by": "account", "each": [2, None]}),
        ("quels commerciaux ont moins de 20 contrats", "fr", {"ask": "count", "by": "owner", "each": [None, 19]}),
        ("reps with between 5 and 9 contracts", "en", {"ask": "count", "by": "owner", "each": [5, 9]}),
        ("accounts with 3 or more contracts", "en", {"ask": "count", "by": "account", "each": [3, None]}),
        ("accounts with over 1000 seats in total", "en", {"ask": "seats", "by": "account", "each": [1001, None]}),
        ("clients de plus de 500 postes en tout", "fr", {"ask": "seats", "by": "account", "each": [501, None]}),
    ],
)
def test_groups_are_chosen_by_what_they_hold(text: str, language: str, wanted: dict[str, Any]) -> None:
    found = read(text, language, TODAY)
    assert (to_json(found.query), found.unread, asks_for_contracts(found)) == (wanted, (), SURELY_ASKS)


@pytest.mark.parametrize("text", ["accounts with over 1000 seats", "contracts with more than 50 seats by reseller"])
def test_seats_without_a_word_for_the_whole_are_those_of_a_contract(text: str) -> None:
    query = read(text, "en", TODAY).query
    assert query.seats is not None
    assert query.each is None


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("rank the reps by seats", "en", {"ask": "seats", "by": "owner"}),
        ("classement des pays par nombre de postes", "fr", {"ask": "seats", "by": "country"}),
        (
            "rank resellers by overdue contracts",
            "en",
            {"only": {"status": ["overdue"]}, "ask": "count", "by": "reseller"},
        ),
        ("average seats in the us", "en", {"only": {"country": ["US"]}, "ask": "seats-per-contract"}),
        ("oldest overdue contracts", "en", {"only": {"status": ["overdue"]}}),
    ],
)
def test_rankings_and_places_in_small_letters_are_read(text: str, language: str, wanted: dict[str, Any]) -> None:
    found = read(text, language, TODAY)
    assert (to_json(found.query), found.unread) == (wanted, ())


@pytest.mark.parametrize(("text", "language"), [("next one in Norway", "en"), ("le prochain qui finit en juin", "fr")])
def test_the_next_one_is_what_ends_next(text: str, language: str) -> None:
    found = read(text, language, TODAY)
    assert "next" in found.signs
    assert found.unclear is None


@pytest.mark.parametrize(
    ("text", "contacted"), [("qui dois-je appeler avant vendredi", "no"), ("ceux que j'ai déjà appelés", "yes")]
)
def test_who_is_to_be_called_and_who_was_called_are_two_and_neither_is_owned(text: str, contacted: str) -> None:
    query = read(text, "fr", TODAY, "lea@vendor.example").query
    assert (query.values("contacted"), query.values("owner")) == ((contacted,), ())


GROUPS = {
    "en": ("accounts resellers reps countries".split(), ["with more than {} contracts", "with at least {} contracts"]),
    "fr": ("clients revendeurs commerciaux pays".split(), ["avec plus de {} contrats", "avec au moins {} contrats"]),
}
BESIDE = {
    "en": [("hardware", "kind"), ("in Germany", "country"), ("not contacted", "contacted"), ("overdue", "status")],
    "fr": [("matériel", "kind"), ("en Allemagne", "country"), ("pas contactés", "contacted"), ("en retard", "status")],
}
AVERAGES = {
    "en": ["average seats per contract", "average number of contracts per account", "average contract size"],
    "fr": ["moyenne de postes par contrat", "nombre moyen de contrats par client", "taille moyenne des contrats"],
}
SEASONS = {
    "en": ["ending this summer", "ending next winter", "ending at Christmas", "ending in spring 2027"],
    "fr": ["qui finissent cet été", "qui finissent l'hiver prochain", "qui finissent à Noël"],
}


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data(), number=st.integers(2, 999))
def test_each_word_that_limits_groups_and_averages_is_used_or_named(
    language: str, data: st.DataObject, number: int
) -> None:
    """Whatever stands together: groups with a number, an average, a condition, a season, each is used, asked back or
    named.
    """
    heads, sizes = GROUPS[language]
    size = data.draw(st.sampled_from(["", *sizes]))
    head = data.draw(st.sampled_from(heads if size else AVERAGES[language]))
    about = f"{head} {size.format(number)}"
    words, field = data.draw(st.sampled_from([("", ""), *BESIDE[language]]))
    season = data.draw(st.sampled_from(["", *SEASONS[language]]))
    found = read(" ".join(part for part in (about, words, season) if part), language, TODAY)
    named = folded(" ".join(found.unread))
    least = number + 1 if size == sizes[0] else number
    assert (found.query.each == (least, None)) == bool(size) or str(number) in named
    assert (found.query.ask in ("seats-per-contract", "contracts-per-account")) == (not size)
    assert not words or found.query.values(field) or folded(words).split()[-1] in named
    assert (found.unclear is not None) == bool(season)


def test_the_next_page_of_groups_goes_on_where_the_first_ended() -> None:
    before = from_json({"by": "account", "ask": "count"})
    assert following(before, read("next page", "en", TODAY), PAGE).query.skip == GROUPS_SHOWN
    assert following(before, read("show me the next page", "en", TODAY), PAGE).query.skip == GROUPS_SHOWN
    assert following(before, read("montre-moi la page suivante", "fr", TODAY), PAGE).query.skip == GROUPS_SHOWN


@pytest.mark.parametrize(
    ("text", "language", "north", "south"),
    [
        ("this summer", "en", ("2027-06-01", "2027-08-31"), ("2026-12-01", "2027-02-28")),
        ("cet hiver", "fr", ("2026-12-01", "2027-02-28"), ("2027-06-01", "2027-08-31")),
        ("l'été prochain", "fr", ("2027-06-01", "2027-08-31"), ("2026-12-01", "2027-02-28")),
        ("last winter", "en", ("2025-12-01", "2026-02-28"), ("2026-06-01", "2026-08-31")),
        ("last autumn", "en", ("2025-09-01", "2025-11-30"), ("2026-03-01", "2026-05-31")),
        ("spring 2028", "en", ("2028-03-01", "2028-05-31"), ("2028-09-01", "2028-11-30")),
    ],
)
def test_a_season_is_asked_back_with_the_months_of_either_half_of_the_world(
    text: str, language: str, north: tuple[str, str], south: tuple[str, str]
) -> None:
    found = period_in(text, language, TODAY)
    assert isinstance(found, Unclear)
    assert found.options == tuple(Period(*map(date.fromisoformat, days)) for days in (north, south))


@pytest.mark.parametrize(
    ("text", "language", "start", "end"),
    [
        ("before Christmas", "en", "2026-11-23", "2026-12-24"), ("avant Noël", "fr", "2026-11-23", "2026-12-24"),
        ("before Easter", "en", "2026-11-23", "2027-03-27"), ("d'ici Pâques 2028", "fr", "2026-11-23", "2028-04-16"),
    ],
)  # fmt: skip
def test_a_feast_behind_a_bound_is_its_day(text: str, language: str, start: str, end: str) -> None:
    assert period_in(text, language, TODAY) == Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "language"), [("ending at Christmas", "en"), ("qui finissent la semaine de Noël", "fr")]
)
def test_a_feast_without_a_bound_is_asked_back(text: str, language: str) -> None:
    assert isinstance(period_in(text, language, TODAY), Unclear)


@pytest.mark.parametrize(("text", "language"), [("ending on a weekend", "en"), ("qui finissent un week-end", "fr")])
def test_some_weekend_is_no_period(text: str, language: str) -> None:
    assert isinstance(period_in(text, language, TODAY), Unclear)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ({}, True), ({"only": {"country": ["FR"]}}, True), ({"only": {"status": ["overdue"]}}, False),
        ({"ending": ["2027-01-01", None]}, False), ({"sort": "account"}, False), ({"by": "owner"}, False),
        ({"only": {"number": ["C-1"]}}, False), ({"most": 3}, False),
    ],
)  # fmt: skip
def test_a_list_without_a_time_state_or_order_begins_with_what_ends_next(query: dict[str, Any], first: bool) -> None:
    assert (begins_with_next(from_json(query)).sort == "next") is first
