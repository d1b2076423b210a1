"""The page of an evaluation."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console

from bot.evaluation.baseline import run_of
from bot.evaluation.dataset import Labelled
from bot.evaluation.html_report import page
from bot.evaluation.report import scores_table
from bot.evaluation.runner import Scored

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def said(text: str, meant: str, understood: str) -> Scored:
    return Scored(Labelled(text, meant, "fr"), understood, "answer", 0.8, 10.0)


def test_the_page_shows_scores_confusions_calibration_and_needs_nothing_else() -> None:
    scored = [said("bonjour", "greet", "greet"), said("<b>merci</b>", "thanks", "greet")]
    run = run_of(scored, {"fr": {"period": 0.97}})
    html = page(scored, run, None, NOW)
    assert "50.0% (1/2)" in html
    assert "0.970" in html
    assert html.count("<svg") == 3
    assert "&lt;b&gt;merci&lt;/b&gt;" in html
    assert "<b>" not in html
    assert not any(reference in html for reference in ('src="', 'href="http', "@import", "<script"))


def test_a_fall_is_told_first() -> None:
    good = run_of([said(f"bonjour {number}", "greet", "greet") for number in range(60)], {})
    bad = [said(f"bonjour {number}", "greet", "greet" if number < 40 else "thanks") for number in range(60)]
    html = page(bad, run_of(bad, {}), good, NOW)
    assert html.index("Falls beyond noise") < html.index("Scores")
    assert "66.7% (40/60) -33.3" in html


def test_a_run_on_other_messages_is_not_compared() -> None:
    other = [said("salut", "greet", "greet")]
    html = page(other, run_of(other, {}), run_of([said("bonjour", "greet", "greet")], {}), NOW)
    assert "nothing to compare" in html


def test_the_scores_stand_whole_in_a_terminal_of_eighty_columns() -> None:
    scored = [
        said("bonjour", "greet", "greet"),
        said("merci", "thanks", "greet"),
        said("quel temps fait-il", "out-of-scope", "out-of-scope"),
    ]
    run = run_of(scored, {})
    console = Console(width=80, record=True)
    console.print(scores_table(scored, run, run))
    text = console.export_text()
    assert "50.0% (1/2)" in text
    assert "calibration error" in text
    assert "…" not in text


def test_a_set_that_says_how_and_by_whom_is_told_by_style_and_by_person() -> None:
    messages = [Labelled(f"q{n}", "greet", "fr", style="sms" if n < 8 else "formal", who="rep") for n in range(10)]
    scored = [Scored(one, "greet" if n else "thanks", "answer", 0.8, 10.0) for n, one in enumerate(messages)]
    html = page(scored, run_of(scored, {}), None, NOW)
    assert "By style, fr" in html
    assert "87.5% (7/8)</td><td>53% to 98%" in html
    assert "90.0% (9/10)" in html
    assert "By style" not in page([said("bonjour", "greet", "greet")], run_of(scored, {}), None, NOW)


def test_a_blind_set_shows_figures_and_no_message() -> None:
    scored = [said("bonjour", "greet", "greet"), said("merci", "thanks", "greet")]
    html = page(scored, run_of(scored, {}), None, NOW, blind=True)
    assert "50.0% (1/2)" in html
    assert "merci" not in html
    assert "thanks" not in html


def test_the_page_shows_the_learning_curve_and_how_far_two_labellers_agree() -> None:
    html = page([said("bonjour", "greet", "greet")], run_of([said("bonjour", "greet", "greet")], {}), None, NOW)
    assert "Learning curve" in html
    assert "<td>single messages</td><td>240</td><td>98 %</td>" in html
