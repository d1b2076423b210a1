"""The page of support with one user."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from bot.insights import passwords
from renewals.store import support
from tests.gateway_within import gateway, settings

PASSWORD = "a long enough password"
OWN = {"Origin": "http://gateway"}
HASH = passwords.hashed(PASSWORD)


@asynccontextmanager
async def door(folder: Path, database_url: str, **more: object) -> AsyncIterator[tuple[Any, httpx.AsyncClient]]:
    async with gateway(settings(folder, database_url, **more)) as (app, client):
        with app.state.sessions.begin() as session:
            for role in support.ROLES:
                support.set_user(session, f"{role}@vendor.example", [role], HASH, datetime.now(UTC))
        yield app, client


async def sign_in(client: httpx.AsyncClient, role: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post(
        "/support/sign-in", data={"email": f"{role}@Vendor.example", "password": password}, headers=OWN
    )
