"""The page of support: who gets in, what each role sees, and that no contract is shown to whom it must not be."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from arro3.io import read_parquet
from typer.testing import CliRunner

from bot.commands import app as commands
from bot.insights import parquet, passwords, report
from bot.settings import Settings
from bot.supervisor import free_port
from renewals import answers
from renewals.store import support
from renewals.store.tables import ContractReading, Message
from tests.gateway_within import gateway, settings
from tests.history import Talk

PASSWORD = "a long enough password"
OWN = {"Origin": "http://gateway"}
SECRET = "Contract C-100234 ends on 31 December 2026"
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


def talked(app: Any) -> tuple[Talk, Talk]:
    """Ten days ago: a stranger, and a customer who was told of a contract."""
    began = datetime.now(UTC) - timedelta(days=10)
    stranger, customer = (
        Talk(app.state.sessions, began_at=began, identity=who) for who in (None, "claire@contoso.example")
    )
    stranger.ask(0, text="is a zebra covered?")
    customer.ask(0, "contract", "contract-expiry", text="when does mine end, says the zebra")
    customer.ask(1, "answer", "how-to-renew")
    with app.state.sessions.begin() as session:
        for message in session.query(Message).filter(
            Message.conversation_id == customer.id, Message.speaker == "assistant"
        ):
            message.text = SECRET
        session.add(
            ContractReading(
                who="claire@contoso.example",
                door="chat",
                topic="contract-expiry",
                contract_numbers=["C-100234"],
                read_at=began,
            )
        )
    return stranger, customer


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


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        ("support", {"", "/conversations"}),
        ("manager", {"", "/conversations"}),
        ("auditor", {"", "/audit", "/audit.csv"}),
    ],
)
async def test_each_role_sees_its_own(tmp_path: Path, database_url: str, role: str, opens: set[str]) -> None:
    async with door(tmp_path, database_url) as (_, client):
        await sign_in(client, role)
        for path in ("", "/conversations", "/conversations/x", "/audit", "/audit.csv"):
            status = (await client.get(f"/support{path}")).status_code
            assert status == (
                200 if path in opens else 404 if path == "/conversations/x" and "/conversations" in opens else 403
            ), path


@pytest.mark.parametrize("language", answers.languages())
async def test_the_page_tells_the_figures_and_leads_to_the_conversations_behind_them(
    tmp_path: Path, database_url: str, language: str
) -> None:
    async with door(tmp_path, database_url) as (app, client):
        stranger, customer = talked(app)
        await sign_in(client, "support")
        page = (await client.get("/support", headers={"Accept-Language": language})).text
        assert f'<html lang="{language}">' in page
        assert answers.phrase(language, "figures", "resolved") in page
        link = re.search(r'href="(/support/conversations\?figure=resolved)"', page)
        assert link
        behind = (await client.get(link[1])).text
        assert stranger.id in behind
        assert customer.id in behind
        assert "zebra" not in page


async def test_support_reads_conversations_without_contracts(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        _, customer = talked(app)
        await sign_in(client, "support")
        transcript = (await client.get(f"/support/conversations/{customer.id}")).text
        assert "says the zebra" in transcript
        assert "C-100234" not in transcript
        found = (await client.get("/support/conversations", params={"q": "ZEBRA"})).text
        assert found.count("zebra") == 2
        # What the assistant said cannot be found out by searching either.
        assert customer.id not in (await client.get("/support/conversations", params={"q": "31 December"})).text


async def test_what_everybody_is_told_is_shown_of_known_people_too(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        _, customer = talked(app)
        said = answers.topics("en")["how-to-renew"].answer or ""
        with app.state.sessions.begin() as session:
            session.query(Message).filter(
                Message.conversation_id == customer.id, Message.speaker == "assistant"
            ).order_by(Message.number.desc()).first().text = said
        await sign_in(client, "support")
        shown = (await client.get(f"/support/conversations/{customer.id}")).text
        assert said.partition("\n")[0][:30].replace("'", "&#39;") in shown


async def test_auditors_see_who_read_which_contract_and_take_it_along(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        talked(app)
        await sign_in(client, "auditor")
        assert "C-100234" in (await client.get("/support/audit")).text
        file = (await client.get("/support/audit.csv", params={"who": "Claire@contoso.example"})).text
        assert "claire@contoso.example,chat,contract-expiry,C-100234" in file
        assert "C-100234" not in (await client.get("/support/audit.csv", params={"who": "other@contoso.example"})).text


async def test_charts_and_tables_are_files(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        talked(app)
        await sign_in(client, "manager")
        svg, png = [await client.get(f"/support/charts/{name}") for name in ("days.svg", "topics.png")]
        assert svg.headers["content-type"] == "image/svg+xml"
        assert "<svg" in svg.text
        assert "<script" not in svg.text
        assert png.content.startswith(b"\x89PNG")
        assert (await client.get("/support/charts/other.svg")).status_code == 404
        lines = (await client.get("/support/tables/topics.csv")).text.splitlines()
        assert len(lines) == 4
        assert (await client.get("/support/tables/other.csv")).status_code == 404


async def test_each_table_is_a_parquet_file_with_its_values(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        talked(app)
        await sign_in(client, "auditor")
        page = (await client.get("/support")).text
        names = re.findall(r'href="/support/tables/(\w+)\.parquet"', page)
        assert {"shares", "topics", "questions", "days", "languages", "doors", "regions"} <= set(names)
        for name in parquet.COLUMNS:
            answer = await client.get(f"/support/tables/{name}.parquet")
            assert answer.headers["content-type"] == parquet.MEDIA_TYPE
            assert read_parquet(io.BytesIO(answer.content)).read_all().column_names == list(parquet.COLUMNS[name])
        found = read_parquet(io.BytesIO((await client.get("/support/tables/topics.parquet")).content)).read_all()
        asked = dict(zip(*(found[name].to_pylist() for name in ("topic", "asked")), strict=True))
        assert asked == {"contract-expiry": 1, "how-to-renew": 1, "auto-renewal": 1}
        assert (await client.get("/support/tables/other.parquet")).status_code == 404


@pytest.mark.parametrize("days", [0, 40])
async def test_the_parquet_of_the_shares_is_what_the_report_says(tmp_path: Path, database_url: str, days: int) -> None:
    async with door(tmp_path, database_url, holdout=0.5, holdout_secret="x" * 32) as (app, _):
        talked(app)
        now = datetime.now(UTC)
        found = report.figures(
            app.state.sessions,
            report.selection("", str(now.date() - timedelta(days)), "", "", "", now.date()),
            now,
            0.5,
        )
        shares = read_parquet(io.BytesIO(parquet.parquet("shares", found))).read_all()
        assert [
            dict(zip(shares.column_names, row, strict=True))
            for row in zip(*(c.to_pylist() for c in shares.columns), strict=True)
        ] == [{name: one[name] for name in shares.column_names} for one in found["shares"]]
        proof = read_parquet(io.BytesIO(parquet.parquet("proof", found))).read_all()
        assert proof["name"].to_pylist() == ["claimed", "confirmed", "caused", "shown", "held_back"]


@pytest.mark.parametrize(
    "wrong", [{"from": "yesterday"}, {"region": "<b>"}, {"language": "xx"}, {"from": "2026-02-02", "to": "2026-01-01"}]
)
async def test_a_wrong_choice_is_told_and_nothing_fails(
    tmp_path: Path, database_url: str, wrong: dict[str, str]
) -> None:
    async with door(tmp_path, database_url) as (_, client):
        await sign_in(client, "support")
        page = await client.get("/support", params=wrong)
        assert page.status_code == 422
        assert 'role="alert"' in page.text
        assert "<b>" not in page.text


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
