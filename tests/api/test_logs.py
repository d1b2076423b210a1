"""The logs of the running product: one id through all processes, and nothing of what anybody wrote or is."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from typing import Any

import pytest

from tests.api.observed import Observed
from tests.slack.local_slack import eventually
from tests.stack import API_KEY, IDENTITY_SECRET, Stack

ADDRESS = "anna.canary@contoso.example"
WORDS = "marmalade-canary"


@pytest.fixture
def logged(observed: Observed) -> Stack:
    return observed.stack


def lines(stack: Stack, process: str) -> list[dict[str, Any]]:
    text = (stack.folder / "log" / f"{process}.log").read_text(encoding="utf-8")
    # Before the engine has read its settings, Rasa and TensorFlow say a few words of their start in a form of theirs.
    return [json.loads(line) for line in text.splitlines() if line.startswith('{"time"')]


def test_one_id_stands_in_the_lines_of_all_three_processes(logged: Stack) -> None:
    said = logged.chat(language="en").post("which team do I contact in Japan?")
    trace_id = said.headers["x-request-id"]
    found: dict[str, list[dict[str, Any]]] = {}
    until = time.monotonic() + 20
    # A request is logged once its answer is out.
    while [one["message"] for one in found.get("gateway", [])][-1:] != ["answered"] and time.monotonic() < until:
        found = {
            name: [one for one in lines(logged, name) if one["trace_id"] == trace_id]
            for name in ("gateway", "engine", "actions")
        }
        time.sleep(0.05)
    assert [one["message"] for one in found["gateway"]] == ["message answered", "answered"]
    assert [one["message"] for one in found["engine"]] == ["turn taken"]
    assert [one["route"] for one in found["actions"]] == ["/webhook"]
    assert {name: {one["service"] for one in its} for name, its in found.items()} == {name: {name} for name in found}


def test_the_metrics_name_the_model_that_answers(logged: Stack) -> None:
    told = logged.client.get("/metrics").text
    assert re.search(r'renewals_model_info\{model="[0-9a-f]{32}",trained_at="20\d\d-\d\d-\d\dT[^"]+Z"\} 1.0', told)


def test_no_line_holds_what_was_written_whose_it_is_or_what_opens_it(logged: Stack) -> None:
    chat = logged.chat_as(ADDRESS, language="en")
    chat.reply(f"hello, I am {ADDRESS} and this is {WORDS} for C-100240")
    chat.reply(f"which team do I contact in Japan? {WORDS}")
    assert chat.reply(f"fail-in-gateway {WORDS} {ADDRESS}")["kind"] == "error"
    chat.reply(f"what does late renewal cost? fail-in-actions {WORDS} {ADDRESS}")
    assert chat.reply("which team do I contact in Japan?")["kind"] == "error"
    # The engine's own failure: whom it asks is away.
    os.killpg(int((logged.folder / "log" / "actions.pid").read_text()), signal.SIGKILL)
    chat.reply(f"which team do I contact in Brazil? {WORDS} {ADDRESS}")
    stranger = logged.chat(language="en")
    stranger.reply("when does C-100240 expire?")
    logged.client.post(
        f"/api/v1/conversations/{WORDS}/messages?{WORDS}", json={"text": WORDS}, headers={"Authorization": WORDS}
    )
    kept = {file.name: file.read_text(encoding="utf-8") for file in (logged.folder / "log").glob("*.log")}
    kept["up.log"] = (logged.folder / "up.log").read_text(encoding="utf-8")
    never = (WORDS, ADDRESS, "anna.canary", "C-100240", chat.token, stranger.token, API_KEY, IDENTITY_SECRET)
    assert [(name, one) for name, text in kept.items() for one in never if one in text] == []
    failed = [one for name in ("gateway", "engine", "actions") for one in lines(logged, name) if "failure" in one]
    assert {one["service"] for one in failed} == {"gateway", "engine", "actions"}
    # Other tests go on with the same product.
    eventually(lambda: logged.chat(language="en").reply("which team do I contact in Japan?")["kind"] != "error", 60)
