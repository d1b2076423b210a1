"""Forms on public pages: a site's key is good on its own origins alone, with limits of its own, for its own tickets; it
holds no secret.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot.deflection.demonstration import SCRIPT
from bot.settings import Settings
from protocol.letters import QUESTION, WHOLE, LetterPart, LetterResponse
from protocol.turn import Understanding
from renewals import answers, experiments
from renewals.store.tables import Deflection
from tests.gateway_within import gateway, settings

SHOP, OTHER = "https://shop.example", "https://other.example"
KEYS = f"shop={SHOP},https://www.shop.example other={OTHER}"
TEXT = {"subject": "Reseller", "body": "How do I find a reseller?"}
PATH = "/api/v1/deflections"


class KnowingEngine:
    """Understands every text as a question for a reseller."""

    async def letter(self, subject: str, body: str) -> LetterResponse:
        topic = "out-of-scope" if "lunch" in f"{subject} {body}".lower() else "find-partner"
        understood = Understanding(topic, 0.9, ((topic, 0.9),), False, False, (), "classifier", ())
        return LetterResponse(tuple(LetterPart(role, understood) for role in (WHOLE, QUESTION)))

    async def close(self) -> None:
        """Holds nothing."""


@asynccontextmanager
async def door(folder: Path, database_url: str, **more: object) -> AsyncIterator[tuple[Any, httpx.AsyncClient]]:
    async with gateway(settings(folder, database_url, site_keys=KEYS, api_keys="server-key", **more)) as (app, client):
        app.state.engine = KnowingEngine()
        yield app, client


def form(site: str = "shop", origin: str = SHOP) -> dict[str, str]:
    return {"X-Site-Key": site, "Origin": origin}


def kept(app: Any) -> list[Deflection]:
    with app.state.sessions() as session:
        return list(session.scalars(sa.select(Deflection).order_by(Deflection.asked_at, Deflection.id)))


async def test_a_form_on_an_origin_of_its_site_gets_suggestions(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        answer = await client.post(PATH, json=TEXT, headers=form())
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, SHOP)
        assert [one["topic"] for one in answer.json()["suggestions"]] == ["find-partner"]
        assert [(row.site, row.topics) for row in kept(app)] == [("shop", ["find-partner"])]


@pytest.mark.parametrize(
    "headers",
    [
        form(origin=OTHER), form(origin="https://shop.example.evil.example"), form(origin="http://shop.example"),
        form(origin="null"), form("unknown"),
        {"X-Site-Key": "shop"}, form("demonstration"), {"X-Site-Key": "demonstration"}, {"X-Site-Key": "",
        "Origin": SHOP}, {"Authorization": "Bearer shop", "Origin": SHOP},
    ],
)  # fmt: skip
async def test_elsewhere_the_key_is_worth_nothing(tmp_path: Path, database_url: str, headers: dict[str, str]) -> None:
    async with door(tmp_path, database_url) as (app, client):
        refused = await client.post(PATH, json=TEXT, headers=headers)
        assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")
        assert kept(app) == []


async def test_a_browser_is_told_from_where_forms_may_call_and_that_nothing_else_opens(
    tmp_path: Path, database_url: str
) -> None:
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-site-key"}
    async with door(tmp_path, database_url) as (_, client):
        assert (await client.options(PATH, headers={"Origin": SHOP, **asks})).headers[
            "access-control-allow-origin"
        ] == SHOP
        assert (
            "access-control-allow-origin"
            not in (await client.options(PATH, headers={"Origin": "https://evil.example", **asks})).headers
        )
        other = await client.options("/api/v1/conversations", headers={"Origin": SHOP, **asks})
        assert "access-control-allow-origin" not in other.headers


async def test_the_same_ticket_goes_on_as_its_text_grows(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        first = (await client.post(PATH, json={"subject": "Lunch", "body": "lunch"}, headers=form())).json()[
            "deflection_id"
        ]
        for _ in range(2):
            again = (await client.post(PATH, json={**TEXT, "deflection_id": first}, headers=form())).json()[
                "deflection_id"
            ]
            assert again == first
        assert [row.topics for row in kept(app)] == [["find-partner"]]
        assert (await client.post(f"{PATH}/{first}/submitted?site=shop", headers={"Origin": SHOP})).status_code == 204
        after = (await client.post(PATH, json={**TEXT, "deflection_id": first}, headers=form())).json()["deflection_id"]
        assert after != first
        assert [(row.outcome, row.submitted_at is not None) for row in kept(app) if row.id == first] == [
            ("submitted", True)
        ]


async def test_another_site_can_neither_go_on_with_a_ticket_nor_end_it_and_a_server_can_end_it(
    tmp_path: Path, database_url: str
) -> None:
    async with door(tmp_path, database_url) as (app, client):
        own = (await client.post(PATH, json=TEXT, headers=form())).json()["deflection_id"]
        others = form("other", OTHER)
        assert (await client.post(PATH, json={**TEXT, "deflection_id": own}, headers=others)).json()[
            "deflection_id"
        ] != own
        assert (
            await client.post(f"{PATH}/{own}/outcome", json={"outcome": "solved"}, headers=others)
        ).status_code == 404
        assert (await client.post(f"{PATH}/{own}/submitted?site=other", headers={"Origin": OTHER})).status_code == 404
        server = {"Authorization": "Bearer server-key"}
        assert (
            await client.post(f"{PATH}/{own}/outcome", json={"outcome": "solved"}, headers=server)
        ).status_code == 204
        assert [row.outcome for row in kept(app) if row.id == own] == ["solved"]


async def test_a_visitor_who_asks_too_often_is_told_when_to_go_on(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url, rate_limits="on") as (_, client):
        answers_ = [await client.post(PATH, json=TEXT, headers=form()) for _ in range(31)]
        assert [answer.status_code for answer in answers_] == [200] * 30 + [429]
        assert int(answers_[-1].headers["retry-after"]) > 0
        # The server's own limit is another one.
        assert (await client.post(PATH, json=TEXT, headers={"Authorization": "Bearer server-key"})).status_code == 200


@pytest.mark.parametrize(
    "wrong", ["shop", "shop=", "shop=shop.example", "=https://shop.example", "shop=https://shop.example/path"]
)
def test_a_site_key_without_good_origins_stops_the_start_with_a_sentence(wrong: str) -> None:
    assert "RENEWALS_SITE_KEYS" in (Settings(site_keys=wrong).wrong or "")


def test_good_site_keys_stop_nothing() -> None:
    assert Settings(site_keys=KEYS).wrong is None


async def test_the_form_works_without_a_script_and_carries_the_offer(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (_, client):
        page = await client.get("/form", headers={"Accept-Language": "fr"})
        assert 'lang="fr"' in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]
        sent = await client.post(
            "/form", data={"subject": "a", "renewals_deflection_id": "<b>x</b>"}, follow_redirects=True
        )
        assert "&lt;b&gt;x&lt;/b&gt;" in sent.text
        assert "<b>" not in sent.text


async def test_the_scripts_words_are_there_in_every_language_and_name_fields_in_all_of_them(
    tmp_path: Path, database_url: str
) -> None:
    async with door(tmp_path, database_url) as (_, client):
        for language in (*answers.languages(), "xx"):
            words = (await client.get(f"/static/form-words/{language}.json")).json()
            assert words["solved"]
            assert {"subject", "objet"} <= set(words["subject-names"])
            assert not [name for name in words if name.startswith("page-")]


def test_the_script_holds_no_key_and_stops_no_submit() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert "preventDefault" not in text
    assert "innerHTML" not in text
    assert "eval" not in text


HELD = {"holdout": 0.5, "holdout_secret": "a-secret-for-the-assignment-of-visitors"}


async def test_some_visitors_see_no_answers_and_an_auditor_finds_them_again(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url, **HELD) as (app, client):
        seen: dict[Any, Any] = {}
        for number in range(20):
            for _ in range(2):
                answer = await client.post(PATH, json={**TEXT, "visitor": f"visitor-{number}"}, headers=form())
                seen.setdefault(number, []).append(bool(answer.json()["suggestions"]))
        assert all(len(set(shown)) == 1 for shown in seen.values())
        assert 4 <= sum(shown[0] for shown in seen.values()) <= 16
        for row in kept(app):
            held = experiments.held_back(row.visitor or "", HELD["holdout_secret"], 0.5)  # type: ignore[arg-type]
            assert row.arm == ("held-back" if held else "shown")
            assert row.topics == ["find-partner"]
            assert "visitor-" not in (row.visitor or "")


async def test_who_is_held_back_sees_nothing_as_the_ticket_goes_on_without_a_name(
    tmp_path: Path, database_url: str
) -> None:
    async with door(tmp_path, database_url, **HELD) as (app, client):
        for number in range(20):
            first = (await client.post(PATH, json={**TEXT, "visitor": f"visitor-{number}"}, headers=form())).json()
            again = (
                await client.post(PATH, json={**TEXT, "deflection_id": first["deflection_id"]}, headers=form())
            ).json()
            assert again == first
        assert {row.arm for row in kept(app)} == {"held-back", "shown"}


async def test_without_a_hold_out_nothing_is_kept_of_the_visitor(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        await client.post(PATH, json={**TEXT, "visitor": "somebody"}, headers=form())
        assert [(row.visitor, row.arm) for row in kept(app)] == [(None, None)]


@pytest.mark.parametrize(
    "wrong", [{"holdout": 0.6}, {"holdout": -0.1}, {"holdout": 0.1}, {"holdout": 0.1, "holdout_secret": "short"}]
)
def test_a_hold_out_that_cannot_be_stops_the_start_with_a_sentence(wrong: dict[str, Any]) -> None:
    assert "RENEWALS_HOLDOUT" in (Settings(**wrong).wrong or "")
