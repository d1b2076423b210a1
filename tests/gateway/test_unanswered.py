"""What is not answered yet, on the page of support: grouped, decided with a click, and turned into a patch that git
applies.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.gaps import patch
from bot.settings import ROOT
from bot.training_data import EXAMPLES, own_examples
from renewals.store import conversations
from tests.builders import load
from tests.gateway.support_page import OWN, door, sign_in
from tests.history import Talk

NEW = ["can my zebra be renewed with us next spring", "can my zebra be renewed with us next autumn"]


def asked(app: Any, *texts: str, kind: str = "fallback") -> None:
    talk = Talk(app.state.sessions)
    for minute, text in enumerate(texts):
        talk.ask(minute, kind, "out-of-scope", text=text)


async def groups(client: httpx.AsyncClient) -> list[str]:
    page = await client.get("/support/unanswered")
    assert page.status_code == 200, page.text
    return re.findall(r'<section aria-labelledby="group-.*?</section>', page.text, re.DOTALL)


def contents(root: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in root.glob("*/*.yml")}


def applied(patch: str, folder: Path) -> None:
    """Applies a patch as a developer does."""
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "-"], cwd=folder, check=True, input=patch, text=True)


async def decide(client: httpx.AsyncClient, group: str, decision: str) -> httpx.Response:
    ids = re.findall(r'name="message" value="([^"]+)"', group)
    return await client.post("/support/unanswered", data={"decision": decision, "message": ids}, headers=OWN)


async def test_what_is_alike_stands_together_and_is_gone_once_decided(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        asked(app, *NEW, "something else entirely <b>")
        await sign_in(client, "support")
        first, second = await groups(client)
        assert all(text in first for text in NEW)
        assert "&lt;b&gt;" in second
        assert (await decide(client, first, "set-aside")).status_code == 303
        assert await groups(client) == [second.replace("group-2", "group-1")]


async def test_decisions_become_a_patch_that_git_applies_and_that_is_empty_then(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Path(shutil.copytree(EXAMPLES, tmp_path / "data" / "nlu"))
    monkeypatch.setattr("bot.gaps.ROOT", tmp_path)
    monkeypatch.setattr(patch, "__defaults__", (copy,))
    before = contents(copy)
    async with door(tmp_path, database_url) as (app, client):
        asked(app, NEW[0], "does the renewal of contract C-100234 take the quagga along")
        await sign_in(client, "manager")
        for group in await groups(client):
            await decide(client, group, "how-to-renew")
        made = await client.get("/support/unanswered/examples.patch")
        assert "attachment" in made.headers["content-disposition"]
        assert contents(copy) == before
        applied(made.text, tmp_path)
        written = own_examples("en", "how-to-renew", copy)
        assert NEW[0] in written
        # What belongs to a customer is replaced, as in the terminal.
        assert "does the renewal of contract C-000000 take the quagga along" in written
        assert (await client.get("/support/unanswered/examples.patch")).text == ""


async def test_what_names_a_firm_is_left_out_with_the_reason(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        load(app.state.sessions, {"account_name": "Zorbex Industries"})
        asked(app, "can Zorbex Industries take the zebra along")
        await sign_in(client, "support")
        await decide(client, (await groups(client))[0], "how-to-renew")
        page = (await client.get("/support/unanswered?patch=1")).text
        assert "it names Zorbex" in page
        assert (await client.get("/support/unanswered/examples.patch")).text == ""


async def test_answers_that_were_refused_or_voted_down_are_there_too(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        refused, voted, good = (Talk(app.state.sessions) for _ in range(3))
        refused.refuse(refused.ask(0, text="first zebra"))
        voted.rate(voted.ask(0, text="another quagga altogether"), False)
        good.rate(good.ask(0, text="all is well"), True)
        await sign_in(client, "support")
        shown = "".join(await groups(client))
        assert "first zebra" in shown
        assert "another quagga" in shown
        assert "all is well" not in shown
        with app.state.sessions.begin() as session:
            conversations.erase(session, refused.id)
        assert len(await groups(client)) == 1


async def test_only_support_decides_from_the_page_itself_and_only_for_what_there_is(
    tmp_path: Path, database_url: str
) -> None:
    async with door(tmp_path, database_url) as (app, client):
        asked(app, NEW[0])
        assert (await client.get("/support/unanswered")).status_code == 303
        await sign_in(client, "support")
        (group,) = await groups(client)
        assert (await decide(client, group, "no-such-topic")).status_code == 422
        assert (await client.post("/support/unanswered", data={"decision": "set-aside"})).status_code == 403
        too_many = "&".join(f"message={number}" for number in range(300))
        form = {**OWN, "Content-Type": "application/x-www-form-urlencoded"}
        assert (
            await client.post("/support/unanswered", content=f"decision=set-aside&{too_many}", headers=form)
        ).status_code == 422
        assert (
            await client.post("/support/unanswered", data={"decision": "set-aside", "message": "another"}, headers=OWN)
        ).status_code == 303
        assert len(await groups(client)) == 1
        await sign_in(client, "auditor")
        assert (await client.get("/support/unanswered")).status_code == 403
        assert (
            await client.post("/support/unanswered", data={"decision": "set-aside"}, headers=OWN)
        ).status_code == 403


def test_the_examples_are_those_of_the_product() -> None:
    assert EXAMPLES == ROOT / "data" / "nlu"
