"""What the pages for operators name is there, and the glossary keeps to its form."""

from __future__ import annotations

import re

import pytest

from bot.setting_names import names_of_settings
from bot.settings import ROOT

PAGES = ("security.md", "operations.md", "runbook.md")
MORE = {"RENEWALS_ACTIONS_HOST", "RENEWALS_ACTIONS_PORT"}


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_page_names_is_there(page: str) -> None:
    named = set(re.findall(r"`(tests/[\w/.]+)`", (ROOT / "docs" / page).read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_that_a_page_names_is_one(page: str) -> None:
    named = set(re.findall(r"`((?:RENEWALS|SLACK|SMTP)_[A-Z_]+)`", (ROOT / "docs" / page).read_text(encoding="utf-8")))
    assert sorted(named - names_of_settings() - MORE) == []


def test_the_glossary_has_forty_words_at_most_each_once_and_in_order() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = [line.split("|")[1].strip().lower() for line in page.splitlines() if line.startswith("| ")][1:]
    assert 20 < len(terms) <= 40
    assert terms == sorted(set(terms))
