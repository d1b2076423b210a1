"""Each number of the page of support opens what it counts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.insights import behind, report
from renewals import answers
from renewals.store import deflections, handoffs, outgoing, retention
from renewals.store.figures import shares
from tests.gateway.support_page import door, sign_in
from tests.history import Talk

ENGLISH = {"Accept-Language": "en"}


def history(app: Any) -> list[Talk]:
    """A week ago: one was answered and rated, one refused the answer, one was not answered, one wanted a person."""
    began = datetime.now(UTC) - timedelta(days=8)
    talks = [Talk(app.state.sessions, began_at=began) for _ in range(4)]
    answered, refused, unanswered, handed = talks
    answered.rate(answered.ask(0, topic="late-renewal", question="late-renewal/fee", text="a zebra's fee"), True)
    refused.refuse(refused.ask(0, topic="late-renewal", text="a quagga's end"))
    unanswered.ask(0, "fallback", "out-of-scope", text="an okapi's price")
    handed.ask(0, text="a giraffe's owner")
    handed.want_a_person(1, "JP")
    now = datetime.now(UTC)
    with app.state.sessions.begin() as session:
        for name, topics, outcome in (("t-1", ["a"], "solved"), ("t-2", ["a"], "submitted"), ("t-3", [], None)):
            deflections.record(session, name, "en", topics, now)
            if outcome:
                deflections.end(session, name, outcome, None, now)
        assert outgoing.told(session, "4711", now, None, "t-2")
    return talks


async def numbers(client: httpx.AsyncClient) -> list[tuple[int, str]]:
    """Each number of the page that is a link, with its address."""
    page = (await client.get("/support", headers=ENGLISH)).text
    cells = re.findall(r'<td class="number"><a href="([^"]+)"[^>]*>([\d,]+)</a>', page)
    return [(int(number.replace(",", "")), unescape(address)) for address, number in cells]


async def test_every_number_that_is_not_zero_opens_as_many_as_it_counts(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        history(app)
        await sign_in(client, "support")
        found = await numbers(client)
        assert {"/support/conversations", "/support/requests", "/support/tickets"} == {
            address.partition("?")[0] for _, address in found
        }
        for number, address in found:
            opened = (await client.get(address, headers=ENGLISH)).text
            assert f"{number} in all." in opened, address


async def test_every_share_and_its_whole_are_opened() -> None:
    named = {*shares.VISITS, *shares.RATINGS, *shares.OF_TICKETS}
    assert named == {*behind.OF_CONVERSATIONS, *behind.OF_TICKETS}
    assert all(behind.opens(figure) for figure in named)


async def test_a_topic_and_its_question_open_the_conversations_in_which_they_went_so(
    tmp_path: Path, database_url: str
) -> None:
    async with door(tmp_path, database_url) as (app, client):
        history(app)
        await sign_in(client, "support")
        of = {"topic": "late-renewal", "how": "asked"}
        shown = (await client.get("/support/conversations", params=of, headers=ENGLISH)).text
        assert "zebra" in shown
        assert "quagga" in shown
        shown = (await client.get("/support/conversations", params={**of, "how": "refused"}, headers=ENGLISH)).text
        assert "zebra" not in shown
        assert "quagga" in shown
        general = (await client.get("/support/conversations", params={**of, "question": "-"}, headers=ENGLISH)).text
        assert "zebra" not in general
        assert (await client.get("/support/conversations", params={**of, "how": "x"})).status_code == 404


async def test_what_was_deleted_by_age_or_erased_is_told_as_such(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        answered, *_, handed = history(app)
        with app.state.sessions.begin() as session:
            retention.forget_texts(session, answered.id)
        handed.erase()
        await sign_in(client, "support")
        listed = (await client.get("/support/conversations?figure=confirmed", headers=ENGLISH)).text
        assert answered.id in listed
        assert "deleted by age" in listed
        requests = (await client.get("/support/requests", headers=ENGLISH)).text
        assert "The conversation was erased." in requests
        assert handed.id not in requests


async def test_tickets_tell_what_came_of_them_and_their_number_in_the_desk(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        history(app)
        await sign_in(client, "auditor")
        sent = (await client.get("/support/tickets?figure=submitted", headers=ENGLISH)).text
        assert "4711" in sent
        assert "solved" not in sent
        lines = (await client.get("/support/tickets.csv")).text.splitlines()
        assert len(lines) == 4
        assert lines[0].endswith("experiment,visitor,arm,desk_tickets")
        assert (await client.get("/support/tickets?figure=resolved")).status_code == 404
        # An auditor reads no conversations, so nothing leads there.
        assert "/support/conversations" not in (await client.get("/support/requests")).text


async def test_an_unknown_region_can_be_chosen(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        history(app)
        await sign_in(client, "support")
        page = (await client.get("/support/conversations?figure=conversations&region=unknown", headers=ENGLISH)).text
        assert "3 in all." in page
        assert "giraffe" not in page
        assert report.selection("", "", "unknown", "", "", datetime.now(UTC).date()).region == ""


async def test_a_long_list_is_turned_page_by_page(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        for _ in range(51):
            Talk(app.state.sessions, began_at=datetime.now(UTC) - timedelta(days=1)).ask(0)
        await sign_in(client, "support")
        first = (await client.get("/support/conversations?figure=conversations", headers=ENGLISH)).text
        older = re.search(r'rel="next" href="(\?[^"]+)"', first)
        assert older
        second = (await client.get(f"/support/conversations{unescape(older[1])}", headers=ENGLISH)).text
        shown = [re.findall(r'href="/support/conversations/(talk-\d+)"', page) for page in (first, second)]
        assert [len(set(page)) for page in shown] == [50, 1]
        assert not set(shown[0]) & set(shown[1])


@pytest.mark.parametrize("state", [handoffs.WAITING, handoffs.CLAIMED, handoffs.MAILED, handoffs.RESOLVED])
def test_each_state_of_a_request_has_its_word_in_each_language(state: str) -> None:
    assert all(answers.phrase(language, "figures", f"{state}-state") for language in answers.languages())
