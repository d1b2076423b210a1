"""Support's channels through the whole product: real engine, real gateway, and a Slack that others wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from bot.settings import ROOT
from bot.slack.support_channels import NEXT, SOLVED, TEAM
from tests.slack.local_slack import HELP, elements, eventually, shown
from tests.slack.sales_desk import Desk
from tests.slack.signed import deliver, press

GRACE, NOBODY, PAUL = "U02GRACE", "U04NOBODY", "U01PAUL"
QUESTION = "How do I find a reseller for our renewal?"


def suggested(desk: Desk) -> dict[str, Any]:
    """The first suggestion, as its asker alone gets it."""
    return eventually(lambda: desk.proxy.called("chat.postEphemeral"))[0]


def pressed(desk: Desk, user: str, message: dict[str, Any], action_id: str) -> str:
    """Presses a button of a suggestion; what stands in its place."""
    button = next(one for one in elements(message) if one["action_id"] == action_id)
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": button["value"]}
    # This Slack has no buttons in messages for one person: they are pressed as Slack would deliver it.
    form = press(user, action, {"ts": "1.2", "channel": HELP}, answers_to=f"{desk.proxy.address}/api/answered")
    assert deliver(desk.stack.address, form).status_code == 200
    answer: dict[str, Any] = eventually(lambda: desk.proxy.called("answered"))[-1]
    assert answer["replace_original"] is True
    return str(answer["text"])


def in_thread(desk: Desk, ts: str) -> list[dict[str, Any]]:
    return [message for message in desk.slack.from_us(HELP) if message.get("thread_ts") == ts]


def tickets(desk: Desk) -> dict[str, int]:
    """How many tickets had suggestions, were solved and sent, as `renewals report` counts them."""
    environment = {**os.environ, "RENEWALS_VAR": str(desk.stack.folder), "RENEWALS_DATABASE_URL": ""}
    command = [sys.executable, "-m", "bot", "report", "--from", "2026-01-01", "--to", "2026-12-31", "--json"]
    told = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    shares = {one["name"]: one["count"] for one in json.loads(told)["shares"]}
    return {name: shares[name] for name in ("suggested", "deflected", "submitted")}


def test_a_question_is_answered_to_its_asker_alone_then_for_all_and_counts_as_deflected(desk: Desk) -> None:
    before = tickets(desk)
    ts = desk.slack.type(NOBODY, HELP, QUESTION)
    message = suggested(desk)
    assert (message["user"], message["channel"]) == (NOBODY, HELP)
    assert "partner" in shown(message).lower()
    assert in_thread(desk, ts) == []
    assert pressed(desk, NOBODY, message, SOLVED)
    (post,) = eventually(lambda: in_thread(desk, ts))
    assert "partner" in post["text"].lower()
    after = tickets(desk)
    assert {name: after[name] - before[name] for name in after} == {
        "suggested": 1, "deflected": 1, "submitted": 0,
    }  # fmt: skip


def test_a_french_question_gets_a_french_answer_and_goes_to_the_team(desk: Desk) -> None:
    ts = desk.slack.type(GRACE, HELP, "Bonjour, peut-on encore renouveler après la date de fin du contrat ?")
    message = suggested(desk)
    assert "renouvel" in shown(message)
    pressed(desk, GRACE, message, TEAM)
    (post,) = eventually(lambda: in_thread(desk, ts))
    assert "personne" in post["text"]


def test_not_it_is_seen_by_its_asker_alone(desk: Desk) -> None:
    ts = desk.slack.type(GRACE, HELP, QUESTION)
    assert pressed(desk, GRACE, suggested(desk), NEXT)
    desk.settle()
    assert in_thread(desk, ts) == []


@pytest.mark.parametrize("text", ["Who joins for lunch at noon?", "merci à tous, bonne journée !", "ok"])
def test_what_is_no_question_of_ours_gets_silence(desk: Desk, text: str) -> None:
    desk.slack.type(GRACE, HELP, text)
    desk.settle()
    assert desk.proxy.called("chat.postEphemeral") == []
    assert desk.slack.from_us(HELP) == []


def test_a_reply_in_a_thread_is_left_to_people(desk: Desk) -> None:
    ts = desk.slack.type(GRACE, HELP, "Who joins for lunch at noon?")
    desk.slack.type(PAUL, HELP, QUESTION, ts)
    desk.settle()
    assert desk.proxy.called("chat.postEphemeral") == []


def test_a_question_that_came_while_slack_was_away_is_answered_once(desk: Desk) -> None:
    desk.proxy.fail("conversations.replies")
    desk.slack.type(GRACE, HELP, QUESTION)
    assert "partner" in shown(suggested(desk)).lower()
    desk.settle()
    assert len(desk.proxy.called("chat.postEphemeral")) == 1
