"""The whole product on PostgreSQL: one request from the asking to its end, over a crash of the gateway."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from tests.postgres import postgres
from tests.slack.local_slack import TEAMS, elements, eventually, shown
from tests.slack.sales_desk import TEAM_REPS, Desk, sales_desk
from tests.slack.signed import deliver, event, press
from tests.stack import Chat

PAUL, EMEA = "U01PAUL", TEAMS["EMEA"]


@pytest.fixture(scope="module")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, npm_packages: Path, trained_model: Path, postgres_url: str
) -> Iterator[Desk]:
    own: dict[str, Any] = {
        "SLACK_CHANNEL_EMEA": EMEA,
        "RENEWALS_API_KEYS": "the-key",
    }
    with sales_desk(
        tmp_path_factory.mktemp("office"), reps=TEAM_REPS, RENEWALS_DATABASE_URL=postgres_url, **own
    ) as desk:
        yield desk


def asked_and_claimed(office: Desk, chat: Chat) -> tuple[str, dict[str, Any]]:
    """A request that Paul has taken up; its reference and its card."""
    reference = chat.reply("I would like to talk to a person")["data"]["reference"]
    card = eventually(
        lambda: next(
            said
            for said in office.slack.from_us(EMEA)
            if reference in shown(said) and elements(said) and not said.get("thread_ts")
        )
    )
    office.slack.press(PAUL, card, "handoff_claim")
    eventually(lambda: "Paul" in chat.transcript()[-1]["text"])
    return reference, card


def test_a_request_is_asked_claimed_talked_over_and_closed(office: Desk, postgres_url: str) -> None:
    chat = office.stack.chat_as("claire.martin@contoso.example", language="en")
    assert "C-100234" in chat.reply("when does my contract end?")["text"]
    reference, card = asked_and_claimed(office, chat)
    for number in range(5):
        chat.say(f"customer {number}")
        assert (
            deliver(office.stack.address, event(PAUL, f"team {number}", EMEA, thread_ts=card["ts"])).status_code == 200
        )
    assert chat.send_file("order.pdf", b"%PDF-1").status_code == 200
    os.killpg(int((office.stack.folder / "log" / "gateway.pid").read_text(encoding="ascii")), signal.SIGKILL)
    eventually(lambda: httpx.get(f"{office.stack.address}/readyz", timeout=2).status_code == 200, 90)
    eventually(
        lambda: [
            said for said in office.slack.messages(EMEA) if said.get("files") and said.get("thread_ts") == card["ts"]
        ],
        60,
    )
    in_thread = [said["text"].split(": ")[-1] for said in office.slack.messages(EMEA) if "customer " in said["text"]]
    assert [text for text in in_thread if text.startswith("customer ")] == [f"customer {number}" for number in range(5)]
    eventually(
        lambda: (
            [said["text"] for said in chat.transcript() if said["speaker"] == "human"]
            == [f"team {number}" for number in range(5)]
        )
    )
    button = {
        "type": "static_select",
        "action_id": "handoff_resolve",
        "block_id": "b",
        "selected_option": {"value": f"{reference}|answered"},
    }
    deliver(office.stack.address, press(PAUL, button, card))
    eventually(lambda: "has closed your request" in chat.transcript()[-1]["text"])
    assert chat.say("why should I renew?")["speaker"] == "assistant"
    listed = office.stack.client.get(
        f"/api/v1/handoffs/{reference}", headers={"Authorization": "Bearer the-key"}
    ).json()
    assert [row["what"] for row in listed["transitions"]] == ["asked", "claimed", "resolved"]
    assert chat.client.delete(f"/api/v1/conversations/{chat.id}", headers=chat.headers).status_code == 204
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        left = [connection.scalar(sa.text(f"select count(*) from {table}")) for table in ("messages", "handoff_files")]  # noqa: S608 - our own names
        kept = connection.scalar(sa.text("select count(*) from handoffs"))
    engine.dispose()
    assert (left, kept) == ([0, 0], 1)
