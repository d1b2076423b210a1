"""Contracts to take away: whose they are, what the files hold, and the calendar under a secret address."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from fastapi import FastAPI
from icalendar import Calendar
from sqlalchemy import delete, select

from renewals.store.tables import Contact, ContractReading
from tests.builders import load
from tests.gateway_within import gateway, settings
from tests.stack import IDENTITY_SECRET, identity_token

CLAIRE, ANN = "claire@contoso.example", "ann@northwind.example"
ANNS = {"account_number": "A-2", "account_name": "Northwind", "contact_email": ANN, "contract_number": "C-9"}
FORMULA = {"contract_number": "C-2", "product": "'=1+1", "end_date": "2026-11-01", "auto_renew": "true"}


@asynccontextmanager
async def product(folder: Path, database_url: str) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    chosen = settings(folder, database_url, identity_secret=IDENTITY_SECRET, today=date(2026, 11, 23))
    async with gateway(chosen) as (app, client):
        load(app.state.sessions, {}, FORMULA, ANNS)
        yield app, client


async def conversation(client: httpx.AsyncClient, who: str | None, language: str = "en") -> tuple[str, dict[str, str]]:
    """The address of a new conversation, and the headers that open it."""
    body = {"language": language, **({"identity_token": identity_token(who)} if who else {})}
    started = (await client.post("/api/v1/conversations", json=body)).json()
    return f"/api/v1/conversations/{started['conversation_id']}", {"Authorization": f"Bearer {started['token']}"}


async def test_one_s_own_contracts_are_given_as_values_and_nobody_else_s(tmp_path: Path, database_url: str) -> None:
    async with product(tmp_path, database_url) as (_, client):
        path, headers = await conversation(client, CLAIRE)
        answer = await client.get(f"{path}/contracts", headers=headers)
        assert answer.status_code == 200
        body = answer.json()
        assert [one["contract_number"] for one in body["contracts"]] == ["C-2", "C-1"]
        assert body["total"] == 2
        assert body["today"] == "2026-11-23"
        assert "Distrilog" in body["contracts"][1]["next_step"]
        page = (await client.get(f"{path}/contracts", params={"skip": 1, "most": 1}, headers=headers)).json()
        assert [one["contract_number"] for one in page["contracts"]] == ["C-1"]


async def test_who_has_not_shown_who_they_are_gets_nothing_and_hears_what_to_do(
    tmp_path: Path, database_url: str
) -> None:
    async with product(tmp_path, database_url) as (_, client):
        path, headers = await conversation(client, None)
        for end in ("contracts", "contracts.csv", "contracts.ics", "calendar"):
            answer = await client.get(f"{path}/{end}", headers=headers)
            assert answer.status_code == 403
            assert "contract number" in answer.json()["detail"]
        assert (await client.post(f"{path}/calendar", headers=headers)).status_code == 403
        assert (await client.get(f"{path}/contracts.csv")).status_code == 401
        others, _ = await conversation(client, CLAIRE)
        assert (await client.get(f"{others}/contracts.csv", headers=headers)).status_code == 404


async def test_the_table_opens_in_a_spreadsheet_of_the_reader_s_language(tmp_path: Path, database_url: str) -> None:
    async with product(tmp_path, database_url) as (_, client):
        path, headers = await conversation(client, CLAIRE, "fr")
        answer = await client.get(f"{path}/contracts.csv", headers=headers)
        assert "contrats.csv" in answer.headers["content-disposition"]
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert [row["Contrat"] for row in rows] == ["C-2", "C-1"]
        assert rows[0]["État"] == "Aurait dû se renouveler"
        # What a spreadsheet would run is text.
        assert rows[0]["Produit"] == "'=1+1"
        assert rows[1]["Fin"] == "2026-12-31"
        assert rows[1]["Jours restants"] == "38"


async def test_the_calendar_holds_each_end_once_with_a_reminder_while_there_is_time(
    tmp_path: Path, database_url: str
) -> None:
    async with product(tmp_path, database_url) as (_, client):
        path, headers = await conversation(client, CLAIRE)
        answer = await client.get(f"{path}/contracts.ics", headers=headers)
        assert answer.headers["content-type"].startswith("text/calendar")
        events = {str(event["uid"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
        assert set(events) == {"C-1@renewals", "C-2@renewals"}
        ends = events["C-1@renewals"]
        assert ends.decoded("dtstart") == date(2026, 12, 31)
        assert str(ends["summary"]) == "Endpoint Protection (C-1) ends"
        assert len(ends.walk("VALARM")) == 1
        assert events["C-2@renewals"].walk("VALARM") == []


async def test_a_subscription_is_read_without_a_token_seen_by_its_person_and_revoked(
    tmp_path: Path, database_url: str
) -> None:
    async with product(tmp_path, database_url) as (app, client):
        path, headers = await conversation(client, CLAIRE)
        assert (await client.get(f"{path}/calendar", headers=headers)).json() == {"subscription": None}
        made = (await client.post(f"{path}/calendar", headers=headers)).json()["subscription"]
        address = urlsplit(made["address"]).path
        assert made["read_at"] is None
        for _ in range(2):
            read = await client.get(address)
            assert read.status_code == 200
            assert len(Calendar.from_ical(read.content).walk("VEVENT")) == 2
        # Polled every few minutes, it is in the audit once a day.
        with app.state.sessions.begin() as session:
            assert [
                row.who for row in session.scalars(select(ContractReading).where(ContractReading.door == "calendar"))
            ] == [CLAIRE]
        again, again_headers = await conversation(client, CLAIRE)
        seen = (await client.get(f"{again}/calendar", headers=again_headers)).json()["subscription"]
        assert seen["address"] == made["address"]
        assert seen["read_at"]
        others, others_headers = await conversation(client, ANN)
        assert (await client.get(f"{others}/calendar", headers=others_headers)).json() == {"subscription": None}

        renewed = (await client.post(f"{path}/calendar", headers=headers)).json()["subscription"]
        assert (await client.get(address)).status_code == 404
        assert (await client.delete(f"{path}/calendar", headers=headers)).status_code == 204
        assert (await client.get(urlsplit(renewed["address"]).path)).status_code == 404


async def test_a_subscription_shows_nothing_any_more_to_who_is_no_contact_any_more(
    tmp_path: Path, database_url: str
) -> None:
    async with product(tmp_path, database_url) as (app, client):
        path, headers = await conversation(client, ANN)
        address = urlsplit(
            (await client.post(f"{path}/calendar", headers=headers)).json()["subscription"]["address"]
        ).path
        load(app.state.sessions, {**ANNS, "contact_email": "ben@northwind.example"})
        with app.state.sessions.begin() as session:
            session.execute(delete(Contact).where(Contact.email == ANN))
        read = await client.get(address)
        assert read.status_code == 200
        assert Calendar.from_ical(read.content).walk("VEVENT") == []


async def test_the_last_day_to_stop_a_renewal_is_a_day_of_its_own_in_the_calendar(
    tmp_path: Path, database_url: str
) -> None:
    async with product(tmp_path, database_url) as (app, client):
        load(app.state.sessions, {"auto_renew": "true", "notice_date": "2026-12-10"})
        path, headers = await conversation(client, CLAIRE)
        read = await client.get(f"{path}/contracts.ics", headers=headers)
        events = {str(event["uid"]): event for event in Calendar.from_ical(read.content).walk("VEVENT")}
        assert set(events) == {"C-1@renewals", "C-1-notice@renewals", "C-2@renewals"}
        assert events["C-1-notice@renewals"].decoded("dtstart") == date(2026, 12, 10)
        assert str(events["C-1@renewals"]["summary"]) == "Endpoint Protection (C-1) renews by itself"
        table = (await client.get(f"{path}/contracts.csv", headers=headers)).content.decode("utf-8-sig")
        assert list(csv.DictReader(io.StringIO(table)))[1]["Last day to stop the renewal"] == "2026-12-10"
