"""What no database can keep as text is refused at every door, in the same way on both databases; and no log line holds
what was written.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jwt
import pytest
import sqlalchemy as sa
from slack_sdk.signature import SignatureVerifier

from renewals.store.slack import DELIVERY
from renewals.store.tables import Job
from tests.gateway.text_doors import KEY, begun, door
from tests.gateway_within import NOWHERE, gateway, settings
from tests.stack import IDENTITY_SECRET, identity_token

NUL = "a\0b"
SIGNING_SECRET = "the-signing-secret"


def signed(body: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """A delivery as Slack signs it."""
    content, moment = json.dumps(body), str(int(time.time()))
    signature = SignatureVerifier(SIGNING_SECRET).generate_signature(timestamp=moment, body=content) or ""
    return content, {
        "x-slack-request-timestamp": moment,
        "x-slack-signature": signature,
        "content-type": "application/json",
    }


def event(user: str, text: str, channel: str) -> dict[str, Any]:
    said = {
        "type": "message",
        "channel_type": "im",
        "user": user,
        "text": text,
        "channel": channel,
        "ts": "1.1",
        "team": "T01",
    }
    return {
        "team_id": "T01",
        "type": "event_callback",
        "event_id": "Ev1",
        "authorizations": [{"team_id": "T01", "user_id": "U0BOT"}],
        "event": said,
    }


def is_told_so(answer: httpx.Response, status: int = 422, problem: str = "not-text") -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    assert answer.json()["type"].endswith(problem)


def ordinary(schema: dict[str, Any], told: dict[str, Any]) -> Any:
    """A value that a schema allows."""
    if "$ref" in schema:
        schema = told["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    if "anyOf" in schema:
        schema = schema["anyOf"][0]
        return ordinary(schema, told)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: ordinary(part, told) for name, part in schema["properties"].items()}
    return {"string": "en", "boolean": True, "null": None}[schema["type"]]


def strings(schema: dict[str, Any], told: dict[str, Any]) -> list[str]:
    """The fields of a body that may hold any text."""
    body = ordinary(schema, told)
    return [name for name, value in body.items() if value == "en"]


async def test_nul_in_any_field_of_any_body_is_refused(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (_, client):
        told = (await client.get("/openapi.json")).json()
        tried = []
        for path, operations in told["paths"].items():
            schema = (
                operations.get("post", {})
                .get("requestBody", {})
                .get("content", {})
                .get("application/json", {})
                .get("schema")
            )
            for field in strings(schema, told) if schema else []:
                address, own = await begun(client)
                address = (
                    path.replace("/api/v1/conversations/{conversation_id}", address).replace("{", "").replace("}", "")
                )
                headers = own if "conversations" in path else {"Authorization": f"Bearer {KEY}"}
                is_told_so(await client.post(address, json={**ordinary(schema, told), field: NUL}, headers=headers))
                tried.append(field)
        assert {
            "text",
            "message_id",
            "reply_id",
            "comment",
            "language",
            "timezone",
            "identity_token",
            "subject",
            "body",
            "topic",
            "email",
        } <= {*tried}


async def test_nul_in_any_address_is_refused(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (_, client):
        told = (await client.get("/openapi.json")).json()
        tried = []
        for path, operations in told["paths"].items():
            for method, operation in operations.items():
                # A header cannot hold NUL: HTTP servers refuse the request.
                for wanted in [one for one in operation.get("parameters", []) if one["in"] != "header"]:
                    address, own = await begun(client)
                    headers = own if "conversations" in path else {"Authorization": f"Bearer {KEY}"}
                    into = wanted["in"]
                    nul = path.replace("{" + wanted["name"] + "}", quote(NUL)) if into == "path" else path
                    nul = (
                        nul.replace("/api/v1/conversations/{conversation_id}", address)
                        .replace("{", "")
                        .replace("}", "")
                    )
                    query = {"name": "order.pdf"} | ({wanted["name"]: NUL} if into == "query" else {})
                    body = {
                        "outcome": "solved",
                        "email": "a@b.example",
                        "name": "A",
                        "text": "x",
                        "reply_id": "r",
                        "helpful": True,
                    }
                    content: dict[str, Any] = (
                        {"content": b"%PDF-1"}
                        if path.endswith("/files")
                        else {"json": body}
                        if method == "post"
                        else {}
                    )
                    is_told_so(await client.request(method, nul, params=query, headers=headers, **content))
                    tried.append(wanted["name"])
        assert {
            "conversation_id",
            "after",
            "file_id",
            "name",
            "message_id",
            "reference",
            "deflection_id",
            "state",
        } <= set(tried)


async def test_half_a_pair_of_surrogates_is_refused(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (_, client):
        address, own = await begun(client)
        body = b'{"reply_id": "r", "helpful": true, "comment": "\\ud800"}'
        is_told_so(
            await client.post(f"{address}/feedback", content=body, headers={**own, "Content-Type": "application/json"})
        )


@pytest.mark.parametrize("path", ["live?after=%00", "live"])
async def test_a_live_connection_of_no_conversation_is_refused(tmp_path: Path, database_url: str, path: str) -> None:
    async with door(tmp_path, database_url) as (app, _):
        sent: list[Any] = []

        async def receive() -> dict[str, str]:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message)

        name, _, query = path.partition("?")
        headers = [(b"host", b"gateway"), (b"authorization", b"Bearer t")]
        scope = {
            "type": "websocket",
            "path": f"/api/v1/conversations/{NUL}/{name}",
            "query_string": query.encode(),
            "headers": headers,
        }
        await app({**scope, "subprotocols": [], "asgi": {"version": "3.0"}, "state": {}}, receive, send)
        assert [message["type"] for message in sent] == ["websocket.close"]


@pytest.mark.parametrize(
    "token",
    [
        identity_token("claire\0@contoso.example"),
        identity_token("claire@contoso.example\r\nBcc: all@contoso.example"),
        identity_token("claire@contoso\u2028.example"),
        identity_token("claire\u200b@contoso.example"),
        identity_token("claire@" + "x" * 300 + ".example"),
        # Becomes longer where it is put in lower case.
        identity_token("İ" * 130 + "@contoso.example"),
        identity_token("claire@contoso.example", exp="99999999999"),
        jwt.api_jws.encode(
            (b'{"sub": "claire\\ud800@contoso.example", "aud": "renewals", "exp": 1e10}'),
            IDENTITY_SECRET,
            algorithm="HS256",
        ),
    ],
    ids=[
        "NUL",
        "two lines",
        "line separator",
        "invisible",
        "300 characters",
        "longer in lower case",
        "exp is text",
        "surrogate",
    ],
)
async def test_an_identity_that_is_no_address_is_refused(tmp_path: Path, database_url: str, token: str) -> None:
    async with door(tmp_path, database_url) as (_, client):
        is_told_so(await client.post("/api/v1/conversations", json={"identity_token": token}), 401, "bad-identity")


async def test_an_identity_of_the_longest_address_is_taken(tmp_path: Path, database_url: str) -> None:
    token = identity_token("c" * 200 + "@contoso.example")
    async with door(tmp_path, database_url) as (_, client):
        assert (await client.post("/api/v1/conversations", json={"identity_token": token})).status_code == 201


async def test_nul_in_what_slack_delivers_is_replaced_before_it_is_kept(tmp_path: Path, database_url: str) -> None:
    slack = {"slack_bot_token": "xoxb-1", "slack_signing_secret": SIGNING_SECRET, "slack_api_url": f"{NOWHERE}/api/"}
    async with gateway(settings(tmp_path, database_url, **slack)) as (app, client):
        body = event("U01\0PAUL", "when does \0C-100234\ud800 end?", "D01")
        content, headers = signed(body)
        assert "\\u0000" in content
        assert (await client.post("/slack/events", content=content, headers=headers)).status_code == 200
        with app.state.sessions() as session:
            (kept,) = session.scalars(sa.select(Job.payload).where(Job.kind == DELIVERY))
    assert (kept["event"]["user"], kept["event"]["text"]) == ("U01\ufffdPAUL", "when does \ufffdC-100234\ufffd end?")


@pytest.mark.parametrize(
    "path", ["/api/v1/handoffs/{reference}", "/api/v1/handoffs/{reference}/resolution", "/api/v1/deflections"]
)
async def test_the_statuses_are_described(tmp_path: Path, path: str) -> None:
    async with door(tmp_path, f"sqlite:///{tmp_path / 'renewals.db'}") as (_, client):
        for operation in (await client.get("/openapi.json")).json()["paths"][path].values():
            assert {"401", "422"} <= set(operation["responses"])
            assert "application/problem+json" in operation["responses"]["422"]["content"]
