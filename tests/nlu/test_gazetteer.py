"""What a message names, by the gazetteer."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities.gazetteer import Gazetteer
from nlu.text.normalize import mask_numbers


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return Gazetteer.read()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("does C-100234 end before June?", ["contract_number", "period"]),
        ("what ends on 15-Apr-27?", []),
        ("10-CTR-0098 and MAR-2027", ["contract_number", "contract_number"]),
        ("May I ask", []),
        ("ISO 27001 audits", []),
        ("in May", ["period"]),
        ("Allemagne ou Suisse", ["country", "country"]),
        ("nothing", []),
    ],
)
def test_what_is_named_is_found(text: str, kinds: list[str]) -> None:
    assert [one.entity for one in gazetteer().find(text)] == kinds


def test_a_gazetteer_is_read_back_as_it_was(tmp_path: Path) -> None:
    gazetteer().save(tmp_path)
    text = "C-100234 in Belgium, Premium Support, next quarter"
    assert Gazetteer.load(tmp_path).find(text) == gazetteer().find(text)


def test_a_contract_number_is_masked_and_nothing_else() -> None:
    text = "is C-100234 in Belgium?"
    assert mask_numbers(text, gazetteer().find(text)) == "is n0123456 in Belgium?"


@given(st.text(max_size=80) | st.text("C-10234 May in Belgium é+.", max_size=80))
def test_entities_stand_in_the_text_in_order_without_overlap(text: str) -> None:
    found = gazetteer().find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
