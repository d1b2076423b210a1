"""Words are found in what customers said whatever their case and accents, alike on both databases."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.names import without_accents
from renewals.store.database import Sessions
from renewals.store.figures import behind
from renewals.store.figures.selection import Selection
from renewals.store.figures.summary import refresh
from tests.builders import empty
from tests.examples import times
from tests.history import Talk

ALL = Selection(date(2026, 1, 1), date(2027, 12, 31))
LETTERS = "aàÂeéÈËiïIoôÖuüÛcçÇnñ'’ *?[]%_\\-.^$(){}|+ß7Øк"


def found(database: Sessions, words: str, chosen: Selection = ALL) -> list[str]:
    with database() as session:
        return [one.text for one in behind.search(session, words, chosen)]


@pytest.mark.parametrize(
    "words",
    [
        "échéance",
        "ÉCHÉANCE",
        "Echeance",
        "ecHÉance",
        "d'échéance",
        "D’ECHEANCE",
        unicodedata.normalize("NFD", "échéance"),
    ],
)
def test_case_accents_and_apostrophes_do_not_count(database: Sessions, words: str) -> None:
    for text in ("La date d'échéance ?", "LA DATE D’ÉCHÉANCE ?", "la date d'echeance ?", "la date d'achat ?"):
        Talk(database).ask(0, text=text)
    assert len(found(database, words)) == 3


@pytest.mark.parametrize("sign", ["*", "?", "[", "]", "%", "_", "\\", ".", "^", "$", "(", "+", "|", "{"])
def test_a_sign_is_looked_for_as_it_stands(database: Sessions, sign: str) -> None:
    Talk(database).ask(0, text=f"all of it{sign}here")
    Talk(database).ask(0, text="all of it here")
    assert found(database, f"it{sign}h") == [f"all of it{sign}here"]


@times(2)
@given(text=st.text(LETTERS, max_size=12), words=st.text(LETTERS, min_size=1, max_size=4))
def test_a_text_holds_words_where_both_without_case_and_accents_do(
    shared_database: Sessions, text: str, words: str
) -> None:
    empty(shared_database)
    Talk(shared_database).ask(0, text=f"{text}.")

    def plain(some: str) -> str:
        return without_accents(some).lower().replace("’", "'").replace("\u202f", " ")

    assert bool(found(shared_database, words)) == (plain(words) in plain(f"{text}."))


def test_a_search_keeps_to_the_region_that_is_chosen(database: Sessions) -> None:
    japan, elsewhere = Talk(database), Talk(database)
    japan.ask(0, text="a zebra in japan")
    japan.want_a_person(1, "JP")
    elsewhere.ask(0, text="a zebra elsewhere")
    refresh(database)
    chosen = Selection(ALL.first, ALL.last, region="JP")
    assert found(database, "zebra", chosen) == ["a zebra in japan"]
