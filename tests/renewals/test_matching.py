"""Which account a name means, where nothing but a name is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.matching import (
    AccountName,
    accounts_beginning_with,
    accounts_called,
    accounts_named,
    products_named,
    whole_names,
)
from renewals.name_words import search_keys

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


FIRMS = [
    "A-B-C Company",
    "H&K Logistique SAS",
    "1&1 Muster AG",
    "AZ Coatings LLC",
    "Aérospatiale-Matra",
    "株式会社メルカド",
    "Ørn Energi AS",
    "Işık Tekstil A.Ş.",
    "Łódź Metal Sp. z o.o.",
    "Straßer GmbH",
    "Black & Decker Ltd",
    "Dupont et Fils",
    "Next plc",
    "HP Inc.",
    "3M France",
    "Atlas Banque",
    "Atlas Banque Paris",
    "Contoso SARL",
    "Contoso GmbH",
    "Banque de l'Ouest",
]
ACCOUNTS_OF_FIRMS = [AccountName(str(number), name) for number, name in enumerate(FIRMS)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("show me what ABC has", ["A-B-C Company"]),
        ("when does a.b.c. end", ["A-B-C Company"]),
        ("contracts of the A B C Company", ["A-B-C Company"]),
        ("when is h & k due?", ["H&K Logistique SAS"]),
        ("H and K Logistique, please", ["H&K Logistique SAS"]),
        ("HK Logistique", ["H&K Logistique SAS"]),
        ("contracts for 1&1", ["1&1 Muster AG"]),
        ("contracts for 1 and 1", ["1&1 Muster AG"]),
        ("contracts that end in 11 days", []),
        ("1 contract and 1 more", []),
        ("when is azcoatings due", ["AZ Coatings LLC"]),
        ("A.Z. Coatings", ["AZ Coatings LLC"]),
        ("AerospatialeMatra", ["Aérospatiale-Matra"]),
        ("aero spatiale matra", ["Aérospatiale-Matra"]),
        ("contracts of メルカド", ["株式会社メルカド"]),
        ("contracts of ﾒﾙｶﾄﾞ", ["株式会社メルカド"]),
        ("contracts of めるかど", ["株式会社メルカド"]),
        ("orn energi", ["Ørn Energi AS"]),
        ("what about Orn?", ["Ørn Energi AS"]),
        ("ISIK", ["Işık Tekstil A.Ş."]),
        ("lodz metal", ["Łódź Metal Sp. z o.o."]),
        ("STRASSER", ["Straßer GmbH"]),
        ("black and decker", ["Black & Decker Ltd"]),
        ("Black+Decker", ["Black & Decker Ltd"]),
        ("Dupont & Fils", ["Dupont et Fils"]),
        ("what ends next quarter", []),
        ("Next quarter, please", []),
        ("contracts of Next plc", ["Next plc"]),
        ("contracts of HP", ["HP Inc."]),
        ("3M", ["3M France"]),
        ("Atlas Banque", ["Atlas Banque"]),
        ("Atlas Banque Paris", ["Atlas Banque Paris"]),
        ("Contoso SARL", ["Contoso SARL"]),
        ("contoso", ["Contoso GmbH", "Contoso SARL"]),
        ("notre banque", []),
        ("is it on, and for how long", []),
    ],
)
def test_a_firm_is_found_however_its_name_is_joined_split_or_written(said: str, meant: list[str]) -> None:
    assert [account.name for account in accounts_named(said, ACCOUNTS_OF_FIRMS)] == meant


@given(st.sampled_from(FIRMS), st.sampled_from(["{}", "when does {} end?", "quand finit {} ?", "contracts of {}"]))
def test_an_exact_name_always_wins(name: str, question: str) -> None:
    assert [account.name for account in accounts_named(question.format(name), ACCOUNTS_OF_FIRMS)] == [name]


@given(st.sampled_from(FIRMS))
def test_a_name_shares_a_search_word_with_what_is_said(name: str) -> None:
    assert set(whole_names(f"when does {name} end?")) & search_keys(name)


def test_an_exact_product_wins_over_one_that_is_longer() -> None:
    names = ["Web Security Service", "Web Security Service Advanced"]
    assert products_named("when does Web Security Service end", [], names) == ["Web Security Service"]
    assert products_named("web security service advanced", ["Web Security Service"], names) == [
        ("Web Security Service Advanced")
    ]


@pytest.mark.parametrize(
    ("text", "mentioned", "meant"),
    [
        ("Data Center Security", ["Data Center Security"], []),
        ("when does data center security end", ["Data Center Security"], []),
        ("web security", [], ["Web Security Service"]),
        ("when does SEP end", ["Endpoint Protection"], ["Endpoint Protection"]),
        ("endpoint", ["Endpoint Protection"], ["Endpoint Protection"]),
        ("the proxy", ["ProxySG"], ["ProxySG S210"]),
    ],
)
def test_a_product_named_in_full_is_no_other_one_that_shares_words_with_it(
    text: str, mentioned: list[str], meant: list[str]
) -> None:
    assert products_named(text, mentioned, ["Web Security Service", "Endpoint Protection", "ProxySG S210"]) == meant


def test_an_e_mail_product_is_not_taken_for_one_of_mail() -> None:
    assert products_named(
        "what about the e-mail security one", ["Mail Security"], ["Email Security.cloud", "ProxySG"]
    ) == ["Email Security.cloud"]
    assert products_named("what about Mail Security", ["Mail Security"], ["Email Security.cloud", "ProxySG"]) == []
