"""The development sets' figures, counted from the record of decisions, and what they must not fall behind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation import decisions, development
from bot.evaluation.decisions import Decision
from bot.evaluation.development import (
    AMONG,
    EACH,
    KEPT,
    LATER,
    NOTHING,
    REFUSED,
    RIGHT,
    SEVERAL_ANSWERED,
    falls,
    figures,
)
from bot.evaluation.scores import Tally
from renewals import answers


def test_no_figure_of_the_recorded_decisions_has_fallen_behind_the_accepted_ones() -> None:
    """The record itself is held to the product by tests/api/test_explanations.py."""
    assert falls(figures(decisions.load()), development.load()) == []


def test_every_set_has_figures() -> None:
    told = development.load()
    assert set(told) == set(figures([]))
    assert all(tally.whole for measures in told.values() for tally in measures.values())


def decided(name: str, *topics: Sequence[str], speaker: str = "stranger") -> list[Decision]:
    return [Decision(name, line, speaker, tuple(some), 1.0, "classifier") for line, some in enumerate(topics, 1)]


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """Labelled sets of a few rows, in one language; the other sets are empty."""
    rows: dict[str, list[dict[str, Any]]] = {
        "en": [
            {"text": "a", "topic": "late-renewal"},
            {"text": "b", "topic": "compliance"},
            {"text": "c", "topic": "out-of-scope"},
        ],
        "dialogues.en": [
            {"dialogue": 1, "text": "a", "any": ["greet"]},
            {"dialogue": 1, "text": "b", "any": ["compliance", "late-renewal"]},
            {"dialogue": 1, "text": "c", "each": ["support-hours", "compliance"]},
        ],
        "tickets.en": [
            {"subject": "a", "body": "a", "answerable": True, "topics": ["compliance"], "also": ["support-hours"]},
            {"subject": "b", "body": "b", "answerable": True, "topics": ["late-renewal"], "also": []},
            {"subject": "c", "body": "c", "answerable": False, "topics": [], "also": []},
        ],
        "several": [{"text": "a", "topics": ["greet", "compliance"]}],
    }
    names = [
        f"{name}{language}"
        for name in ("", "development.", "blind.", "dialogues.", "tickets.")
        for language in answers.languages()
    ]
    for name in [*names, "several"]:
        (tmp_path / f"{name}.jsonl").write_text(
            "".join(json.dumps(row) + "\n" for row in rows.get(name, [])), encoding="utf-8"
        )
    return tmp_path


def test_each_measure_counts_what_it_is_about(sets: Path) -> None:
    played = [
        *decided("en", ["late-renewal"], ["out-of-scope"], ["out-of-scope"]),
        *decided("dialogues.en", ["greet"], ["late-renewal"], ["support-hours"]),
        *decided("tickets.en", ["support-hours", "compliance"], ["compliance"], ["late-renewal"]),
        *decided("several", ["compliance", "greet"], speaker="customer"),
        *decided("en", ["greet"], ["greet"], ["greet"], speaker="rep"),
    ]
    told = figures(played, sets)
    assert told["en"] == {RIGHT: Tally(1, 2), KEPT: Tally(1, 2), REFUSED: Tally(1, 1)}
    assert told["dialogues.en"] == {LATER: Tally(1, 2)}
    assert told["tickets.en"] == {AMONG: Tally(1, 2), SEVERAL_ANSWERED: Tally(1, 1), NOTHING: Tally(0, 1)}
    assert told["several"] == {EACH: Tally(1, 1)}


def test_a_fall_beyond_noise_and_a_figure_that_is_gone_are_told() -> None:
    accepted = {"en": {RIGHT: Tally(98, 100), KEPT: Tally(99, 100)}}
    assert falls({"en": {RIGHT: Tally(97, 100), KEPT: Tally(99, 100)}}, accepted) == []
    assert falls({"en": {RIGHT: Tally(88, 100)}}, accepted) == [
        "en, right topic: 88.0% (88/100), accepted 98.0% (98/100)",
        "en, good ones answered: 0.0% (0/100), accepted 99.0% (99/100)",
    ]


def test_figures_are_kept_as_they_were(tmp_path: Path) -> None:
    told = {"en": {RIGHT: Tally(3, 4)}}
    development.save(told, tmp_path / "kept.json")
    assert development.load(tmp_path / "kept.json") == told
