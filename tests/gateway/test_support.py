"""The page of support: who gets in, what each role sees, and that no contract is shown to whom it must not be."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from arro3.io import read_parquet

from bot.insights import parquet, report
from renewals import answers
from renewals.store.tables import ContractReading, Message
from tests.gateway.support_page import door, sign_in
from tests.history import Talk

SECRET = "Contract C-100234 ends on 31 December 2026"


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
    ("role", "opens"),
    [
        ("support", {"", "/conversations"}),
        ("manager", {"", "/conversations"}),
        ("auditor", {"", "/audit", "/audit.csv", "/operators.csv"}),
    ],
)
async def test_each_role_sees_its_own(tmp_path: Path, database_url: str, role: str, opens: set[str]) -> None:
    async with door(tmp_path, database_url) as (_, client):
        await sign_in(client, role)
        for path in ("", "/conversations", "/conversations/x", "/audit", "/audit.csv", "/operators.csv"):
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
