"""Which account a name means, where nothing but a name is typed."""

from __future__ import annotations

import pytest

from renewals.matching import AccountName, accounts_beginning_with, accounts_called

NAMES = [
    "Contoso SARL",
    "Contoso GmbH",
    "Société Générale d'Édition",
    "Atlas Banque",
    "Atlas Copco",
    "Hôpital Sainte-Anne",
    "Lion City Clinics",
]
ACCOUNTS = [AccountName(str(number), name) for number, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("contoso", ["Contoso GmbH", "Contoso SARL"]),
        ("cont", ["Contoso GmbH", "Contoso SARL"]),
        ("atlas", ["Atlas Banque", "Atlas Copco"]),
        ("atlas banq", ["Atlas Banque"]),
        ("banque", ["Atlas Banque"]),
        ("hopital", ["Hôpital Sainte-Anne"]),
        ("saint anne", ["Hôpital Sainte-Anne"]),
        ("societe generale edition", ["Société Générale d'Édition"]),
        ("genrale", ["Société Générale d'Édition"]),
        ("clinics", ["Lion City Clinics"]),
        ("contoso france", ["Contoso GmbH", "Contoso SARL"]),
        ("li", []),
        ("acme", []),
        ("sarl", []),
    ],
)
def test_a_name_part_of_one_or_one_with_a_slip_finds_its_accounts(typed: str, meant: list[str]) -> None:
    found = [account.name for account in accounts_called(typed, ACCOUNTS)]
    assert found[: len(meant)] == meant
    assert bool(found) == bool(meant)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("how does Atlas stand with its renewals?", ["Atlas Banque", "Atlas Copco"]),
        ("comment va contoso en ce moment", ["Contoso GmbH", "Contoso SARL"]),
        ("how do they stand with their renewals?", []),
        ("Copco, how do they stand?", []),
    ],
)
def test_the_first_word_of_a_name_anywhere_in_a_sentence_finds_its_accounts(text: str, meant: list[str]) -> None:
    assert [account.name for account in accounts_beginning_with(text, ACCOUNTS)] == meant
