"""A few words after a list change that list, and keep what else it was of; what they cannot change is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.languages import spoken
from renewals.query import ContractQuery, following, to_json
from tests.renewals.reading import PAGE, reading

SAM = {"owner": ["sam.ortiz@vendor.example"]}
MARCH = ["2027-03-01", "2027-03-31"]
LISTS = {"en": ("contracts ending in march", "only sam"), "fr": ("contrats qui finissent en mars", "seulement sam")}


def thread(language: str, *said: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What messages one after another ask for, and what of the last was not read."""
    query: ContractQuery | None = None
    for text in said:
        found = reading(text, language)
        query = following(query, found, PAGE).query
    assert query is not None
    assert found.unclear is None
    return to_json(query), found.unread


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "show me april instead", {"only": SAM, "ending": ["2027-04-01", "2027-04-30"]}),
        ("fr", "montre-moi plutôt avril", {"only": SAM, "ending": ["2027-04-01", "2027-04-30"]}),
        ("en", "give me Spain instead", {"only": {**SAM, "country": ["ES"]}, "ending": MARCH}),
        (
            "en",
            "give me just the biggest",
            {"only": SAM, "ending": MARCH, "sort": "seats", "descending": True, "most": 1},
        ),
        (
            "fr",
            "donne-moi juste le plus gros",
            {"only": SAM, "ending": MARCH, "sort": "seats", "descending": True, "most": 1},
        ),
        ("fr", "les 3 plus gros", {"only": SAM, "ending": MARCH, "sort": "seats", "descending": True, "most": 3}),
        (
            "en",
            "remove the software and anything below 300 seats",
            {"only": SAM, "not": {"kind": ["software"]}, "ending": MARCH, "seats": [300, None]},
        ),
        (
            "fr",
            "enlève les logiciels et tout ce qui fait moins de 300 postes",
            {"only": SAM, "not": {"kind": ["software"]}, "ending": MARCH, "seats": [300, None]},
        ),
        ("en", "drop anything under 300 seats", {"only": SAM, "ending": MARCH, "seats": [300, None]}),
        ("en", "remove the ones that renew themselves", {"only": {**SAM, "auto_renew": ["no"]}, "ending": MARCH}),
        ("en", "disregard those on auto renewal", {"only": {**SAM, "auto_renew": ["no"]}, "ending": MARCH}),
        (
            "fr",
            "retire les contrats qui renouvellent tt seuls",
            {"only": {**SAM, "auto_renew": ["no"]}, "ending": MARCH},
        ),
        ("fr", "trie par postes, le plus petit en premier", {"only": SAM, "ending": MARCH, "sort": "seats"}),
        (
            "fr",
            "classe par nombre de postes, du plus grand au plus petit",
            {"only": SAM, "ending": MARCH, "sort": "seats", "descending": True},
        ),
        ("fr", "juste ceux d'avant le 10 avril", {"only": SAM, "ending": ["2026-11-22", "2027-04-09"]}),
    ],
)
def test_a_few_words_change_the_list_that_was_shown(language: str, text: str, wanted: dict[str, Any]) -> None:
    query, unread = thread(language, *LISTS[language], text)
    assert unread == ()
    assert {"descending": False, **query} == {"descending": False, **wanted}


@pytest.mark.parametrize(
    ("language", "text", "word"), [("en", "drop the ones that fly", "fly"), ("en", "drop the biggest", "biggest")]
)
def test_what_cannot_be_taken_away_is_named_and_the_list_stays(language: str, text: str, word: str) -> None:
    query, unread = thread(language, *LISTS[language], text)
    assert query == {"only": SAM, "ending": MARCH}
    assert word in unread


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "hardware that wont renew itself", {"only": {"kind": ["hardware"], "auto_renew": ["no"]}}),
        ("en", "contracts that won't renew", {"only": {"forecast": ["will-not-renew"]}}),
        ("fr", "contrats qui ne se renouvelleront pas tout seuls", {"only": {"auto_renew": ["no"]}}),
        ("fr", "contrats qui se renouvellent pas seuls", {"only": {"auto_renew": ["no"]}}),
        ("fr", "le prochain à arriver à terme en Espagne, un seul", {"only": {"country": ["ES"]}, "most": 1}),
        (
            "en",
            "overdue hardware, split small business / enterprise",
            {
                "only": {"kind": ["hardware"], "segment": ["small-business", "enterprise"], "status": ["overdue"]},
                "ask": "count",
                "by": "segment",
            },
        ),
        (
            "fr",
            "en retard, réparti petites entreprises / grandes entreprises",
            {
                "only": {"segment": ["small-business", "enterprise"], "status": ["overdue"]},
                "ask": "count",
                "by": "segment",
            },
        ),
        ("en", "contracts ending in march, auto renew vs not", {"ending": MARCH, "ask": "count", "by": "auto_renew"}),
        (
            "en",
            "overdue hardware per rep, counts only",
            {"only": {"kind": ["hardware"], "status": ["overdue"]}, "ask": "count", "by": "owner"},
        ),
        ("en", "overdue from q2", {"only": {"status": ["overdue"]}, "ending": ["2026-04-01", "2026-11-22"]}),
        ("fr", "retards du T2", {"only": {"status": ["overdue"]}, "ending": ["2026-04-01", "2026-06-30"]}),
        ("fr", "Espagne, à venir", {"only": {"country": ["ES"], "status": ["running"]}}),
        ("fr", "ce qui finit entre noël et l'épiphanie", {"ending": ["2026-12-25", "2027-01-06"]}),
    ],
)
def test_a_question_by_itself_is_read_as_it_is_meant(language: str, text: str, wanted: dict[str, Any]) -> None:
    assert thread(language, text) == (wanted, ())


# What limits, in each language, and what of a query it sets.
LIMITS = {
    "en": (
        ("software", "kind"),
        ("auto renewals", "auto_renew"),
        ("small businesses", "segment"),
        ("overdue", "status"),
    ),
    "fr": (
        ("logiciels", "kind"),
        ("automatiques", "auto_renew"),
        ("petites entreprises", "segment"),
        ("retards", "status"),
    ),
}
VERBS = {"en": ("drop the", "remove the", "ignore the", "only the"), "fr": ("enlève les", "retire les", "que les")}
NUMBERS = {"en": "and anything under {} seats", "fr": "et tout ce qui fait moins de {} postes"}


@given(st.sampled_from(("en", "fr")), st.data(), st.integers(2, 9000))
def test_a_limiting_word_of_a_refinement_is_used_or_named(language: str, data: st.DataObject, seats: int) -> None:
    verb = data.draw(st.sampled_from(VERBS[language]))
    word, field = data.draw(st.sampled_from(LIMITS[language]))
    counted = data.draw(st.booleans())
    text = f"{verb} {word} {NUMBERS[language].format(seats)}" if counted else f"{verb} {word}"
    query, unread = thread(language, *LISTS[language], text)
    named = " ".join(unread)
    kept, left_out = query.get("only", {}), query.get("not", {})
    assert kept["owner"] == SAM["owner"]
    assert field in {**kept, **left_out} or word in named, (text, query)
    assert not counted or query.get("seats") or str(seats) in named, (text, query)


@pytest.mark.parametrize("text", ["Portugal, à venir", "Espagne, échus"])
def test_a_short_question_in_french_is_answered_in_french(text: str) -> None:
    assert spoken(text, "en") == "fr"
