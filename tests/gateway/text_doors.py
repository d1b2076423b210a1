"""The gateway with a key, and a conversation in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from fastapi import FastAPI

from tests.gateway_within import gateway, settings
from tests.stack import IDENTITY_SECRET

KEY = "the-key-of-a-ticket-form"


@asynccontextmanager
async def door(folder: Path, database_url: str) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    async with gateway(settings(folder, database_url, identity_secret=IDENTITY_SECRET, api_keys=KEY)) as (app, client):
        yield app, client


async def begun(client: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    """A conversation's address, and the header that opens it."""
    started = (await client.post("/api/v1/conversations", json={})).json()
    return f"/api/v1/conversations/{started['conversation_id']}", {"Authorization": f"Bearer {started['token']}"}
