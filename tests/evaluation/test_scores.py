"""Figures of an evaluation, and the comparison with the accepted run."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.baseline import Run, accept, falls, fell, load, run_of
from bot.evaluation.dataset import OUT_OF_SCOPE, CannotEvaluate, Labelled, fingerprint, read
from bot.evaluation.runner import Scored
from bot.evaluation.scores import (
    AMONG,
    KEPT,
    NEAR,
    REFUSED,
    RIGHT,
    UNHARMED,
    Tally,
    calibration,
    expected_calibration_error,
    measures,
)


def scored(
    meant: str, understood: str, confidence: float = 0.9, scope: str | None = None, text: str = "a message"
) -> Scored:
    return Scored(Labelled(text, meant, "en", scope), understood, "answer", confidence, 10.0)


def run(part: int, whole: int = 500, f1: float = 1.0) -> Run:
    return Run("same", {"en": {RIGHT: Tally(part, whole)}}, {}, {}, {"en": {"period": f1}})


some = [
    scored("greet", "greet", 0.9),
    scored("thanks", "greet", 0.6),
    scored("thanks", OUT_OF_SCOPE, 0.5),
    scored(OUT_OF_SCOPE, OUT_OF_SCOPE, 0.7, "near"),
    scored(OUT_OF_SCOPE, "greet", 0.4, "far"),
]


def test_each_measure_counts_the_messages_it_is_about() -> None:
    found = measures(some)
    assert found[RIGHT] == Tally(1, 3)
    assert found[KEPT] == Tally(2, 3)
    assert found[REFUSED] == Tally(1, 2)
    assert found[NEAR] == Tally(1, 1)


def test_sure_and_right_eight_times_of_ten_is_no_calibration_error() -> None:
    honest = [scored("greet", "greet" if number < 8 else "thanks", 0.8) for number in range(10)]
    assert expected_calibration_error(calibration(honest)) == pytest.approx(0.0)


def test_sure_and_always_wrong_is_the_whole_error() -> None:
    assert expected_calibration_error(calibration([scored("greet", "thanks", 1.0)] * 4)) == pytest.approx(1.0)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_the_bins_hold_every_message_once_and_the_error_is_a_share(outcomes: list[tuple[float, bool]]) -> None:
    bins = calibration([scored("greet", "greet" if right else "thanks", confidence) for confidence, right in outcomes])
    assert sum(one.right.whole for one in bins) == len(outcomes)
    assert sum(one.right.part for one in bins) == sum(right for _, right in outcomes)
    assert 0.0 <= expected_calibration_error(bins) <= 1.0


@given(st.integers(0, 400), st.integers(0, 400))
def test_as_good_as_accepted_or_better_is_never_a_fall(one: int, other: int) -> None:
    assert not fell(Tally(max(one, other), 400), Tally(min(one, other), 400))


@given(st.integers(1, 400), st.integers(0, 399))
def test_what_falls_further_is_a_fall_as_well(accepted: int, found: int) -> None:
    if fell(Tally(found, 400), Tally(accepted, 400)):
        assert fell(Tally(max(found - 1, 0), 400), Tally(accepted, 400))


def test_one_message_less_is_noise_and_five_points_less_are_not() -> None:
    assert falls(run(484), run(485)) == []
    assert falls(run(460), run(485)) == ["en, right topic: 92.0% (460/500), accepted 97.0% (485/500)"]


def test_all_right_before_and_one_wrong_now_is_noise() -> None:
    assert falls(run(39, 40), run(40, 40)) == []


def test_entities_that_are_found_less_often_are_a_fall() -> None:
    assert falls(run(485, f1=0.9), run(485, f1=0.98)) == ["en, F1 of period: 0.900, accepted 0.980"]


def test_a_measure_that_is_gone_is_a_fall() -> None:
    gone = Run("same", {"en": {}}, {}, {}, {"en": {"period": 1.0}})
    assert falls(gone, run(485)) != []


def test_an_accepted_run_is_read_back_as_it_was(tmp_path: Path) -> None:
    before = run_of(some, {"en": {"period": 0.5}})
    file = tmp_path / "accepted.json"
    assert load(file) is None
    accept(before, date(2026, 11, 23), file)
    again = load(file)
    assert again is not None
    assert (again.messages, again.measures, again.topics, again.entities) == (
        before.messages,
        before.measures,
        before.topics,
        before.entities,
    )
    assert again.calibration_error["en"] == pytest.approx(before.calibration_error["en"], abs=1e-4)


def test_other_messages_are_not_compared() -> None:
    first = [Labelled("a", "greet", "en"), Labelled("b", "greet", "en")]
    assert fingerprint(first) == fingerprint(first[::-1])
    assert fingerprint(first) != fingerprint(first[:1])
    now = run_of([scored("greet", "greet", text="a")], {})
    assert now.difference(run_of(some, {}), "en", RIGHT) is None
    assert now.difference(now, "en", RIGHT) == 0.0


def test_a_topic_among_the_three_likeliest_counts_as_right_among_three() -> None:
    asked = Labelled("and if i dont", "late-renewal", "en", also=("why-renew",))
    told = [
        Scored(asked, "greet", "answer", 0.5, 10.0, ("greet", "why-renew", "thanks")),
        Scored(asked, "why-renew", "answer", 0.5, 10.0, ("why-renew", "greet", "thanks")),
        Scored(asked, "greet", "answer", 0.5, 10.0, ("greet", "thanks", "handoff")),
    ]
    figures = measures(told)
    assert str(figures[RIGHT]) == "33.3% (1/3)"
    assert str(figures[AMONG]) == "66.7% (2/3)"
    assert str(measures([scored("greet", "greet")])[AMONG]) == "–"


def test_a_wrong_answer_on_contracts_does_harm_and_one_on_the_page_does_not() -> None:
    told = [scored("greet", "thanks"), scored("greet", "contract-expiry"), scored("handoff", "handoff")]
    assert str(measures(told)[UNHARMED]) == "66.7% (2/3)"


@given(part=st.integers(0, 400), more=st.integers(0, 400))
def test_an_interval_holds_the_share_and_lies_between_nothing_and_all(part: int, more: int) -> None:
    low, high = Tally(part, part + more).interval
    assert 0 <= low <= Tally(part, part + more).share <= high <= 1


def test_intervals_are_those_of_the_literature() -> None:
    assert [round(end, 4) for end in Tally(81, 263).interval] == [0.2553, 0.3662]


@pytest.mark.parametrize(
    ("name", "row", "read_as"),
    [
        (
            "messages.fr.jsonl",
            {"text": "x", "topics": ["greet", "thanks"], "who": "rep", "style": "sms"},
            ("greet", "fr", None, ("thanks",), "sms", "rep"),
        ),
        (
            "more.jsonl",
            {"text": "x", "topic": "out-of-scope", "language": "en", "far": False},
            ("out-of-scope", "en", "near", (), None, None),
        ),
        (
            "far.en.jsonl",
            {"text": "x", "topics": ["out-of-scope"], "far": True},
            ("out-of-scope", "en", "far", (), None, None),
        ),
    ],
)
def test_sets_of_others_are_read_as_well(
    tmp_path: Path, name: str, row: dict[str, object], read_as: tuple[object, ...]
) -> None:
    (tmp_path / name).write_text(json.dumps(row), encoding="utf-8")
    (one,) = read([tmp_path / name])
    assert (one.topic, one.language, one.scope, one.also, one.style, one.who) == read_as


def test_a_set_whose_language_nobody_tells_is_refused(tmp_path: Path) -> None:
    (tmp_path / "messages.jsonl").write_text('{"text": "x", "topic": "greet"}', encoding="utf-8")
    with pytest.raises(CannotEvaluate, match="language"):
        read([tmp_path / "messages.jsonl"])
