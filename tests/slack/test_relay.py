"""The relay under load: customers in web chats and a team in Slack write at once, and connections break."""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from threading import Condition
from typing import Any

import pytest
from websockets.sync.client import connect

from tests.postgres import postgres
from tests.slack.local_slack import TEAMS, eventually, shown
from tests.slack.sales_desk import TEAM_REPS, Desk, sales_desk
from tests.slack.signed import deliver, event, press
from tests.stack import Chat

# In each direction; make test-all takes 200.
MESSAGES = int(os.environ.get("RELAYED_MESSAGES", "60"))
CUSTOMERS = int(os.environ.get("RELAYING_CUSTOMERS", "4"))
MOST_MILLISECONDS = 300
BREAKS_AFTER = 25
# Each so many turns, one does not wait for the other.
EAGER = 5
EMEA, PAUL = TEAMS["EMEA"], "U01PAUL"
pytestmark = pytest.mark.usefixtures("timed")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, npm_packages: Path, trained_model: Path
) -> Iterator[Desk]:
    with ExitStack() as running:
        own: dict[str, Any] = {"SLACK_CHANNEL_EMEA": EMEA}
        if request.param == "postgresql":
            own["RENEWALS_DATABASE_URL"] = running.enter_context(postgres(tmp_path_factory.mktemp("server")))
        yield running.enter_context(sales_desk(tmp_path_factory.mktemp("relay"), reps=TEAM_REPS, **own))


def claimed(office: Desk) -> tuple[Chat, dict[str, Any]]:
    chat = office.stack.chat_as("claire.martin@contoso.example", language="en")
    reference = chat.reply("I would like to talk to a person")["data"]["reference"]
    card = eventually(
        lambda: next(
            message
            for message in office.slack.from_us(EMEA)
            if reference in shown(message) and not message.get("thread_ts")
        )
    )
    deliver(
        office.stack.address,
        press(PAUL, {"type": "button", "action_id": "handoff_claim", "block_id": "b", "value": reference}, card),
    )
    eventually(lambda: chat.say("are you there?")["speaker"] == "human")
    return chat, card


class Arrivals:
    """When what was said arrived on the other side."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}
        self._news = Condition()

    def note(self, text: str) -> None:
        with self._news:
            self.at.setdefault(text, time.monotonic())
            self._news.notify_all()

    def wait_for(self, *texts: str) -> None:
        with self._news:
            assert self._news.wait_for(lambda: all(text in self.at for text in texts), 60), (
                f"{texts} did not arrive within a minute"
            )


def heard(chat: Chat, arrived: Arrivals, wanted: int) -> list[str]:
    """What a live connection tells of the team's words: it breaks now and then, and begins again after the last message
    that it has.
    """
    texts: list[str] = []
    last, until = None, time.monotonic() + 60 + wanted
    address = str(chat.client.base_url).replace("http", "ws").rstrip("/") + f"/api/v1/conversations/{chat.id}/live"
    while len(texts) < wanted and time.monotonic() < until:
        where = f"{address}?after={last}" if last else address
        with connect(where, additional_headers=chat.headers) as socket:
            for number, raw in enumerate(socket):
                told = json.loads(raw)
                if told["type"] == "message":
                    last = told["message"]["id"]
                    if told["message"]["speaker"] == "human":
                        arrived.note(told["message"]["text"])
                        texts.append(told["message"]["text"])
                if len(texts) >= wanted or number > BREAKS_AFTER:
                    break
    return texts


def test_words_reach_the_other_side_soon_in_order_and_none_is_lost(office: Desk) -> None:
    each = MESSAGES // CUSTOMERS
    talks = [claimed(office) for _ in range(CUSTOMERS)]
    sent: dict[str, float] = {}
    arrived = Arrivals()
    in_thread: dict[str, list[str]] = defaultdict(list)

    def posted(values: dict[str, str], answer: dict[str, Any]) -> dict[str, Any]:
        text = str(values.get("text")).split(": ")[-1]
        if text.startswith("customer "):
            # One thread answers for Slack.
            in_thread[str(values.get("thread_ts"))].append(text)
            arrived.note(text)
        return answer

    office.proxy.change("chat.postMessage", posted)

    def talk(number: int) -> list[str]:
        chat, card = talks[number]
        with ThreadPoolExecutor(1) as listening:
            texts = listening.submit(heard, chat, arrived, each)
            for turn in range(each):
                sent[f"customer {number} {turn}"] = time.monotonic()
                chat.say(f"customer {number} {turn}")
                sent[f"team {number} {turn}"] = time.monotonic()
                deliver(office.stack.address, event(PAUL, f"team {number} {turn}", EMEA, thread_ts=card["ts"]))
                # People read before they write on; what is measured is the way, not the queue of a machine that types.
                if turn % EAGER:
                    arrived.wait_for(f"customer {number} {turn}", f"team {number} {turn}")
            return texts.result()

    with ThreadPoolExecutor(CUSTOMERS) as pool:
        texts = list(pool.map(talk, range(CUSTOMERS)))
    eventually(lambda: sum(map(len, in_thread.values())) >= each * CUSTOMERS, 120)
    for number, (_, card) in enumerate(talks):
        assert texts[number] == [f"team {number} {turn}" for turn in range(each)]
        assert in_thread[card["ts"]] == [f"customer {number} {turn}" for turn in range(each)]
    milliseconds = {
        side: [1000 * (arrived.at[text] - at) for text, at in sent.items() if text.startswith(side)]
        for side in ("customer", "team")
    }
    figures = {
        side: (round(median(each)), round(sorted(each)[int(len(each) * 0.95)])) for side, each in milliseconds.items()
    }
    print(
        f"{each * CUSTOMERS} messages each way, {CUSTOMERS} customers at once; milliseconds, median and 95 %:", figures
    )
    assert max(middle for middle, _ in figures.values()) < MOST_MILLISECONDS
