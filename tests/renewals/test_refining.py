"""What is left out, what limits nothing, what is compared; and what a short message does with the list before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from protocol.turn import ASKS, CHANGES, SURELY_ASKS
from renewals.query import ContractQuery, following, from_json, read, to_json, united
from renewals.query.asking import asks_for_contracts
from tests.renewals.reading import PAGE, TODAY, reading

SAM = {"owner": ["sam.ortiz@vendor.example"]}


def asked(text: str, language: str = "en") -> dict[str, Any]:
    """What a question by itself asks for; each of its words is read."""
    found = reading(text, language)
    assert (found.unread, found.unclear) == ((), None)
    return to_json(found.query)


def changed(language: str, *said: str) -> dict[str, Any]:
    """What messages one after another ask for; each word of the last is read."""
    query: ContractQuery | None = None
    for text in said:
        found = reading(text, language)
        query = following(query, found, PAGE).query
    assert query is not None
    assert (found.unread, found.unclear) == ((), None)
    return to_json(query)


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("hardware that won't renew by itself", "en", {"only": {"kind": ["hardware"], "auto_renew": ["no"]}}),
        (
            "hardware in Spain, they weren't on auto",
            "en",
            {"only": {"kind": ["hardware"], "auto_renew": ["no"], "country": ["ES"]}},
        ),
        (
            "overdue in EMEA, excl. Spain",
            "en",
            {"only": {"status": ["overdue"], "region": ["EMEA"]}, "not": {"country": ["ES"]}},
        ),
        ("les retards en dehors de l'Espagne", "fr", {"only": {"status": ["overdue"]}, "not": {"country": ["ES"]}}),
        ("overdue, exclude anything below 200 seats", "en", {"only": {"status": ["overdue"]}, "seats": [200, None]}),
        ("overdue, nothing over 200 seats", "en", {"only": {"status": ["overdue"]}, "seats": [None, 200]}),
        ("en retard, sans ceux de moins de 200 postes", "fr", {"only": {"status": ["overdue"]}, "seats": [200, None]}),
        ("overdue software, contacted or not", "en", {"only": {"status": ["overdue"], "kind": ["software"]}}),
        ("logiciels en retard, contactés ou pas", "fr", {"only": {"status": ["overdue"], "kind": ["software"]}}),
        (
            "matériel en Espagne, auto exclu",
            "fr",
            {"only": {"kind": ["hardware"], "country": ["ES"], "auto_renew": ["no"]}},
        ),
        ("overdue 30 to 60 days", "en", {"only": {"status": ["overdue"]}, "ending": ["2026-09-23", "2026-10-23"]}),
        ("en retard de 30 à 60 jours", "fr", {"only": {"status": ["overdue"]}, "ending": ["2026-09-23", "2026-10-23"]}),
        ("contracts w/o reseller in Spain", "en", {"only": {"country": ["ES"], "reseller": [""]}}),
        ("software overdue, snoozed ones too", "en", {"only": {"status": ["overdue"], "kind": ["software"]}}),
        ("logiciels en retard, automatiques inclus", "fr", {"only": {"status": ["overdue"], "kind": ["software"]}}),
    ],
)
def test_what_is_left_out_is_left_out_and_what_limits_nothing_limits_nothing(
    text: str, language: str, wanted: dict[str, Any]
) -> None:
    assert asked(text, language) == wanted


@pytest.mark.parametrize(
    ("language", "said", "wanted"),
    [
        ("en", ("overdue in Spain", "add Portugal"), {"only": {"status": ["overdue"], "country": ["ES", "PT"]}}),
        (
            "fr",
            ("retards en Espagne", "ajoute le Portugal"),
            {"only": {"status": ["overdue"], "country": ["ES", "PT"]}},
        ),
        (
            "en",
            ("overdue in EMEA", "drop the autos"),
            {"only": {"status": ["overdue"], "region": ["EMEA"], "auto_renew": ["no"]}},
        ),
        (
            "fr",
            ("retards en EMEA", "vire le matériel"),
            {"only": {"status": ["overdue"], "region": ["EMEA"]}, "not": {"kind": ["hardware"]}},
        ),
        (
            "en",
            ("overdue in Spain", "no, not Spain, Portugal"),
            {"only": {"status": ["overdue"], "country": ["PT"]}, "not": {"country": ["ES"]}},
        ),
        (
            "fr",
            ("retards en Espagne", "non pas l'Espagne, le Portugal"),
            {"only": {"status": ["overdue"], "country": ["PT"]}, "not": {"country": ["ES"]}},
        ),
        (
            "en",
            ("overdue in Spain, biggest first", "soonest first"),
            {"only": {"status": ["overdue"], "country": ["ES"]}},
        ),
        (
            "fr",
            ("retards en Espagne, les plus gros d'abord", "trie par date"),
            {"only": {"status": ["overdue"], "country": ["ES"]}},
        ),
        ("en", ("overdue, only manual", "auto ones too"), {"only": {"status": ["overdue"]}}),
        (
            "en",
            ("overdue in Spain", "the larger one"),
            {"only": {"status": ["overdue"], "country": ["ES"]}, "sort": "seats", "descending": True, "most": 1},
        ),
        (
            "en",
            ("overdue in Spain", "scrap that, hardware in Portugal"),
            {"only": {"kind": ["hardware"], "country": ["PT"]}},
        ),
        (
            "fr",
            ("retards en Espagne", "oublie ça, matériel au Portugal"),
            {"only": {"kind": ["hardware"], "country": ["PT"]}},
        ),
        ("en", ("overdue in Spain", "include the auto ones"), {"only": {"status": ["overdue"], "country": ["ES"]}}),
        ("en", ("overdue, not hardware", "include the hardware"), {"only": {"status": ["overdue"]}}),
        ("en", ("overdue in Spain", "all countries"), {"only": {"status": ["overdue"]}}),
        ("fr", ("retards en Espagne", "sans le filtre pays"), {"only": {"status": ["overdue"]}}),
        (
            "fr",
            ("retards en Espagne au T1", "toutes dates confondues"),
            {"only": {"status": ["overdue"], "country": ["ES"]}},
        ),
        ("en", ("due in February", "and March too"), {"ending": ["2027-02-01", "2027-03-31"]}),
        ("fr", ("ce qui finit en février", "ajoute mars"), {"ending": ["2027-02-01", "2027-03-31"]}),
        ("en", ("overdue in Spain", "plus Portugal"), {"only": {"status": ["overdue"], "country": ["ES", "PT"]}}),
        ("en", ("overdue", "leave the hardware out"), {"only": {"status": ["overdue"]}, "not": {"kind": ["hardware"]}}),
        ("en", ("overdue, sort by seats", "ascending"), {"only": {"status": ["overdue"]}, "sort": "seats"}),
        ("en", ("overdue", "who owns those"), {"only": {"status": ["overdue"]}, "ask": "count", "by": "owner"}),
        (
            "fr",
            ("ce qui finit la semaine prochaine", "celle d'après", "et encore celle d'après"),
            {"ending": ["2026-12-07", "2026-12-13"]},
        ),
    ],
)
def test_a_short_message_changes_the_list_before(language: str, said: tuple[str, ...], wanted: dict[str, Any]) -> None:
    assert changed(language, *said) == wanted
    assert asks_for_contracts(reading(said[-1], language)) is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("soonest first", "en"),
        ("trie par date", "fr"),
        ("both together", "en"),
        ("les deux", "fr"),
        ("add Portugal", "en"),
    ],
)
def test_what_only_changes_a_list_asks_for_none_by_itself(text: str, language: str) -> None:
    assert asks_for_contracts(reading(text, language)) == CHANGES


@pytest.mark.parametrize(
    ("earlier", "before", "together"),
    [
        ({"only": {"country": ["ES"]}}, {"only": {"country": ["PT"]}}, {"only": {"country": ["ES", "PT"]}}),
        (
            {"ending": ["2026-11-23", "2026-11-29"]},
            {"ending": ["2026-11-30", "2026-12-06"]},
            {"ending": ["2026-11-23", "2026-12-06"]},
        ),
        ({"ending": ["2026-11-01", "2026-11-30"]}, {"ending": ["2027-03-01", "2027-03-31"]}, None),
        ({}, {"only": {"country": ["PT"]}}, None),
        ({"seats": [5, None]}, {"seats": [9, None]}, None),
    ],
)
def test_both_are_what_two_lists_asked_for_where_a_query_can_say_it(
    earlier: dict[str, Any], before: dict[str, Any], together: dict[str, Any] | None
) -> None:
    found = united(from_json(earlier), from_json(before))
    assert (to_json(found) if found is not None else None) == together


def test_my_region_is_the_region_of_who_asks() -> None:
    mine = read("overdue in my region", "en", TODAY, "wei@vendor.example", regions=("SG",))
    assert to_json(mine.query) == {"only": {"status": ["overdue"], "region": ["SG"]}}
    assert read("retards dans ma région", "fr", TODAY, "wei@vendor.example").wide
    nothing_of_mine = following(
        from_json({"only": SAM}), read("only my region", "en", TODAY, "w@v.example", regions=("SG",)), PAGE
    )
    assert to_json(nothing_of_mine.query) == {"only": {"region": ["SG"]}}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Partner Quartz or Partner Dune, past their date", "en"),
        ("les Allemands en retard", "fr"),
        ("les petites boîtes belges de plus de 50 postes", "fr"),
        ("aussies due in March", "en"),
    ],
)
def test_what_reads_wholly_as_a_query_is_one(text: str, language: str) -> None:
    assert asks_for_contracts(reading(text, language)) in (ASKS, SURELY_ASKS)
    assert json.dumps(asked(text, language))


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("en", "what ends within the next 45 days", "make it 75"),
        ("fr", "ce qui finit dans les 45 prochains jours", "mets 75"),
    ],
)
def test_another_number_is_one_of_days_where_the_list_has_no_other(language: str, first: str, then: str) -> None:
    whole = (
        "contracts ending within the next 75 days" if language == "en" else "ce qui finit dans les 75 prochains jours"
    )
    assert changed(language, first, then)["ending"] == asked(whole, language)["ending"]


def test_to_speak_of_an_account_is_not_to_have_spoken_with_it() -> None:
    assert reading("je parle de Contoso", "fr").query.values("contacted") == ()
    assert reading("ceux avec qui on a déjà parlé", "fr").query.values("contacted") == ("yes",)
