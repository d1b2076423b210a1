"""The gateway dies at the worst moments: what was acknowledged is done all the same, once."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.slack.local_slack import eventually
from tests.slack.sales_desk import Desk
from tests.slack.signed import deliver, event, press, ts

PAUL, GRACE = "U01PAUL", "U02GRACE"


def kill_gateway(desk: Desk) -> None:
    os.killpg(int((desk.stack.folder / "log" / "gateway.pid").read_text(encoding="ascii")), signal.SIGKILL)


def ready_again(desk: Desk) -> None:
    eventually(lambda: httpx.get(f"{desk.stack.address}/readyz", timeout=2).status_code == 200, 90)


def once(desk: Desk, channel: str) -> None:
    eventually(lambda: desk.slack.from_us(channel), 60)
    desk.settle()
    assert len(desk.slack.from_us(channel)) == 1, desk.slack.from_us(channel)


@pytest.mark.parametrize("after", [0.0, 0.03, 0.3])
def test_what_was_acknowledged_before_a_kill_is_answered_once_afterwards(desk: Desk, after: float) -> None:
    channel = desk.slack.direct_channel(GRACE)
    assert deliver(desk.stack.address, event(GRACE, "when does C-200310 end?", channel)).status_code == 200
    time.sleep(after)
    kill_gateway(desk)
    ready_again(desk)
    once(desk, channel)
    assert "31 December 2026" in desk.slack.from_us(channel)[0]["text"]


def test_a_message_posted_right_before_a_kill_is_found_and_not_posted_again(desk: Desk) -> None:
    channel = desk.slack.direct_channel(GRACE)
    # The message arrives; its answer takes so long that the gateway dies before it hears of it.
    desk.proxy.arrive_and_hang("chat.postMessage", 5)
    deliver(desk.stack.address, event(GRACE, "when does C-200310 end?", channel))
    eventually(lambda: desk.slack.from_us(channel), 30)
    kill_gateway(desk)
    ready_again(desk)
    eventually(lambda: desk.proxy.called("conversations.history"), 30)
    once(desk, channel)


def test_a_press_before_a_kill_is_kept(desk: Desk) -> None:
    channel = desk.slack.direct_channel(PAUL)
    action = {"type": "button", "action_id": "contract_contacted", "block_id": "b", "value": "C-600711"}
    nowhere = f"{desk.slack.address}/none"
    deliver(desk.stack.address, press(PAUL, action, {"ts": ts(), "channel": channel, "blocks": []}, answers_to=nowhere))
    kill_gateway(desk)
    ready_again(desk)
    # The address for answers led nowhere: the confirmation comes as a direct message.
    assert "C-600711" in eventually(lambda: desk.slack.from_us(channel), 60)[0]["text"]


def test_many_deliveries_before_a_kill_are_each_answered_once(desk: Desk) -> None:
    channels = {user: desk.slack.direct_channel(user) for user in ("U01PAUL", "U02GRACE", "U03MONA")}
    bodies = [
        (channel, event(user, f"/{number} what ends this month?", channel))
        for number in range(4)
        for user, channel in channels.items()
    ]
    with ThreadPoolExecutor(6) as at_once:
        acknowledged = list(at_once.map(lambda pair: deliver(desk.stack.address, pair[1]).status_code, bodies))
    assert acknowledged == [200] * 12
    kill_gateway(desk)
    ready_again(desk)
    eventually(lambda: all(len(desk.slack.from_us(channel)) >= 4 for channel in channels.values()), 90)
    desk.settle()
    assert [len(desk.slack.from_us(channel)) for channel in channels.values()] == [4, 4, 4]
