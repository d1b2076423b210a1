"""So many groups that have the most: a number, what they are, and what they have the most of."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from renewals.query import to_json
from tests.renewals.reading import reading

GROUPS = {
    "en": {"resellers": "reseller", "countries": "country", "reps": "owner", "products": "product", "months": "month"},
    "fr": {"revendeurs": "reseller", "pays": "country", "commerciaux": "owner", "produits": "product", "mois": "month"},
}
NUMBERS = {"en": {"3": 3, "two": 2, "12": 12}, "fr": {"3": 3, "deux": 2, "12": 12}}
OPENINGS = {"en": ("which {} have", "the {} with", "show me the {} that have"), "fr": ("les {} avec", "quels {} ont")}
MOST = {
    "en": {
        "the most contracts": ("count", True), "the most seats": ("seats", True), "the fewest seats": ("seats", False),
    },
    "fr": {"le plus de contrats": ("count", True), "le plus de postes": ("seats", True)},
}  # fmt: skip


def asked(text: str, language: str) -> dict[str, Any]:
    found = reading(text, language)
    assert (found.unread, found.unclear) == ((), None), text
    by, descending = found.query.order
    return {**to_json(found.query), "sort": by, "descending": descending}


@given(st.data())
def test_so_many_groups_with_the_most_are_groups_in_their_order(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(sorted(GROUPS)))
    noun, field = data.draw(st.sampled_from(sorted(GROUPS[language].items())))
    number, count = data.draw(st.sampled_from(sorted(NUMBERS[language].items())))
    most, (measure, descending) = data.draw(st.sampled_from(sorted(MOST[language].items())))
    opening = data.draw(st.sampled_from(OPENINGS[language]))
    text = f"{opening.format(f'{number} {noun}')} {most}"
    found = asked(text, language)
    expected = {"by": field, "ask": measure, "most": count, "sort": "total", "descending": descending}
    assert {name: found[name] for name in expected} == expected, text


def test_the_conditions_beside_stay() -> None:
    found = asked("the 4 resellers with the most overdue contracts in Spain", "en")
    assert found["only"] == {"country": ["ES"], "status": ["overdue"]}
    assert (found["by"], found["most"], found["ask"]) == ("reseller", 4, "count")
