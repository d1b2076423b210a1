"""What the pages for operators name is there."""

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
