"""Names that nobody on file has are told, and never dropped; a slip in a reseller's name is none."""

from __future__ import annotations

import pytest

from tests.renewals.reading import reading


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("what ends in March with Partner Zorro", "en", ("Partner Zorro",)),
        ("overdue for Blue Harbinger in Spain", "en", ("Blue Harbinger",)),
        ("combien de contrats GateKeeper en retard", "fr", ("GateKeeper",)),
        ("les retards chez Zorglub SA", "fr", ("Zorglub",)),
    ],
)
def test_a_word_with_a_capital_that_nobody_knows_is_a_name(text: str, language: str, names: tuple[str, ...]) -> None:
    assert reading(text, language).strangers == names


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("cheap ones in March", "en"), ("Cheap ones in March", "en"), ("Show Unhappy Customers", "en"),
        ("overdue in EMEA ASAP", "en"), ("les retards fâcheux", "fr"), ("Overdue. Unhappy ones?", "en"),
    ],
)  # fmt: skip
def test_other_words_are_named_as_unread_alone(text: str, language: str) -> None:
    assert reading(text, language).strangers == ()


@pytest.mark.parametrize(
    "text", ["overdue via Partnr Quartz", "overdue via partner quarz", "overdue via Partner Qartz"]
)
def test_a_reseller_is_known_with_a_slip(text: str) -> None:
    assert reading(text, "en").query.values("reseller") == ("Partner Quartz",)


def test_two_slips_are_no_reseller() -> None:
    assert not reading("overdue via Prtner Qarz", "en").query.values("reseller")


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("zelda marlow's renewals in March", "en", ("zelda marlow",)),
        ("what's overdue in zelda’s", "en", ("zelda",)),
        ("the ones of zelda marlow that end in March", "en", ("zelda marlow",)),
        ("les contrats de zelda marlow en mars", "fr", ("zelda marlow",)),
        ("ceux d'isolde en mars", "fr", ("isolde",)),
        ("les contrats de Marie-Ange Lebrun en mars", "fr", ("Marie-Ange Lebrun",)),
    ],
)
def test_whose_contracts_they_are_is_a_name_however_it_is_written(
    text: str, language: str, names: tuple[str, ...]
) -> None:
    assert reading(text, language).strangers == names


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("last quarter's renewals", "en"), ("Wei's renewals in March", "en"), ("today's renewals", "en"),
        ("contracts of more than 500 seats", "en"), ("contrats de mars", "fr"), ("contrats d'avril", "fr"),
    ],
)  # fmt: skip
def test_a_time_a_size_and_a_colleague_are_no_strangers(text: str, language: str) -> None:
    assert reading(text, language).strangers == ()
