"""What is left out is left out, so many by their end are these, and what follows a list goes on with it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from renewals.periods import Unclear, period_in
from renewals.query import ContractQuery, following, to_json
from tests.renewals.reading import PAGE, TODAY, reading
from tests.tables import for_each_row

SPAIN = {"country": ["ES"]}


def thread(language: str, *said: str) -> dict[str, Any]:
    """What the last of some messages asks for; each word of each is read."""
    query: ContractQuery | None = None
    for text in said:
        found = reading(text, language)
        assert (found.unread, found.unclear) == ((), None), text
        query = following(query, found, PAGE).query
    assert query is not None
    return to_json(query)


@for_each_row(
    [
        ("en", "hardware in Spain, the automatic ones are not needed", {"auto_renew": ["no"]}),
        ("en", "hardware in Spain, no need to see the automatic ones", {"auto_renew": ["no"]}),
        ("en", "hardware in Spain, don't show the manual ones", {"auto_renew": ["yes"]}),
        ("fr", "le matériel en Espagne, pas besoin des automatiques", {"auto_renew": ["no"]}),
        ("fr", "le matériel en Espagne, les automatiques sont inutiles", {"auto_renew": ["no"]}),
        ("en", "hardware in Spain, expired or not", {}),
        ("en", "hardware in Spain, active or not", {}),
        ("fr", "le matériel en Espagne, en retard ou pas", {}),
        ("fr", "le matériel en Espagne, à renouveler à la main", {"auto_renew": ["no"]}),
    ]
)
def test_what_is_not_wanted_is_left_out_and_never_turned_round(language: str, text: str, more: dict[str, Any]) -> None:
    assert thread(language, text)["only"] == {"kind": ["hardware"], **SPAIN, **more}


@for_each_row(
    [
        ("en", "which 4 contracts in Spain expire last", {"sort": "end", "descending": True, "most": 4}),
        ("en", "the 4 contracts in Spain running out last", {"sort": "end", "descending": True, "most": 4}),
        ("en", "the 4 in Spain overdue the longest", {"most": 4, "status": ["overdue"]}),
        ("fr", "Espagne : les 4 prochains à échoir", {"most": 4}),
        ("fr", "Espagne : les 4 derniers à échoir", {"sort": "end", "descending": True, "most": 4}),
    ]
)
def test_so_many_by_their_end(language: str, text: str, wanted: dict[str, Any]) -> None:
    status = {"status": wanted.pop("status")} if "status" in wanted else {}
    assert thread(language, text) == {"only": {**SPAIN, **status}, **wanted}


@for_each_row([("en", "what ended last month"), ("fr", "ce qui a fini le mois dernier")])
def test_last_beside_a_unit_of_time_is_a_period(language: str, text: str) -> None:
    assert thread(language, text)["ending"] == ["2026-10-01", "2026-10-31"]


@given(st.integers(2, 9), st.integers(2, 9), st.sampled_from(["en", "fr"]))
def test_the_next_few_are_those_that_were_not_shown_yet(first: int, more: int, language: str) -> None:
    asked = f"the {first} biggest in Spain" if language == "en" else f"les {first} plus gros d'Espagne"
    goes_on = f"next {more}" if language == "en" else f"les {more} suivants"
    assert thread(language, asked, goes_on) == {**thread(language, asked), "most": first + more, "skip": first}


@for_each_row(
    [
        ("en", "overdue hardware in Spain", "in order of end date"),
        ("fr", "le matériel en retard en Espagne", "dans l'ordre des échéances"),
    ]
)
def test_an_order_alone_keeps_the_list(language: str, before: str, order: str) -> None:
    assert thread(language, before, order) == thread(language, before)


@for_each_row([("en", "total hardware seats in Spain"), ("fr", "somme des postes du matériel en Espagne")])
def test_a_total_is_a_sum_of_seats(language: str, text: str) -> None:
    assert thread(language, text) == {"only": {"kind": ["hardware"], **SPAIN}, "ask": "seats"}


@for_each_row(
    [
        ("en", "ending in june july august", ["2027-06-01", "2027-08-31"]),
        ("fr", "finissent en janvier février mars", ["2027-01-01", "2027-03-31"]),
    ]
)
def test_months_side_by_side_are_one_period(language: str, text: str, ending: list[str]) -> None:
    assert thread(language, text)["ending"] == ending


@for_each_row([("en", "january, march and april"), ("fr", "janvier, mars et avril")])
def test_months_that_follow_one_another_are_offered_together(language: str, text: str) -> None:
    meant = period_in(text, language, TODAY)
    assert isinstance(meant, Unclear)
    assert [(one.start.month, one.end.month) for one in meant.options if one.start and one.end] == [(1, 1), (3, 4)]


@for_each_row([("en", "overdue in march, may and june"), ("fr", "en retard en mars, mai et juin")])
def test_of_what_is_overdue_past_months_are_offered(language: str, text: str) -> None:
    found = reading(text, language)
    assert found.unclear is not None
    assert found.unread == ()
    assert {one.end.year for one in found.unclear.options if one.end} == {2026}


@for_each_row(
    [
        ("en", "hardware in Spain, no matter if ended"),
        ("en", "hardware in Spain, even the automatic ones"),
        ("fr", "le matériel en Espagne, même ceux en retard"),
    ]
)
def test_what_may_be_or_not_limits_nothing(language: str, text: str) -> None:
    assert thread(language, text) == {"only": {"kind": ["hardware"], **SPAIN}}


@for_each_row(
    [
        ("en", "the 3 most overdue in Spain"),
        ("fr", "les 3 contrats les plus en retard en Espagne"),
    ]
)
def test_the_most_overdue_are_overdue(language: str, text: str) -> None:
    assert thread(language, text) == {"only": {**SPAIN, "status": ["overdue"]}, "most": 3}


@for_each_row([("fr", "ce qui m'arrive à échéance en mai"), ("en", "what's left of mine this year")])
def test_what_is_mine_and_ahead(language: str, text: str) -> None:
    found = thread(language, text)
    assert found["only"] == {"owner": ["lea.marchand@vendor.example"]}
    assert found["ending"][0] >= "2026-11-22"
