"""Ticket deflection."""

from __future__ import annotations

import pytest

from tests.stack import Stack

KEY = {"Authorization": "Bearer ticket-form-key"}


@pytest.mark.parametrize(
    ("subject", "body", "language", "topic"),
    [
        (
            "Invoice question",
            (
                "Hello, we received an automatic invoice for our cloud service. Does paying late keep the "
                "service running? Regards, Tom"
            ),
            "en",
            "auto-invoicing",
        ),
        (
            "Désactivation",
            (
                "Bonjour,\nnous ne voulons plus du renouvellement automatique de notre abonnement. Comment le "
                "couper ?\nMerci"
            ),
            "fr",
            "cancel-auto-renewal",
        ),
    ],
)
def test_a_tickets_text_gets_fitting_answers_with_sources(
    stack: Stack, subject: str, body: str, language: str, topic: str
) -> None:
    offered = stack.client.post("/api/v1/deflections", json={"subject": subject, "body": body}, headers=KEY).json()
    assert offered["language"] == language
    assert 1 <= len(offered["suggestions"]) <= 3
    assert topic in [suggestion["topic"] for suggestion in offered["suggestions"]]
    assert all(suggestion["answer"] and suggestion["sources"] for suggestion in offered["suggestions"])


def test_nothing_is_offered_where_nothing_fits(stack: Stack) -> None:
    offered = stack.client.post(
        "/api/v1/deflections",
        json={"subject": "Lunch", "body": "What is on the menu of the canteen today?"},
        headers=KEY,
    ).json()
    assert offered["suggestions"] == []


def test_the_outcome_is_kept(stack: Stack) -> None:
    offered = stack.client.post(
        "/api/v1/deflections", json={"subject": "Reseller", "body": "How do I find a reseller?"}, headers=KEY
    ).json()
    path = f"/api/v1/deflections/{offered['deflection_id']}/outcome"
    assert stack.client.post(path, json={"outcome": "solved", "topic": "find-partner"}, headers=KEY).status_code == 204
    assert stack.client.post(path, json={"outcome": "perhaps"}, headers=KEY).status_code == 422
    assert (
        stack.client.post("/api/v1/deflections/unknown/outcome", json={"outcome": "solved"}, headers=KEY).status_code
        == 404
    )


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_a_key_is_needed(stack: Stack, headers: dict[str, str]) -> None:
    assert (
        stack.client.post("/api/v1/deflections", json={"subject": "x", "body": "y"}, headers=headers).status_code == 401
    )
