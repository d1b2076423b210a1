"""Questions about contracts as queries: what is asked for is read, and what is not read is named."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals import answers
from renewals.periods import Unclear, period_in
from renewals.query import ContractQuery, NotAQuery, following, from_json, read, to_json
from renewals.query.kinds import FEW
from renewals.query_told import chips_of
from tests.period_tables import further, table, unreadable
from tests.renewals.reading import LANGUAGES, PAGE, TODAY, reading
from tests.tables import for_each_row

PHRASES_OF_TIME = [
    *((language, phrase) for language, phrase, _, _ in table()),
    *((language, phrase) for language, phrase, _ in further()),
    *unreadable(),
]


# Alone, these are no periods in a question for contracts: groups, "of today", and what goes on from the list before.
OTHERWISE = (
    "until March, each month",
    "jusqu'en mars, chaque mois",
    "aujourd'hui",
    "per month",
    "by the month",
    "par mois",
    "the week after that",
    "mois par mois",
    "month by month",
    "each quarter",
    "chaque trimestre",
    # These rest on the time that is named before them, which a question's reading knows.
    "what ends next month and the month after",
    "contrats qui finissent le mois prochain et le suivant",
)


@for_each_row(row for row in PHRASES_OF_TIME if row[1] not in OTHERWISE)
def test_a_word_of_a_period_is_taken_for_nothing_else(language: str, phrase: str) -> None:
    """In a question for contracts a phrase means the period that it means by itself: no "not", "or", "next" of it is a
    condition or a page.
    """
    alone, found = period_in(phrase, language, TODAY), read(phrase, language, TODAY)
    if isinstance(alone, Unclear):
        assert found.unclear is not None
    else:
        assert found.unclear is None
        assert (found.query.ending or found.query.notice) == alone
        assert not found.page


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "how many contracts end every month"),
        ("en", "how many contracts end each month"),
        ("fr", "combien de contrats finissent tous les mois"),
        ("fr", "combien de contrats finissent mois par mois"),
    ],
)
def test_how_many_end_every_month_is_counted_by_month(language: str, text: str) -> None:
    found = read(text, language, TODAY)
    assert (found.query.by, found.query.ask, found.unclear, found.unread) == ("month", "count", None, ())


@pytest.mark.parametrize(
    ("language", "text"), [("en", "which contracts end every month"), ("fr", "quels contrats finissent tous les mois")]
)
def test_what_ends_every_month_is_asked_back(language: str, text: str) -> None:
    assert read(text, language, TODAY).unclear is not None


FIELD_VALUES = st.one_of(
    *(
        st.tuples(st.just(field), st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True))
        for field, values in FEW.items()
    ),
    st.tuples(
        st.sampled_from(["owner", "account", "product", "reseller"]),
        st.lists(st.text(max_size=20), min_size=1, max_size=3, unique=True),
    ),
)


DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
QUERIES = st.builds(
    lambda only, negated, ending, seats, skip, by: from_json(
        {
            "only": dict(only),
            "not": dict(negated),
            "ending": ending and [day.isoformat() for day in ending],
            "seats": seats,
            "skip": skip,
            "by": by,
        }
    ),
    st.lists(FIELD_VALUES, max_size=3),
    st.lists(FIELD_VALUES, max_size=2),
    st.none() | st.tuples(DAYS, DAYS),
    st.none() | st.tuples(st.integers(1, 9999), st.none()),
    st.integers(0, 500),
    st.sampled_from([None, "owner", "month"]),
)


@given(QUERIES)
def test_a_query_is_the_same_after_its_way_through_json(query: ContractQuery) -> None:
    assert from_json(json.loads(json.dumps(to_json(query)))) == query


@pytest.mark.parametrize(
    "wrong",
    [
        {"only": {"kind": ["gold"]}}, {"only": {"password": ["x"]}}, {"products": []}, {"ending": ["yesterday", None]},
        {"ask": "everything"},
        {"only": {"owner": "me"}}, {"skip": -1}, {"by": "price"}, {"only": []}, "text", {"only": {"owner": []}},
        {"seats": ["many", None]},
    ],
)  # fmt: skip
def test_what_is_no_query_is_refused(wrong: Any) -> None:
    with pytest.raises(NotAQuery):
        from_json(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in FEW.items() for value in values if value != "active"]
)
def test_what_stands_on_a_chip_takes_its_condition_away_when_it_is_said(language: str, field: str, value: str) -> None:
    before = from_json({"only": {field: [value], "owner": ["sam.ortiz@vendor.example"]}})
    (chip,) = [chip for chip in chips_of(before, language, {}) if chip.by_words]
    pressed = answers.phrase(language, "query", "say-without", label=chip.label)
    assert following(before, reading(pressed, language), PAGE).query == chip.without


def test_a_page_after_another_goes_on_where_that_ended() -> None:
    before = from_json({"only": {"kind": ["hardware"]}, "skip": 10})
    assert following(before, reading("next page", "en"), PAGE).query.skip == 20
    assert following(before, reading("previous page", "en"), PAGE).query.skip == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["2027-01-01", "2027-03-31"], ["2027-04-01", "2027-06-30"]), (["2026-12-01", "2026-12-31"], ["2027-01-01",
        "2027-01-31"]),
        (["2026-11-23", "2026-11-29"], ["2026-11-30", "2026-12-06"]), (["2026-10-01", "2027-09-30"], ["2027-10-01",
        "2028-09-30"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("and the one after?", "en"),
        ("the following one", "en"),
        ("et celui d'après ?", "fr"),
        ("et celle d'après", "fr"),
    ],
)
def test_the_one_after_is_the_period_that_follows_and_is_as_long(
    before: list[str], after: list[str], text: str, language: str
) -> None:
    shown = from_json({"only": {"kind": ["hardware"]}, "ending": before, "skip": 10})
    assert to_json(following(shown, reading(text, language), PAGE).query) == {
        "only": {"kind": ["hardware"]},
        "ending": after,
    }


def test_a_bare_name_begins_anew_and_a_new_state_drops_the_period() -> None:
    before = from_json({"ending": ["2026-11-16", "2026-11-22"]})
    bare = following(before, reading("Acme Industrial", "en"), PAGE)
    assert to_json(bare.query) == {"only": {"account": ["A-2004"]}}
    assert not bare.inherited
    overdue = following(before, reading("only the overdue ones", "en"), PAGE).query
    assert to_json(overdue) == {"only": {"status": ["overdue"]}}


@pytest.mark.parametrize("verb", ["arrivent à terme", "viennent à terme", "arrivent à échéance", "finissent"])
def test_each_word_for_an_end_is_read(verb: str) -> None:
    found = read(f"combien de contrats {verb} dans les 20 jours", "fr", TODAY)
    assert (found.unread, found.query.ending is not None) == ((), True)
