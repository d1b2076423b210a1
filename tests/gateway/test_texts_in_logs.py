"""What a statement was to keep stays out of the logs when it fails."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from tests.gateway.text_doors import KEY, begun, door
from tests.stack import identity_token

CANARY = "xylophone-canary"


def damaged(app: FastAPI, statement: str) -> None:
    with app.state.sessions.kw["bind"].begin() as connection:
        connection.execute(sa.text(statement))


@pytest.fixture
def log() -> Any:
    """All that is logged, as a log file holds it."""
    kept, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(kept)
    before, level = root.handlers, root.level
    root.handlers, root.level = [handler], logging.DEBUG
    yield kept
    root.handlers, root.level = before, level


async def test_no_log_line_holds_what_a_failed_statement_was_to_keep(
    tmp_path: Path, database_url: str, log: io.StringIO
) -> None:
    async with door(tmp_path, database_url) as (app, client):
        address, own = await begun(client)
        damaged(app, "alter table messages rename to elsewhere")
        for path, body in (
            ("messages", {"text": CANARY, "message_id": CANARY}),
            ("feedback", {"reply_id": CANARY, "helpful": True}),
        ):
            assert (await client.post(f"{address}/{path}", json=body, headers=own)).status_code in (500, 503)
        assert (await client.get(f"{address}/messages", params={"after": CANARY}, headers=own)).status_code in (
            500,
            503,
        )
        damaged(app, "alter table deflections rename to elsewhere_too")
        sent = await client.post(
            f"/api/v1/deflections/{CANARY}/outcome",
            json={"outcome": "solved"},
            headers={"Authorization": f"Bearer {KEY}"},
        )
        assert sent.status_code in (500, 503)
    assert log.getvalue()
    assert CANARY not in log.getvalue()


async def test_no_log_line_holds_what_a_constraint_refused(tmp_path: Path, database_url: str, log: io.StringIO) -> None:
    async with door(tmp_path, database_url) as (app, client):
        # Of the addresses of signed-in customers there may now be one of each: the server names the value that it
        # refuses.
        damaged(app, "create unique index once on conversations (identity)")
        body = {"identity_token": identity_token(f"{CANARY}@contoso.example")}
        assert [(await client.post("/api/v1/conversations", json=body)).status_code for _ in range(2)] == [201, 500]
    assert "conversations" in log.getvalue()
    assert CANARY not in log.getvalue()
