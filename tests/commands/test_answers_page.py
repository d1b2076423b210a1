"""`renewals answers`: all answers side by side on one page."""

from __future__ import annotations

from html import escape
from pathlib import Path

from typer.testing import CliRunner

from bot.commands import app
from renewals import answers


def test_the_page_holds_every_answer_in_every_language_with_its_source(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["answers", "--results", str(tmp_path)])
    assert told.exit_code == 0, told.output
    page = (tmp_path / "answers.html").read_text(encoding="utf-8")
    for language in answers.languages():
        for topic in answers.topics(language).values():
            for text in [topic.answer or "", *(said.text for said in topic.questions.values())]:
                assert escape(text) in page
    for question in answers.catalogue():
        assert question in page
        assert escape(answers.asks("en", question)) in page


def test_what_the_page_leaves_open_is_marked(tmp_path: Path) -> None:
    CliRunner().invoke(app, ["answers", "--results", str(tmp_path)])
    page = (tmp_path / "answers.html").read_text(encoding="utf-8")
    opened = [said for topic in answers.topics("en").values() for said in topic.questions.values() if said.open]
    assert page.count('<tr class="open">') == len(opened)
