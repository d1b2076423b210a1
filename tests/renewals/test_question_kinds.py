"""Kinds of questions that were once answered with other contracts than those asked for, or not at all.

The asker is Léa; the day is 22 November 2026.
"""

from __future__ import annotations

from typing import Any

import pytest

from protocol.turn import SURELY_ASKS
from renewals.query import following, from_json, to_json
from renewals.query.asking import asks_for_contracts
from tests.renewals.reading import PAGE, reading
from tests.tables import for_each_row

LEA, OVERDUE = {"owner": ["lea.marchand@vendor.example"]}, {"status": ["overdue"]}
ENDPOINT = [
    f"Endpoint {name}" for name in ("Encryption", "Protection", "Protection Cloud", "Protection Small Business")
]

QUESTIONS: list[tuple[str, str, dict[str, Any]]] = [
    # The longest past their end
    ("en", "the ten oldest overdue", {"only": OVERDUE, "most": 10}),
    ("fr", "les dix plus vieux retards", {"only": OVERDUE, "most": 10}),
    ("fr", "les 4 plus anciens en retard en Espagne", {"only": {**OVERDUE, "country": ["ES"]}, "most": 4}),
    ("en", "my oldest contracts", {"only": LEA, "sort": "start"}),
    ("fr", "mes retards du plus ancien au plus récent", {"only": {**LEA, **OVERDUE}}),
    # "Overdue by" says by how much, or by what they are put together
    ("en", "overdue by region", {"only": OVERDUE, "ask": "count", "by": "region"}),
    ("en", "overdue by more than 60 days", {"only": OVERDUE, "ending": [None, "2026-09-22"]}),
    # Groups that have none
    ("en", "reps with no overdue", {"only": OVERDUE, "ask": "count", "by": "owner", "each": [None, 0]}),
    ("fr", "les commerciaux sans retard", {"only": OVERDUE, "ask": "count", "by": "owner", "each": [None, 0]}),
    ("fr", "quels revendeurs n'ont aucun contrat en retard",
     {"only": OVERDUE, "ask": "count", "by": "reseller", "each": [None, 0]}),
    ("en", "customers with no contract ending in Q1",
     {"ending": ["2027-01-01", "2027-03-31"], "ask": "count", "by": "account", "each": [None, 0]}),
    ("en", "contracts with no reseller", {"only": {"reseller": [""]}}),
    ("fr", "clients sans note", {"only": {"noted": ["no"]}}),
    # The states side by side
    ("en", "contracts by status", {"ask": "count", "by": "status"}),
    ("fr", "mes contrats par état", {"only": LEA, "ask": "count", "by": "status"}),
    ("en", "how many are active and how many overdue",
     {"only": {"status": ["running", "overdue"]}, "ask": "count", "by": "status"}),
    ("fr", "combien d'actifs et combien en retard",
     {"only": {"status": ["running", "overdue"]}, "ask": "count", "by": "status"}),
    # The first day
    ("en", "software signed in September", {"only": {"kind": ["software"]}, "starting": ["2026-09-01", "2026-09-30"]}),
    ("fr", "contrats qui ont débuté en mars 2026", {"starting": ["2026-03-01", "2026-03-31"]}),
    # When somebody was contacted
    ("en", "contacted last week", {"only": {"contacted": ["yes"]}, "contact": ["2026-11-09", "2026-11-15"]}),
    ("en", "not contacted since October", {"only": {"contacted": ["no"]}, "contact": ["2026-10-01", "2026-11-22"]}),
    ("fr", "contactés en octobre", {"only": {"contacted": ["yes"]}, "contact": ["2026-10-01", "2026-10-31"]}),
    ("en", "not contacted, ending in October", {"only": {"contacted": ["no"]}, "ending": ["2027-10-01", "2027-10-31"]}),
    # What has ended ends before today
    ("en", "contracts expired this year", {"only": {"status": ["expired"]}, "ending": ["2026-01-01", "2026-12-31"]}),
    ("en", "expired over 6 months back", {"ending": [None, "2026-05-21"]}),
    ("en", "overdue over 90 days", {"only": OVERDUE, "ending": [None, "2026-08-23"]}),
    ("en", "ending over the next 90 days", {"ending": ["2026-11-22", "2027-02-20"]}),
    # What is left
    ("en", "what is left to renew this quarter", {"ending": ["2026-11-22", "2026-12-31"]}),
    ("fr", "ce qui me reste à renouveler ce trimestre", {"only": LEA, "ending": ["2026-11-22", "2026-12-31"]}),
    # Small words that are conditions where they stand
    ("en", "overdue us hardware", {"only": {"kind": ["hardware"], "country": ["US"], **OVERDUE}}),
    ("en", "my contracts in us and mexico", {"only": {**LEA, "country": ["US", "MX"]}}),
    ("en", "show us hardware contracts", {"only": {"kind": ["hardware"]}}),
    ("en", "overdue contracts with us", {"only": OVERDUE}),
    ("fr", "contrats entreprise en retard au Maroc",
     {"only": {"country": ["MA"], "segment": ["enterprise"], **OVERDUE}}),
    ("fr", "les entreprises en retard", {"only": OVERDUE}),
    ("fr", "combien d'entreprises en retard", {"only": OVERDUE, "ask": "accounts"}),
    ("en", "contracts in Spain I don't own", {"only": {"country": ["ES"]}, "not": LEA}),
    ("en", "overdue in apac", {"only": {"region": ["SG"], **OVERDUE}}),
    # "Not … or …" are neither; "encore" turns no page where more is said
    ("en", "software, not small business or in Germany",
     {"only": {"kind": ["software"]}, "not": {"country": ["DE"], "segment": ["small-business"]}}),
    ("en", "Endpoint Protection, not the cloud edition",
     {"only": {"product": ["Endpoint Protection"]}, "not": {"kind": ["online-service"]}}),
    ("fr", "les CloudSOC encore actifs", {"only": {"product": ["CloudSOC"], "status": ["running"]}}),
    # Numbers of thousands, and the words for seats
    ("fr", "plus de 1 200 postes", {"seats": [1201, None]}),
    ("fr", "nb de postes par pays", {"ask": "seats", "by": "country"}),
    ("en", "sort mine by seats", {"only": LEA, "sort": "seats", "descending": True}),
    # Names of products in part, and shortened
    ("en", "endpoint contracts", {"only": {"product": ENDPOINT}}),
    ("en", "ITMS in Korea", {"only": {"product": ["IT Management Suite"], "country": ["KR"]}}),
    # Groups and ends
    ("en", "top resellers in Q1", {"ending": ["2027-01-01", "2027-03-31"], "ask": "count", "by": "reseller"}),
    ("en", "the very last contract to expire", {"sort": "end", "descending": True, "most": 1}),
    ("fr", "les 5 plus gros contrats, par nb de postes", {"sort": "seats", "descending": True, "most": 5}),
]  # fmt: skip


