"""Days of what a list is for, slips within phrases, teams among regions, and what an "or" joins."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from renewals.query import following, to_json
from renewals.query.asking import asks_for_contracts
from tests.renewals.reading import PAGE, reading
from tests.tables import for_each_row

FRANCE = {"only": {"country": ["FR"], "status": ["overdue"]}}
CHECK = {"only": {"country": ["FR"], "status": ["check"]}}
REGIONS = {"EMEA": "emea", "AMS": "americas", "SG": "apac", "JP": "jp", "CN": "cn"}


@for_each_row(
    [
        ("en", "overdue in France by owner, for friday's huddle", {**FRANCE, "ask": "count", "by": "owner"}),
        ("en", "overdue in France please, need the list for tomorrow's briefing", FRANCE),
        ("fr", "les retards en France pour l'appel de jeudi", FRANCE),
    ]
)
def test_the_day_of_what_a_list_is_for_is_no_period(language: str, text: str, wanted: dict[str, Any]) -> None:
    found = reading(text, language)
    assert (to_json(found.query), found.unclear) == (wanted, None)


@for_each_row(
    [
        ("en", "ending in January for review", ["2027-01-01", "2027-01-31"]),
        ("en", "what is up for renewal on friday", ["2026-11-27", "2026-11-27"]),
        ("en", "contracts of France for January", ["2027-01-01", "2027-01-31"]),
        ("fr", "les contrats de France pour janvier", ["2027-01-01", "2027-01-31"]),
    ]
)
def test_a_day_without_an_occasion_is_a_period(language: str, text: str, wanted: list[str]) -> None:
    assert to_json(reading(text, language).query)["ending"] == wanted


@for_each_row(
    [
        ("should have renewed by themselves",),
        ("shoud have renewed by themselves",),
        ("should have renewd by themselves",),
        ("should have renewed by themselfes",),
        ("supposed to renew automaticaly",),
    ]
)
def test_a_phrase_of_a_state_is_read_with_one_slip(state: str) -> None:
    found = reading(f"which in France {state}?", "en")
    assert (to_json(found.query), found.unread) == (CHECK, ())


@for_each_row(
    [
        ("en", "France, no renewing-by-itself ones"),
        ("en", "contracts in France, no auto-renewing"),
    ]
)
def test_a_hyphen_does_not_end_what_a_not_denies(language: str, text: str) -> None:
    assert reading(text, language).query.values("auto_renew") == ("no",)


@given(st.permutations(list(REGIONS)), st.sampled_from((", ", "/", " and ", " or ")))
def test_countries_with_a_team_are_teams_among_regions(order: list[str], joint: str) -> None:
    found = reading(f"overdue in {joint.join(REGIONS[code] for code in order)}", "en")
    assert set(found.query.values("region")) == set(REGIONS)
    assert not found.query.values("country")


def test_countries_alone_are_no_teams() -> None:
    assert set(reading("overdue in jp/cn", "en").query.values("country")) == {"JP", "CN"}


@for_each_row(
    [
        ("en", "overdue of Sam, software or Email Security", ("software", "or", "Email Security")),
        ("en", "hardware or overdue in France", ("hardware", "or", "overdue")),
        ("fr", "mes contrats en France, échus ou logiciels", ("échus", "ou", "logiciels")),
    ]
)
def test_what_an_or_joins_across_fields_is_told_and_narrows_nothing(
    language: str, text: str, unread: tuple[str, ...]
) -> None:
    found = reading(text, language)
    assert found.unread == unread
    assert not {"kind", "product"} & {one.field for one in found.query.where}
    assert asks_for_contracts(found)


def test_groups_of_something_else_stay_groups_of_one_owner() -> None:
    query = following(reading("overdue by country", "en").query, reading("only Sam's", "en"), PAGE).query
    assert (query.by, query.values("owner")) == ("country", ("sam.ortiz@vendor.example",))
    without = following(reading("overdue by owner", "en").query, reading("without Sam's", "en"), PAGE).query
    assert (without.by, without.values("owner", negated=True)) == ("owner", ("sam.ortiz@vendor.example",))


def test_what_is_added_of_a_colleague_stands_beside_the_others() -> None:
    query = following(reading("les contrats de Sam en Chine", "fr").query, reading("ajoute ceux de Léa", "fr"), PAGE)
    assert len(query.query.values("owner")) == 2


def test_what_both_sides_of_an_or_name_narrows_to_the_values_of_both() -> None:
    found = reading("small business software or enterprise hardware in France", "en")
    assert found.query.values("kind") == ("software", "hardware")
    assert (found.query.values("segment"), found.unread) == (("small-business", "enterprise"), ("or",))
    assert reading("software or enterprise hardware", "en").query.values("segment") == ()


@for_each_row(
    [
        ("en", ["overdue in France", "show me Sam's"]),
        ("en", ["overdue in France", "by owner", "ok give me Sam's"]),
        ("en", ["overdue in France", "Léa's"]),
        ("fr", ["en retard en France", "montre-moi ceux de Sam"]),
        ("fr", ["en retard en France", "par responsable", "donne celles de Léa ?"]),
    ]
)
def test_whose_contracts_are_meant_after_a_list_keeps_its_conditions(language: str, texts: list[str]) -> None:
    query = None
    for text in texts:
        query = following(query, reading(text, language), PAGE).query
    assert query is not None
    assert (query.values("country"), query.values("status"), query.ask, query.by) == (
        ("FR",),
        ("overdue",),
        "list",
        None,
    )
    assert query.values("owner") in (("sam.ortiz@vendor.example",), ("lea.marchand@vendor.example",))


@for_each_row(
    [
        ("en", "my contracts in Canada", "sorry, meant Italy"),
        ("en", "my contracts in Canada", "oops i meant Italy"),
        ("en", "my contracts in Canada", "no sorry Italy"),
        ("fr", "mes contrats au Canada", "pardon, je voulais dire l'Italie"),
    ]
)
def test_a_country_that_was_meant_takes_the_place_of_the_one_said(language: str, first: str, then: str) -> None:
    before = reading(first, language).query
    found = reading(then, language)
    query = following(before, found, PAGE).query
    assert (query.values("country"), query.values("owner"), found.unread) == (("IT",), before.values("owner"), ())


@for_each_row(
    [
        ("en", "France, hardware past its end, auto or not", {"kind": ["hardware"], "status": ["expired"]}),
        ("en", "expired in France, no matter whether auto or not", {"status": ["expired"]}),
        ("fr", "expirés en France, peu importe automatique ou non", {"status": ["expired"]}),
    ]
)
def test_expired_ones_however_they_renew_are_past_their_end(language: str, text: str, wanted: dict[str, Any]) -> None:
    assert to_json(reading(text, language).query)["only"] == {"country": ["FR"], **wanted}


@for_each_row(
    [
        ("en", "the four upcoming renewals in France", 4),
        ("en", "the 4 upcoming renewals in France", 4),
        ("fr", "les cinq prochaines échéances en France", 5),
        ("fr", "les 5 prochaines échéances en France", 5),
    ]
)
def test_so_many_that_are_next_is_an_order_in_figures_and_words(language: str, text: str, count: int) -> None:
    found = reading(text, language)
    assert (to_json(found.query), found.unread) == ({"only": {"country": ["FR"]}, "most": count}, ())
    assert "next" in found.signs


@for_each_row(
    [
        ("en", "who has more hardware in France, Sam or Léa?", "owner"),
        ("fr", "qui a plus de retards en France, Sam ou Léa ?", "owner"),
        ("en", "in France, how many are automatic and how many are manual?", "auto_renew"),
        ("fr", "en France, combien en automatique et combien en manuel ?", "auto_renew"),
    ]
)
def test_two_that_are_held_against_each_other_are_groups(language: str, text: str, by: str) -> None:
    query = reading(text, language).query
    assert (query.by, query.ask, query.values("country"), query.values("auto_renew")) == (by, "count", ("FR",), ())
    assert len(query.values("owner")) == (2 if by == "owner" else 0)


def test_more_than_a_number_is_no_comparison() -> None:
    found = reading("which owners have more than 10 overdue? who has more than 10?", "en")
    assert (found.query.by, found.query.each) == ("owner", (11, None))
    assert "10" in reading("who has more than 10 overdue?", "en").unread


def test_kinds_held_against_each_other_in_a_quarter_are_not_cut_into_its_months() -> None:
    found = reading("hardware vs software in q1, how many of each", "en")
    assert (found.query.by, found.apart) == ("kind", ())


def test_the_parts_of_a_period_are_compared_where_nothing_else_is() -> None:
    assert reading("compare January to March", "en").query.by == "month"


def test_the_oldest_of_what_has_ended_are_the_longest_past_it() -> None:
    query = following(reading("overdue in France", "en").query, reading("the 3 oldest", "en"), PAGE).query
    assert (query.order, query.most) == (("end", False), 3)
    running = following(reading("running in France", "en").query, reading("the 3 oldest", "en"), PAGE).query
    assert running.order == ("start", False)
