"""Questions for contracts that others wrote, and what is added to them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.turn import ASKS, SURELY_ASKS
from renewals.names import folded
from renewals.query import ContractQuery, following, from_json, to_json
from renewals.query.asking import asks_for_contracts
from tests.renewals.reading import LANGUAGES, PAGE, plainly, questions, reading

# So many of the questions in a language are read right, and so many at most are read otherwise without a word about it.
LEAST_RIGHT, MOST_SILENT = 0.80, 0.03


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


CONDITIONS = {
    "en": [
        ("hardware", {"kind": ["hardware"]}), ("in Germany", {"country": ["DE"]}), ("in EMEA", {"region": ["EMEA"]}),
        ("of Sam's", {"owner": ["sam.ortiz@vendor.example"]}), ("via Partner Quartz",
        {"reseller": ["Partner Quartz"]}), ("not contacted", {"contacted": ["no"]}),
        ("that renew automatically", {"auto_renew": ["yes"]}), ("for CloudSOC", {"product": ["CloudSOC"]}),
        ("of small businesses", {"segment": ["small-business"]}),
        ("without a reseller", {"reseller": [""]}), ("in us", {"country": ["US"]}), ("in apac", {"region": ["SG"]}),
        ("premium support", {"offering": ["premium-support"]}), ("for ITMS", {"product": ["IT Management Suite"]}),
        ("with a note", {"noted": ["yes"]}),
    ],
    "fr": [
        ("matériel", {"kind": ["hardware"]}), ("en Allemagne", {"country": ["DE"]}), ("en EMEA", {"region": ["EMEA"]}),
        ("de Sam", {"owner": ["sam.ortiz@vendor.example"]}), ("via Partner Quartz", {"reseller": ["Partner Quartz"]}),
        ("pas contactés", {"contacted": ["no"]}),
        ("qui se renouvellent automatiquement", {"auto_renew": ["yes"]}), ("pour CloudSOC", {"product": ["CloudSOC"]}),
        ("des PME", {"segment": ["small-business"]}),
        ("sans revendeur", {"reseller": [""]}), ("entreprise", {"segment": ["enterprise"]}),
        ("en apac", {"region": ["SG"]}), ("support premium", {"offering": ["premium-support"]}),
        ("pour ITMS", {"product": ["IT Management Suite"]}), ("avec une note", {"noted": ["yes"]}),
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


EXCLUDED = ("kind", "country", "region", "owner", "reseller", "product", "segment")
AGAIN = {"en": ("not {words}", "and not {words} either"), "fr": ("sans {words}", "et pas {words} non plus")}


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_what_is_left_out_one_after_another_stays_left_out(language: str, data: st.DataObject) -> None:
    among = [one for one in CONDITIONS[language] if set(one[1]) <= set(EXCLUDED) and [""] not in one[1].values()]
    said = data.draw(st.lists(st.sampled_from(among), min_size=2, max_size=4, unique_by=lambda one: one[0]))
    query = following(None, reading({"en": "overdue", "fr": "en retard"}[language], language), PAGE).query
    left: set[str] = set()
    for number, (words, _) in enumerate(said):
        found = reading(AGAIN[language][number > 0].format(words=words), language)
        query, left = following(query, found, PAGE).query, left | set(folded(" ".join(found.unread)).split())
    for words, condition in said:
        without = all(set(values) <= set(query.values(field, negated=True)) for field, values in condition.items())
        assert without or left & set(folded(words).split()), (words, query)


NONSENSE = st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=5, max_size=9)


@pytest.mark.parametrize("language", LANGUAGES)
@given(words=st.lists(NONSENSE, min_size=1, max_size=3, unique=True), data=st.data())
def test_words_that_nobody_knows_are_named(language: str, words: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([one["text"] for one in questions(language)][:40]))
    found = reading(f"{text} {' '.join(words)}", language)
    assert found.unclear is not None or set(words) <= set(found.unread) or len(found.unread) >= 12


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
