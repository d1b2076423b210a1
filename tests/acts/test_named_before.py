"""What a message has named is what its act is for; taking back and noting in other words than their own."""

from __future__ import annotations

from datetime import date

import pytest

from renewals.acts import Acts, read
from renewals.desk_words import read as read_desk
from renewals.query import Named
from tests.tables import for_each_row

MONDAY = date(2026, 11, 23)
NAMES = {
    "C-100": Named("number", ("C-100",), 0, 0),
    "Contoso": Named("account", ("A-1",), 0, 0),
    "gateway": Named("product", ("Messaging Gateway",), 0, 0),
}


def acts(text: str, language: str) -> Acts:
    """What a text does; its names are those of `NAMES`."""
    named = [
        Named(one.field, one.values, text.index(name), text.index(name) + len(name))
        for name, one in NAMES.items()
        if name in text
    ]
    found = read(text, language, MONDAY, named)
    assert found is not None
    return found


@for_each_row(
    [
        ("en", "hung up with Contoso over the gateway a minute ago, set it to contacted"),
        ("en", "Contoso rang about the gateway, log it as called"),
        ("fr", "je sors d'un appel chez Contoso pour le gateway, marque-le comme contacté"),
    ]
)
def test_it_is_what_the_message_has_named(language: str, text: str) -> None:
    (part,) = acts(text, language).parts
    assert (part.accounts, part.products) == ((("A-1",),), ("Messaging Gateway",))


@for_each_row(
    [
        ("en", "the third is done, mark it as contacted", 3),
        ("fr", "le deuxième c'est fait, marque-le comme contacté", 2),
    ]
)
def test_a_place_in_the_list_is_what_the_act_is_for(language: str, text: str, place: int) -> None:
    (part,) = acts(text, language).parts
    assert part.ordinal == place


@for_each_row(
    [
        ("en", "damn, not that one, undo"),
        ("en", "oh no, the wrong contract, revert that"),
        ("fr", "mince, mauvais contrat, annule"),
    ]
)
def test_undo_among_other_words_takes_back(language: str, text: str) -> None:
    assert acts(text, language) == Acts(undo=0)


@pytest.mark.parametrize("text", ["scrap that, I've changed my mind", "annule mon rappel"])
def test_what_may_be_meant_otherwise_takes_nothing_back(text: str) -> None:
    assert all((found := read(text, language, MONDAY)) is None or found.undo is None for language in ("en", "fr"))


@for_each_row(
    [
        ("en", "put on C-100 that they move in March", "they move in March"),
        ("en", "C-100: jot down that they move in March", "they move in March"),
        ("en", "add to C-100: they move, quote wanted", "they move, quote wanted"),
        ("fr", "ajoute sur C-100 : déménagement en mars, devis voulu", "déménagement en mars, devis voulu"),
        ("fr", "inscris sur C-100 que le site déménage", "le site déménage"),
    ]
)
def test_a_note_in_other_words(language: str, text: str, noted: str) -> None:
    (part,) = acts(text, language).parts
    assert part.numbers == ("C-100",)
    assert [wish.text for wish in part.wishes] == [noted]


@for_each_row([("en", "now by owner"), ("en", "per reseller"), ("fr", "par commercial")])
def test_groups_are_no_fact_of_a_contract(language: str, text: str) -> None:
    assert read_desk(text, language) is None


def test_a_note_is_for_an_account_s_product() -> None:
    (part,) = acts("put on Contoso's gateway contract that they move", "en").parts
    assert (part.accounts, part.products) == ((("A-1",),), ("Messaging Gateway",))
    assert [wish.text for wish in part.wishes] == ["they move"]


@for_each_row(
    [
        ("en", "unmark C-100", "C-100"),
        ("en", "untick it", ""),
        ("en", "no wait, wrong person, untick it", ""),
        ("fr", "décoche C-100", "C-100"),
        ("fr", "oh non, ce n'était pas la bonne personne, décoche", ""),
    ]
)
def test_a_contact_that_is_unticked_is_cleared_without_a_note(language: str, text: str, number: str) -> None:
    (part,) = acts(text, language).parts
    assert [(wish.what, wish.value) for wish in part.wishes] == [("clear", "contacted")]
    assert part.numbers == ((number,) if number else ())


@for_each_row(
    [
        ("en", "I don't need to see C-100 for the moment, snooze it until January 12"),
        ("fr", "pas besoin de voir C-100 pour le moment, mets-le en pause jusqu'au 12 janvier"),
    ]
)
def test_what_a_snooze_says_again_is_no_note(language: str, text: str) -> None:
    (part,) = acts(text, language).parts
    assert ([wish.what for wish in part.wishes], part.numbers) == (["snooze"], ("C-100",))


@for_each_row(
    [
        ("en", "budget is frozen at C-100, snooze it until January 12", "budget is frozen at C-100"),
        ("en", "don't want to see C-100, they moved, snooze it until January 12", "they moved"),
    ]
)
def test_what_a_snooze_does_not_say_stays_a_note(language: str, text: str, note: str) -> None:
    (part,) = acts(text, language).parts
    assert [wish.text for wish in part.wishes if wish.what == "note"] == [note]
