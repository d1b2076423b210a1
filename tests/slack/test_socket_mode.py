"""The same desk over Socket Mode: no address of ours is open to Slack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.slack.local_slack import GENERAL, eventually, shown
from tests.slack.sales_desk import Desk, sales_desk
from tests.slack.validators import check_all_sent

PAUL, GRACE = "U01PAUL", "U02GRACE"


@pytest.fixture(scope="module")
def connected(tmp_path_factory: pytest.TempPathFactory, npm_packages: Path, trained_model: Path) -> Iterator[Desk]:
    with sales_desk(tmp_path_factory.mktemp("socket"), socket_mode=True) as desk:
        eventually(lambda: desk.slack.state()["apps"][0]["connected"], 30)
        yield desk
        check_all_sent(desk.proxy)


@pytest.fixture(autouse=True)
def empty(connected: Desk) -> None:
    connected.slack.forget()


def test_a_direct_question_and_a_mention_are_answered(connected: Desk) -> None:
    channel = connected.slack.direct_channel(PAUL)
    connected.slack.type(PAUL, channel, "quand se termine C-100234 ?")
    assert "15 décembre 2026" in eventually(lambda: connected.slack.from_us(channel))[0]["text"]
    asked = connected.slack.type(GRACE, GENERAL, "<@U0BOT> when does C-200310 end?")
    assert eventually(lambda: connected.slack.from_us(GENERAL))[0]["thread_ts"] == asked


def test_the_command_a_button_and_a_form_work(connected: Desk) -> None:
    connected.slack.command(PAUL, "")
    answer = eventually(lambda: connected.slack.from_us(GENERAL))[0]
    assert "C-100251" in answer["text"]
    connected.slack.press(PAUL, answer, "contract_details", "C-100235")
    eventually(lambda: connected.proxy.called("views.open"))
    note = {"note": {"value": {"type": "plain_text_input", "value": "rappeler en janvier"}}}
    assert connected.slack.submit(PAUL, note) is None
    channel = connected.slack.direct_channel(PAUL)
    assert "C-100235" in eventually(lambda: connected.slack.from_us(channel))[0]["text"]


def test_the_home_tab_and_a_file_arrive(connected: Desk) -> None:
    connected.slack.open_home(GRACE)
    assert "C-200320" in shown(eventually(lambda: connected.proxy.called("views.publish"))[0]["view"])
    connected.slack.command(GRACE, "")
    answer = eventually(lambda: connected.slack.from_us(GENERAL))[0]
    connected.slack.press(GRACE, answer, "list_csv")
    channel = connected.slack.direct_channel(GRACE)
    eventually(lambda: [message for message in connected.slack.messages(channel) if message.get("files")], 30)


def test_with_a_signing_secret_deliveries_over_http_are_still_checked(connected: Desk) -> None:
    assert httpx.post(f"{connected.stack.address}/slack/events", content=b"{}").status_code == 401
