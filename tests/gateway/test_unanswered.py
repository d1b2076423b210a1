"""What is not answered yet, on the page of support: grouped, decided with a click, and turned into a patch that git
applies.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.gaps import grouped
from bot.settings import ROOT
from bot.training_data import EXAMPLES, own_examples
from renewals.store import conversations
from renewals.store.reviews import Doubtful
from renewals.store.tables import Review
from tests.builders import load
from tests.gateway.decisions import (
    NEW,
    applied,
    asked,
    contents,
    decide,
    groups,
    repository,
    tried_and_taken,
)
from tests.gateway.support_page import OWN, door, sign_in
from tests.history import Talk


async def test_what_is_alike_stands_together_and_is_gone_once_decided(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        asked(app, *NEW, "something else entirely <b>")
        await sign_in(client, "support")
        first, second = await groups(client)
        assert all(text in first for text in NEW)
        assert "&lt;b&gt;" in second
        assert (await decide(client, first, "set-aside")).status_code == 303
        assert [group.count("something else entirely") for group in await groups(client)] == [1]


def test_the_same_asked_in_other_words_stands_together() -> None:
    said = ["Do you sell printer toner?", "can I buy printer toner from you", "is the printer on loan", "any stamps?"]
    at = datetime(2026, 11, 23, tzinfo=UTC)
    found = grouped([Doubtful(text, text, "en", "out-of-scope", (), ("refused",), at) for text in said])
    assert [[one.text for one in group] for group in found] == [said[:2], said[2:3], said[3:]]


async def test_decisions_become_a_patch_that_git_applies_and_that_is_empty_then(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = repository(tmp_path, monkeypatch)
    before = contents(copy)
    async with door(tmp_path, database_url) as (app, client):
        asked(app, NEW[0], "does the renewal of contract C-100234 take the quagga along")
        await sign_in(client, "manager")
        for group in await groups(client):
            await decide(client, group, "how-to-renew")
        made = await tried_and_taken(client, monkeypatch)
        assert "attachment" in made.headers["content-disposition"]
        assert contents(copy) == before
        applied(made.text, tmp_path)
        written = own_examples("en", "how-to-renew", copy)
        assert NEW[0] in written
        # What belongs to a customer is replaced, as in the terminal.
        assert "does the renewal of contract C-000000 take the quagga along" in written
        assert (await client.get("/support/unanswered/examples.patch")).text == ""


async def test_later_hides_a_group_for_a_week(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        asked(app, NEW[0])
        await sign_in(client, "support")
        await decide(client, (await groups(client))[0], "later")
        assert await groups(client) == []
        with app.state.sessions.begin() as session:
            session.query(Review).one().decided_at -= timedelta(days=7, minutes=1)
        assert len(await groups(client)) == 1
        assert (await client.get("/support/unanswered/examples.patch")).text == ""


async def test_refused_twice_and_handed_over_are_told_and_a_refusal_is_no_gap(
    tmp_path: Path, database_url: str
) -> None:
    async with door(tmp_path, database_url) as (app, client):
        twice, wanted, long_ago = (Talk(app.state.sessions) for _ in range(3))
        twice.refuse(twice.ask(0, text="first zebra"))
        twice.refuse(twice.ask(1, text="no, not that", decided_by="correction"))
        wanted.ask(0, text="a quagga, is it mine")
        wanted.want_a_person(2)
        long_ago.ask(0, text="an okapi long before")
        long_ago.want_a_person(45)
        await sign_in(client, "support")
        page = (await client.get("/support/unanswered", headers={"Accept-Language": "en"})).text
        found = {text: text in page for text in ("first zebra", "no, not that", "quagga", "okapi")}
        assert found == {"first zebra": True, "no, not that": False, "quagga": True, "okapi": False}
        assert "answer refused twice (1)" in page
        assert "a person was asked for afterwards (1)" in page


async def test_a_groups_trend_is_told_and_days_language_and_region_choose(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        now = datetime.now(UTC)
        for days in (1, 2, 9, 40):
            talk = Talk(app.state.sessions, began_at=now - timedelta(days=days))
            talk.ask(0, "fallback", "out-of-scope", text=NEW[0])
        Talk(app.state.sessions, began_at=now).ask(0, "fallback", "out-of-scope", text="et le zèbre", language="fr")
        await sign_in(client, "support")
        english = {"Accept-Language": "en"}
        page = (await client.get("/support/unanswered", headers=english)).text
        assert "Messages: 4" in page
        assert "In the last seven days: 2; in the seven before: 1." in page
        since = f"{(now - timedelta(days=20)).date()}"
        chosen = (await client.get(f"/support/unanswered?from={since}&language=en", headers=english)).text
        assert "Messages: 3" in chosen
        assert "zèbre" not in chosen
        assert "Nothing is waiting" in (await client.get("/support/unanswered?region=JP", headers=english)).text


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
        too_many = "&".join(f"message={number}" for number in range(600))
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
