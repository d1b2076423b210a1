"""Ranks, groups and comparisons have both sides."""

from __future__ import annotations

from typing import Any

import pytest

from renewals.query import to_json
from tests.renewals.reading import reading


def asked(text: str, language: str = "en") -> dict[str, Any]:
    """What a question by itself asks for; each of its words is read."""
    found = reading(text, language)
    assert (found.unread, found.unclear) == ((), None)
    return to_json(found.query)


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("smallest 3 in Spain", "en", {"only": {"country": ["ES"]}, "sort": "seats", "most": 3}),
        (
            "top 4 by seats in Spain",
            "en",
            {"only": {"country": ["ES"]}, "sort": "seats", "descending": True, "most": 4},
        ),
        (
            "which reseller has the most overdue seats",
            "en",
            {"only": {"status": ["overdue"]}, "ask": "seats", "by": "reseller", "most": 1},
        ),
        ("who holds most in EMEA", "en", {"only": {"region": ["EMEA"]}, "ask": "count", "by": "owner", "most": 1}),
        (
            "qui détient le plus de retards en postes",
            "fr",
            {"only": {"status": ["overdue"]}, "ask": "seats", "by": "owner", "most": 1},
        ),
        ("overdue country by country", "en", {"only": {"status": ["overdue"]}, "ask": "count", "by": "country"}),
        ("les retards pays par pays", "fr", {"only": {"status": ["overdue"]}, "ask": "count", "by": "country"}),
        (
            "overdue hardware and software, how many of each",
            "en",
            {"only": {"status": ["overdue"], "kind": ["hardware", "software"]}, "ask": "count", "by": "kind"},
        ),
        (
            "retards logiciels et matériel, combien de chaque",
            "fr",
            {"only": {"status": ["overdue"], "kind": ["software", "hardware"]}, "ask": "count", "by": "kind"},
        ),
        ("EMEA by quarter", "en", {"only": {"region": ["EMEA"]}, "ask": "count", "by": "quarter"}),
        ("EMEA par trimestre", "fr", {"only": {"region": ["EMEA"]}, "ask": "count", "by": "quarter"}),
        (
            "compare March and April in EMEA",
            "en",
            {"only": {"region": ["EMEA"]}, "ending": ["2027-03-01", "2027-04-30"], "ask": "count", "by": "month"},
        ),
        (
            "T2 ou T3, lequel est le plus chargé",
            "fr",
            {"ending": ["2027-04-01", "2027-09-30"], "ask": "count", "by": "quarter"},
        ),
        ("auto vs manual in EMEA", "en", {"only": {"region": ["EMEA"]}, "ask": "count", "by": "auto_renew"}),
    ],
)
def test_ranks_groups_and_comparisons_have_both_sides(text: str, language: str, wanted: dict[str, Any]) -> None:
    assert asked(text, language) == wanted


@pytest.mark.parametrize(
    ("text", "language", "sides"),
    [
        (
            "compare March and April, by country",
            "en",
            [{"ending": ["2027-03-01", "2027-03-31"]}, {"ending": ["2027-04-01", "2027-04-30"]}],
        ),
        (
            "auto contre manuel, par pays",
            "fr",
            [{"only": {"auto_renew": ["yes"]}}, {"only": {"auto_renew": ["no"]}}],
        ),
        (
            "Spain vs Portugal by month",
            "en",
            [{"only": {"country": ["ES"]}}, {"only": {"country": ["PT"]}}],
        ),
    ],
)
def test_a_comparison_beside_its_groups_has_the_groups_of_each_side(
    text: str, language: str, sides: list[dict[str, Any]]
) -> None:
    found = reading(text, language)
    by = {"by": found.query.by, "ask": "count"}
    assert [to_json(one) for one in found.apart] == [{**side, **by} for side in sides]
    assert not found.unread


def test_a_comparison_of_too_many_sides_is_named() -> None:
    text = "compare Spain, Portugal, France, Italy, Poland, Ireland and Sweden by month"
    assert reading(text, "en").unread == ("compare",)
