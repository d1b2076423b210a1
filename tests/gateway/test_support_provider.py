"""Signing in to the page of support by the company's identity provider."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.settings import Settings
from bot.supervisor import free_port
from tests.gateway.support_page import door


# The company's identity provider, as a process of its own.
@contextmanager
def provider(*users: dict[str, object]) -> Iterator[str]:
    port = free_port()
    claims = [part for user in users for part in ("--user-claims", json.dumps(user))]
    program = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            until = time.monotonic() + 30
            while time.monotonic() < until:
                try:
                    httpx.get(f"http://127.0.0.1:{port}/.well-known/openid-configuration")
                    break
                except httpx.HTTPError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.kill()


GROUPS = "support=helpdesk auditor=audit"


async def by_provider(client: httpx.AsyncClient, who: str, change: str = "") -> httpx.Response:
    """Signs in at the provider as its page would; the answer to coming back."""
    there = (await client.get("/support/oidc")).headers["location"]
    assert "code_challenge=" in there
    async with httpx.AsyncClient() as browser:
        agreed = await browser.post(there, data={"sub": who})
    back = agreed.headers["location"].replace("state=", f"state={change}")
    return await client.get(urlsplit(back)._replace(scheme="", netloc="").geturl())


@pytest.mark.usefixtures("programs")
async def test_groups_of_the_identity_provider_give_roles(tmp_path: Path, database_url: str) -> None:
    people: tuple[dict[str, object], ...] = (
        {"sub": "ann", "email": "Ann@vendor.example", "email_verified": True, "groups": ["helpdesk", "others"]},
        {"sub": "bob", "email": "bob@vendor.example", "groups": ["others"]},
        {"sub": "cleo", "email": "cleo@vendor.example", "email_verified": False, "groups": ["audit"]},
        {"sub": "dan", "email": "dan@vendor.example", "groups": "helpdesk"},
    )
    with provider(*people) as issuer:
        own = {
            "oidc_issuer": issuer,
            "oidc_client_id": "renewals",
            "oidc_client_secret": "s" * 32,
            "oidc_groups": GROUPS,
        }
        async with door(tmp_path, database_url, **own) as (_, client):
            for nobody in ("bob", "cleo", "dan"):
                assert (await by_provider(client, nobody)).status_code == 403
                assert (await client.get("/support")).status_code == 303
            assert (await by_provider(client, "ann", change="x")).status_code == 403
            answer = await by_provider(client, "ann")
            assert (answer.status_code, answer.headers["location"]) == (303, "/support")
            assert "ann@vendor.example" in (await client.get("/support")).text
            assert (await client.get("/support/audit")).status_code == 403
            assert parse_qs(urlsplit((await client.get("/support/oidc")).headers["location"]).query)["scope"] == [
                "openid email profile"
            ]


async def test_a_provider_that_is_down_is_told(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url, oidc_issuer="http://127.0.0.1:9", oidc_client_id="x") as (_, client):
        answer = await client.get("/support/oidc")
        assert answer.status_code == 503
        assert 'role="alert"' in answer.text
        assert (await client.get("/support/oidc/back?code=x&state=y")).status_code == 403


def test_groups_for_a_role_that_there_is_not_stop_the_start_with_a_sentence() -> None:
    assert "RENEWALS_OIDC_GROUPS" in (Settings(oidc_groups="boss=all").wrong or "")
    assert "RENEWALS_OIDC_GROUPS" in (Settings(oidc_groups="support").wrong or "")
    assert Settings(oidc_groups=GROUPS).wrong is None
