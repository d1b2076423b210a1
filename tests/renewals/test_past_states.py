"""What "expired", "lapsed" and "past their end" mean: each word one thing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from renewals.periods import Period
from renewals.query import to_json
from tests.renewals.reading import reading


def only(text: str, language: str) -> Any:
    return to_json(reading(text, language).query).get("only", {})


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("expired in Spain", "en"), ("lapsed contracts of Spain", "en"), ("Spain, out of cover", "en"),
        ("échus en Espagne", "fr"), ("contrats expirés, Espagne", "fr"), ("Espagne : hors contrat", "fr"),
    ],
)  # fmt: skip
def test_expired_alone_is_what_is_overdue(text: str, language: str) -> None:
    assert only(text, language) == {"country": ["ES"], "status": ["overdue"]}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("past their end in Spain", "en"), ("contracts whose end date has passed, Spain", "en"),
        ("contrats dont la date est passée, Espagne", "fr"), ("Espagne, fin passée", "fr"),
    ],
)  # fmt: skip
def test_past_their_end_is_both_what_is_overdue_and_what_should_have_renewed(text: str, language: str) -> None:
    assert only(text, language) == {"country": ["ES"], "status": ["expired"]}


def test_expired_and_renewing_by_itself_is_what_should_have_renewed_and_never_empty_by_its_words() -> None:
    assert only("expired contracts on automatic renewal", "en") == {"status": ["expired"], "auto_renew": ["yes"]}


def test_beside_a_period_expired_says_that_the_end_is_past() -> None:
    assert reading("expired in October", "en").query.ending == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert only("expired in October", "en") == {}
    assert only("expired this year", "en") == {"status": ["expired"]}


def test_not_expired_has_not_ended() -> None:
    assert only("not expired in Spain", "en") == {"country": ["ES"], "status": ["running"]}
