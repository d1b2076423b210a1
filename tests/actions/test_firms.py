"""Which words of a question look like a firm's name."""

from __future__ import annotations

import pytest

from actions.firms_named import NAMED_WITHIN, firms_in


@pytest.mark.parametrize(
    ("asked", "firms"),
    [
        ("when does the contract for Acme Corp end?", ["Acme Corp"]),
        ("contracts of Hewlett-Packard, please", ["Hewlett-Packard"]),
        ("et chez AT&T France ?", ["AT&T France"]),
        ("le contrat de l'entreprise Éditions Dupont", ["Éditions Dupont"]),
        ("when does Acme's contract end", ["Acme"]),
        ("Big Acme’s contract", ["Big Acme"]),
        ("for One Two Three Four Five", ["One Two Three Four"]),
        ("for acme", []),
        ("when does azcoatings end?", ["azcoatings"]),
        ("what contracts does A-B-C have", ["A-B-C"]),
        ("when does h & k end?", ["h & k"]),
        ("quand finit duronde ?", ["duronde"]),
        ("when does our support end", []),
        ("when does it end", []),
        ("when do the licences expire", []),
        ("how do i get it back under cover", []),
        ("how does one renew?", []),
        ("contracts of Ørn Energi", ["Ørn Energi"]),
        ("contracts for メルカド", ["メルカド"]),
        ("for A", []),
        ("it's for me", []),
        ("A" * 5000, []),
        ("for Acme " * 5000, ["Acme"] * (NAMED_WITHIN // len("for Acme "))),
    ],
)
def test_words_with_capitals_where_a_firm_is_named(asked: str, firms: list[str]) -> None:
    assert list(firms_in(asked)) == firms
