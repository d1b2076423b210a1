"""Who gets into the page of support, and who is out again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.commands import app as commands
from renewals.store import support
from tests.gateway.support_page import HASH, OWN, PASSWORD, door, sign_in


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/conversations",
        "/conversations/x",
        "/audit",
        "/audit.csv",
        "/charts/days.svg",
        "/tables/shares.csv",
        "/tables/shares.parquet",
        "/conversations?q=zebra",
    ],
)
async def test_nobody_gets_in_without_signing_in(tmp_path: Path, database_url: str, path: str) -> None:
    async with door(tmp_path, database_url) as (_, client):
        for cookie in ("", "renewals_support=forged"):
            answer = await client.get(f"/support{path}", headers={"Cookie": cookie})
            assert (answer.status_code, answer.headers.get("location")) == (303, "/support/sign-in")


async def test_a_wrong_password_and_an_unknown_address_are_one_answer(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (_, client):
        known, unknown = await sign_in(client, "support", "a wrong password!"), await sign_in(client, "nobody")
        assert (known.status_code, known.text) == (403, unknown.text)
        assert "renewals_support" not in known.headers.get("set-cookie", "")


async def test_signing_in_needs_the_pages_own_form_and_gives_a_new_safe_cookie(
    tmp_path: Path, database_url: str
) -> None:
    async with door(tmp_path, database_url) as (_, client):
        for origin in ({}, {"Origin": "https://evil.example"}):
            data = {"email": "support@vendor.example", "password": PASSWORD}
            assert (await client.post("/support/sign-in", data=data, headers=origin)).status_code == 403
        first, second = await sign_in(client, "support"), await sign_in(client, "support")
        cookies = [answer.headers["set-cookie"] for answer in (first, second)]
        assert cookies[0] != cookies[1]
        assert all(part in cookies[0] for part in ("HttpOnly", "SameSite=lax", "Path=/support"))
        page = await client.get("/support")
        assert page.status_code == 200
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"


async def test_who_signs_out_or_is_changed_or_stays_away_is_out(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        await sign_in(client, "support")
        cookie = {"Cookie": f"renewals_support={client.cookies['renewals_support']}"}
        assert (await client.post("/support/sign-out")).status_code == 403
        await client.post("/support/sign-out", headers=OWN)
        client.cookies.clear()
        assert (await client.get("/support", headers=cookie)).status_code == 303
        await sign_in(client, "support")
        with app.state.sessions.begin() as session:
            support.set_user(session, "support@vendor.example", ["support"], HASH, datetime.now(UTC))
        assert (await client.get("/support")).status_code == 303
        await sign_in(client, "support")
        token, now = client.cookies["renewals_support"], datetime.now(UTC)
        with app.state.sessions.begin() as session:
            assert support.signed_in(session, token, now + timedelta(hours=1, minutes=59)) is not None
            assert support.signed_in(session, token, now + timedelta(hours=5)) is None
            assert support.signed_in(session, token, now + timedelta(hours=13)) is None


async def test_guessing_is_slowed_down(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url, rate_limits="on") as (_, client):
        tried = [(await sign_in(client, "support", "wrong")).status_code for _ in range(11)]
        assert tried == [403] * 10 + [429]


def test_a_user_is_made_and_taken_away_by_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENEWALS_DATABASE_URL", f"sqlite:///{tmp_path / 'users.db'}")
    run = CliRunner()

    def made(*arguments: str, password: str = PASSWORD) -> tuple[int, str]:
        done = run.invoke(commands, ["support-user", *arguments], input=f"{password}\n{password}\n")
        assert "Traceback" not in done.output
        return done.exit_code, done.output

    assert made("ann@vendor.example", "--role", "support", "--role", "auditor")[0] == 0
    assert made("ann@vendor.example", "--role", "boss")[0] == 2
    assert made("ann@vendor.example")[0] == 2
    assert made("ann", "--role", "support")[0] == 2
    assert made("ann@vendor.example", "--role", "support", password="short")[0] == 2
    assert PASSWORD.encode() not in (tmp_path / "users.db").read_bytes()
    assert made("ann@vendor.example", "--remove") == (0, "ann@vendor.example is removed.\n")
    assert made("ann@vendor.example", "--remove")[0] == 1
