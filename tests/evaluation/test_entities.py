"""Marked sentences, and how well their entities are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.entities import KINDS, f1, f1_by_language, find, marked
from renewals import answers

word = st.text("abc 1", min_size=1, max_size=5)


@given(st.lists(st.tuples(word, word), max_size=4))
def test_a_marked_sentence_gives_its_text_and_where_each_entity_stands(parts: list[tuple[str, str]]) -> None:
    text, spans = marked("".join(f"{before}[{entity}](product)" for before, entity in parts))
    assert text == "".join(before + entity for before, entity in parts)
    assert [text[start:end] for _, start, end in spans] == [entity for _, entity in parts]


def test_a_missed_one_and_a_wrong_one_cost_as_much() -> None:
    wanted = [[("product", 0, 3)], [("product", 0, 3)]]
    assert f1(wanted, wanted, "product") == 1.0
    assert f1(wanted, [[("product", 0, 3)], []], "product") == f1([[("product", 0, 3)], []], wanted, "product") == 2 / 3
    assert f1(wanted, [[], []], "product") == 0.0


def test_limits_are_exact_for_a_number_and_free_for_a_period() -> None:
    assert f1([[("contract_number", 0, 8)]], [[("contract_number", 0, 6)]], "contract_number") == 0.0
    assert f1([[("period", 0, 8)]], [[("period", 3, 12)]], "period") == 1.0


@pytest.mark.usefixtures("engine_python")
def test_the_engines_own_component_looks() -> None:
    assert find(["does C-100234 end before June?", "nothing"]) == [[("contract_number", 5, 13), ("period", 18, 29)], []]


@pytest.mark.usefixtures("engine_python")
def test_a_month_is_told_from_a_verb_and_a_standard_from_a_contract() -> None:
    sentences = [
        "May I ask",
        "we march on",
        "I may cancel",
        "ISO 27001 audits",
        "in May",
        "March 2027",
        "le 3 mars",
        "au deuxième trimestre",
    ]
    assert [[kind for kind, _, _ in spans] for spans in find(sentences)] == [[], [], [], [], *[["period"]] * 4]


@pytest.mark.usefixtures("engine_python")
def test_contract_numbers_products_and_periods_are_found_in_every_language() -> None:
    scores = f1_by_language()
    assert sorted(scores) == sorted(answers.languages())
    assert [(language, kind) for language in scores for kind in KINDS if scores[language][kind] < 0.95] == []