@for_each_row(QUESTIONS)
def test_a_question_asks_for_what_its_words_say(language: str, text: str, wanted: dict[str, Any]) -> None:
    found = reading(text, language)
    assert found.unread == ()
    assert found.unclear is None
    assert to_json(found.query) == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "overdue contracts worth more than 20k"),
        ("en", "contracts over 20,000 euros ending in May"),
        ("fr", "contrats en retard de plus de 20 000 euros"),
    ],
)
def test_an_amount_of_money_is_named_as_unread_and_no_seats(language: str, text: str) -> None:
    found = reading(text, language)
    assert found.query.seats is None
    assert any("20" in word for word in found.unread)
    assert set(found.unread) <= set(found.missing)
    assert asks_for_contracts(found) == SURELY_ASKS


@for_each_row(
    [
        ("en", ["list essential support contracts"]),
        ("en", ["show all hardware support contracts"]),
        ("fr", ["liste les contrats premium"]),
    ]
)
def test_a_list_of_an_offerings_contracts_is_no_question_about_the_offering(language: str, texts: list[str]) -> None:
    assert all(asks_for_contracts(reading(text, language)) == SURELY_ASKS for text in texts)


BEFORE: dict[str, Any] = {
    "only": {**LEA, "country": ["FR"], "kind": ["software"]},
    "ending": ["2027-01-01", "2027-03-31"],
}
FOLLOWED: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    # What was left out before stays left out
    ("en", "and not Spain either", {**BEFORE, "not": {"country": ["DE"]}},
     {**BEFORE, "not": {"country": ["DE", "ES"]}}),
    ("en", "minus the ones already expired", BEFORE, {**BEFORE, "only": {**BEFORE["only"], "status": ["running"]}}),
    # Those of the list that are late; a state by itself begins anew
    ("fr", "ceux en retard", BEFORE, {"only": {**BEFORE["only"], **OVERDUE}}),
    ("en", "the ones that are overdue", BEFORE, {"only": {**BEFORE["only"], **OVERDUE}}),
    ("en", "overdue", BEFORE, {"only": OVERDUE}),
    # One value in the place of another
    ("en", "cloud instead", BEFORE, {**BEFORE, "only": {**BEFORE["only"], "kind": ["online-service"]}}),
    ("fr", "non je voulais dire Italie", BEFORE, {**BEFORE, "only": {**BEFORE["only"], "country": ["IT"]}}),
    ("en", "make it 700", {**BEFORE, "seats": [301, None]}, {**BEFORE, "seats": [701, None]}),
    ("en", "make it 700", {**BEFORE, "seats": [None, 299]}, {**BEFORE, "seats": [None, 699]}),
    ("en", "make it 20", {**BEFORE, "most": 5}, {**BEFORE, "most": 20}),
    ("fr", "et en postes", BEFORE, {**BEFORE, "ask": "seats"}),
]  # fmt: skip


@for_each_row(FOLLOWED)
def test_a_message_after_a_list_changes_what_it_says(
    language: str, text: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert to_json(following(from_json(before), reading(text, language), PAGE).query) == to_json(from_json(after))
