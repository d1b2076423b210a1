"""A conversation mailed to its person: to the address that they have shown to be theirs alone, and honestly told where
that is not possible.
"""

from __future__ import annotations

import email
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from renewals.store.tables import Message
from tests.gateway_within import gateway, settings
from tests.stack import IDENTITY_SECRET, identity_token

CLAIRE = "claire@contoso.example"
AT = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'renewals.db'}"


async def begun(client: httpx.AsyncClient, who: str | None, language: str = "en") -> tuple[str, dict[str, str]]:
    """The id of a new conversation, and the headers that open it."""
    body = {
        "language": language,
        "timezone": "Europe/Paris",
        **({"identity_token": identity_token(who)} if who else {}),
    }
    started = (await client.post("/api/v1/conversations", json=body)).json()
    return started["conversation_id"], {"Authorization": f"Bearer {started['token']}"}


def said(app: FastAPI, conversation_id: str, *messages: tuple[str, str, str | None]) -> None:
    """Keeps messages of a conversation: speaker, text, and the name of the person of the team."""
    with app.state.sessions.begin() as session:
        for number, (speaker, text, name) in enumerate(messages):
            session.add(
                Message(
                    id=f"{conversation_id}-{number}",
                    conversation_id=conversation_id,
                    client_id=None,
                    answers=None,
                    speaker=speaker,
                    text=text,
                    language="en",
                    reply={"name": name} if name else None,
                    answered=True,
                    said_at=AT + timedelta(minutes=number),
                )
            )


def mails(folder: Path) -> list[EmailMessage]:
    return [
        email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in (folder / "outbox").glob("*.eml")
    ]


async def test_it_goes_to_the_address_that_was_shown_and_holds_what_was_said_in_order(
    tmp_path: Path, database_url: str
) -> None:
    async with gateway(settings(tmp_path, database_url, identity_secret=IDENTITY_SECRET)) as (app, client):
        own, headers = await begun(client, CLAIRE)
        others, _ = await begun(client, CLAIRE)
        said(
            app,
            own,
            ("customer", "When does it end?", None),
            ("assistant", "On 31 December.\nRenew in time.", None),
            ("human", "I call you.", "Paul"),
        )
        said(app, others, ("customer", "another conversation", None))
        # Nothing in a request names an address.
        answer = await client.post(
            f"/api/v1/conversations/{own}/transcript", json={"address": "eve@x.example"}, headers=headers
        )
        assert (answer.status_code, answer.json()) == (200, {"address": CLAIRE})
    (mail,) = mails(tmp_path)
    assert mail["To"] == CLAIRE
    text = mail.get_content()
    expected = [
        "Europe/Paris",
        "[Mon 23 Nov, 14:05] You\nWhen does it end?",
        "[Mon 23 Nov, 14:06] Assistant\nOn 31 December.\nRenew in time.",
        "[Mon 23 Nov, 14:07] Paul (Renewal team)\nI call you.",
    ]
    places = [text.index(one) for one in expected]
    assert places == sorted(places)
    assert "another conversation" not in text


async def test_in_french_it_is_french(tmp_path: Path, database_url: str) -> None:
    async with gateway(settings(tmp_path, database_url, identity_secret=IDENTITY_SECRET)) as (app, client):
        own, headers = await begun(client, CLAIRE, "fr")
        said(app, own, ("customer", "Bonjour", None))
        assert (await client.post(f"/api/v1/conversations/{own}/transcript", headers=headers)).status_code == 200
    (mail,) = mails(tmp_path)
    assert "l'assistant de renouvellement" in mail["Subject"]
    assert "Vous\nBonjour" in mail.get_content()


async def test_who_has_not_shown_who_they_are_gets_none_and_hears_what_to_do(tmp_path: Path, database_url: str) -> None:
    async with gateway(settings(tmp_path, database_url, identity_secret=IDENTITY_SECRET)) as (app, client):
        own, headers = await begun(client, None)
        said(app, own, ("customer", "my address is eve@x.example", None))
        answer = await client.post(f"/api/v1/conversations/{own}/transcript", headers=headers)
        assert answer.status_code == 403
        assert "contract number" in answer.json()["detail"]
        another, _ = await begun(client, CLAIRE)
        assert (await client.post(f"/api/v1/conversations/{another}/transcript", headers=headers)).status_code == 404
    assert mails(tmp_path) == []


async def test_where_nothing_was_said_or_the_mail_cannot_go_that_is_told(tmp_path: Path, database_url: str) -> None:
    nowhere = settings(tmp_path, database_url, identity_secret=IDENTITY_SECRET, smtp_url="smtp://127.0.0.1:9")
    async with gateway(nowhere) as (app, client):
        own, headers = await begun(client, CLAIRE)
        answer = await client.post(f"/api/v1/conversations/{own}/transcript", headers=headers)
        assert (answer.status_code, answer.json()["title"]) == (409, "Nothing has been said")
        said(app, own, ("customer", "hello", None))
        answer = await client.post(f"/api/v1/conversations/{own}/transcript", headers=headers)
        assert answer.status_code == 503
        assert "download" in answer.json()["detail"]


async def test_a_mailbox_is_not_filled(tmp_path: Path, database_url: str) -> None:
    async with gateway(settings(tmp_path, database_url, identity_secret=IDENTITY_SECRET, rate_limits="on")) as (
        app,
        client,
    ):
        own, headers = await begun(client, CLAIRE)
        said(app, own, ("customer", "hello", None))
        statuses = [
            (await client.post(f"/api/v1/conversations/{own}/transcript", headers=headers)).status_code
            for _ in range(7)
        ]
    assert statuses == [200] * 5 + [429] * 2
    assert len(mails(tmp_path)) == 5
