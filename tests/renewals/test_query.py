"""Questions about contracts as queries: what is asked for is read, and what is not read is named."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.turn import ASKS, SURELY_ASKS
from renewals import answers
from renewals.matching import AccountName, telling_words
from renewals.named import named_in
from renewals.names import folded
from renewals.people import PersonName, people_meant
from renewals.periods import Unclear, period_in
from renewals.query import ContractQuery, NotAQuery, Reading, following, from_json, read, to_json
from renewals.query.asking import asks_for_contracts
from renewals.query.kinds import FEW
from renewals.query_told import chips_of
from tests.period_tables import further, table, unreadable
from tests.tables import for_each_row

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
NAMES: dict[str, Any] = json.loads((HERE / "names_in_questions.json").read_text(encoding="utf-8"))
ACCOUNTS = [AccountName(*one) for one in NAMES["accounts"]]
PEOPLE = frozenset(PersonName(*one) for one in NAMES["people"])
LANGUAGES = answers.languages()
PAGE = 10
# So many of the questions in a language are read right, and so many at most are read otherwise without a word about it.
LEAST_RIGHT, MOST_SILENT = 0.80, 0.03


def questions(language: str) -> list[dict[str, Any]]:
    lines = (HERE / f"questions.{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def reading(text: str, language: str, asker: str = "lea") -> Reading:
    """What a text asks for, of an asker among the representatives of the file."""
    beginnings = tuple(word[:3] for word in telling_words(text))
    accounts = (
        [one for one in ACCOUNTS if any(word.startswith(beginnings) for word in folded(one.name).split())]
        if beginnings
        else []
    )
    people = people_meant(text, PEOPLE, [*(one.name for one in accounts), *NAMES["products"], *NAMES["resellers"]])
    named = named_in(text, accounts, NAMES["products"], [], NAMES["resellers"], people)
    me = next(person.email for person in PEOPLE if person.email.startswith(asker))
    return read(text, language, TODAY, me, named)


def plainly(query: dict[str, Any]) -> dict[str, Any]:
    """A query in the one form in which two that ask for the same are equal."""
    asked = to_json(from_json(query))
    fields = {
        side: {field: sorted(values) for field, values in asked.get(side, {}).items()} for side in ("only", "not")
    }
    sort, descending = from_json({**query, "sort": None if query.get("sort") == "total" else query.get("sort")}).order
    if query.get("by") and query.get("descending") is False:
        descending = False
    counted = {
        "ask": asked.get("ask", "count" if query.get("by") else "list"),
        "by": query.get("by"),
        "sort": sort,
        "descending": descending,
    }
    return {**{key: asked.get(key) for key in ("ending", "notice", "seats", "most", "skip")}, **fields, **counted}


def is_right(one: dict[str, Any], language: str) -> bool:
    found = reading(one["text"], language, one["asker"])
    if one.get("unclear"):
        return found.unclear is not None
    query = following(from_json(one["after"]) if one.get("after") else None, found, PAGE).query
    left = " ".join(found.unread).lower()
    return (
        found.unclear is None
        and plainly(to_json(query)) == plainly(one["query"])
        and all(word in left for word in one.get("unread", ()))
    )


def is_silent(one: dict[str, Any], language: str) -> bool:
    found = reading(one["text"], language, one["asker"])
    return not found.unread and found.unclear is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_that_others_wrote_are_read_right_or_say_what_was_not_read(language: str) -> None:
    asked = questions(language)
    wrong = [one for one in asked if not is_right(one, language)]
    silent = [one["text"] for one in wrong if is_silent(one, language)]
    assert len(asked) >= 300
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(asked), [one["text"] for one in wrong]
    assert len(silent) <= MOST_SILENT * len(asked), silent


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


CONDITIONS = {
    "en": [
        ("hardware", {"kind": ["hardware"]}), ("in Germany", {"country": ["DE"]}), ("in EMEA", {"region": ["EMEA"]}),
        ("of Sam's", {"owner": ["sam.ortiz@vendor.example"]}), ("via Partner Quartz",
        {"reseller": ["Partner Quartz"]}), ("not contacted", {"contacted": ["no"]}),
        ("that renew automatically", {"auto_renew": ["yes"]}), ("for CloudSOC", {"product": ["CloudSOC"]}),
        ("of small businesses", {"segment": ["small-business"]}),
        ("without a reseller", {"reseller": [""]}),
    ],
    "fr": [
        ("matériel", {"kind": ["hardware"]}), ("en Allemagne", {"country": ["DE"]}), ("en EMEA", {"region": ["EMEA"]}),
        ("de Sam", {"owner": ["sam.ortiz@vendor.example"]}), ("via Partner Quartz", {"reseller": ["Partner Quartz"]}),
        ("pas contactés", {"contacted": ["no"]}),
        ("qui se renouvellent automatiquement", {"auto_renew": ["yes"]}), ("pour CloudSOC", {"product": ["CloudSOC"]}),
        ("des PME", {"segment": ["small-business"]}),
        ("sans revendeur", {"reseller": [""]}),
    ],
}  # fmt: skip


def meets(query: ContractQuery, condition: dict[str, list[str]]) -> bool:
    return all(set(values) <= set(query.values(field)) for field, values in condition.items())


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_any_question_with_a_condition_more_holds_it_or_names_it(language: str, data: st.DataObject) -> None:
    plain = [
        one["text"]
        for one in questions(language)
        if not one.get("after") and not one.get("unclear") and not one["query"].get("not")
    ]
    text = data.draw(st.sampled_from(plain)).rstrip(" ?.!")
    words, condition = data.draw(st.sampled_from(CONDITIONS[language]))
    found = reading(f"{text}, {words}", language)
    named = set(folded(" ".join(found.unread)).split()) & set(folded(words).split())
    assert meets(found.query, condition) or named or found.unclear is not None, (found.query, found.unread)


NONSENSE = st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=5, max_size=9)


@pytest.mark.parametrize("language", LANGUAGES)
@given(words=st.lists(NONSENSE, min_size=1, max_size=3, unique=True), data=st.data())
def test_words_that_nobody_knows_are_named(language: str, words: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([one["text"] for one in questions(language)][:40]))
    found = reading(f"{text} {' '.join(words)}", language)
    assert found.unclear is not None or set(words) <= set(found.unread) or len(found.unread) >= 12


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


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        (
            "last one to expire this year?",
            "en",
            {"ending": ["2026-01-01", "2026-12-31"], "sort": "end", "descending": True},
        ),
        (
            "le dernier à expirer cette année ?",
            "fr",
            {"ending": ["2026-01-01", "2026-12-31"], "sort": "end", "descending": True},
        ),
        ("which should have renewed by themselves but didn't", "en", {"only": {"status": ["check"]}}),
        ("lesquels auraient dû se renouveler et ne l'ont pas fait", "fr", {"only": {"status": ["check"]}}),
        ("which ones did I ask to be reminded about", "en", {"only": {"reminded": ["yes"]}}),
        ("pour lesquels j'ai demandé un rappel", "fr", {"only": {"reminded": ["yes"]}}),
        (
            "not renewing by itself, ending in January",
            "en",
            {"only": {"auto_renew": ["no"]}, "ending": ["2027-01-01", "2027-01-31"]},
        ),
        ("contracts that don't renew automatically", "en", {"only": {"auto_renew": ["no"]}}),
        ("les trois plus proches de la fin en Espagne", "fr", {"only": {"country": ["ES"]}}),
        ("biggest reseller by number of contracts", "en", {"ask": "count", "by": "reseller"}),
        ("le plus gros revendeur en nombre de contrats", "fr", {"ask": "count", "by": "reseller"}),
        ("France vs Germany by seats", "en", {"only": {"country": ["FR", "DE"]}, "ask": "seats", "by": "country"}),
        (
            "la France contre l'Allemagne en postes",
            "fr",
            {"only": {"country": ["FR", "DE"]}, "ask": "seats", "by": "country"},
        ),
        ("where do the forecasts disagree with the facts", "en", {"only": {"disagrees": ["yes"]}}),
        ("où les avis contredisent les faits", "fr", {"only": {"disagrees": ["yes"]}}),
        ("premium support in Japan", "en", {"only": {"offering": ["premium-support"], "country": ["JP"]}}),
        ("premium support au Japon", "fr", {"only": {"offering": ["premium-support"], "country": ["JP"]}}),
    ],
)
def test_what_is_read_to_its_last_word_surely_asks_for_contracts(
    text: str, language: str, wanted: dict[str, Any]
) -> None:
    found = reading(text, language)
    assert asks_for_contracts(found) == SURELY_ASKS
    assert {**to_json(found.query), "most": None} == {**wanted, "most": None}


def test_a_bare_name_begins_anew_and_a_new_state_drops_the_period() -> None:
    before = from_json({"ending": ["2026-11-16", "2026-11-22"]})
    bare = following(before, reading("Acme Industrial", "en"), PAGE)
    assert to_json(bare.query) == {"only": {"account": ["A-2004"]}}
    assert not bare.inherited
    overdue = following(before, reading("only the overdue ones", "en"), PAGE).query
    assert to_json(overdue) == {"only": {"status": ["overdue"]}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_questions_for_contracts_are_known_as_such(language: str) -> None:
    asked = questions(language)
    known = [asks_for_contracts(reading(one["text"], language, one["asker"])) for one in asked]
    assert sum(one is not None for one in known) >= 0.8 * len(asked)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how do I renew hardware?", "en"), ("what happens if I renew late?", "en"), ("hello", "en"),
        (("which team covers " "Japan?"), "en"), ("mark it as contacted", "en"),
        ("remind me Monday 9am", "en"), ("what is the difference between essential and premium?", "en"),
        (("what does premium " "support " "cost?"), "en"), ("thanks", "en"),
        ("comment renouveler un logiciel ?", "fr"), ("bonjour", "fr"), ("combien coûte un renouvellement ?", "fr"),
        (("ajoute une note : " "attend " "le " "bon"), "fr"), ("c'est quoi le support premium ?", "fr"),
    ],
)  # fmt: skip
def test_questions_on_renewals_in_general_and_wishes_ask_for_no_contracts(text: str, language: str) -> None:
    assert asks_for_contracts(reading(text, language)) not in (ASKS, SURELY_ASKS)
