"""What Slack delivers is taken once, whatever is sent again, and only where it is Slack's."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.slack.local_slack import GENERAL, SIGNING_SECRET, eventually
from tests.slack.sales_desk import Desk
from tests.slack.signed import command, deliver, event, press, signed, ts

GRACE, MONA = "U02GRACE", "U03MONA"


def posted(desk: Desk) -> int:
    return len(desk.proxy.called("chat.postMessage"))


def settled(desk: Desk) -> int:
    """How many messages were posted, once all that was delivered is done."""
    desk.settle()
    return posted(desk)


def test_a_delivery_sent_again_is_answered_once(desk: Desk) -> None:
    body = event(GRACE, "what ends this quarter?", desk.slack.direct_channel(GRACE))
    for number in range(4):
        headers: dict[str, Any] = (
            {"x_slack_retry_num": str(number), "x_slack_retry_reason": "http_timeout"} if number else {}
        )
        assert deliver(desk.stack.address, body, **headers).status_code == 200
    assert settled(desk) == 1


def test_a_delivery_sent_four_times_at_once_is_answered_once(desk: Desk) -> None:
    body = event(GRACE, "what ends this quarter?", desk.slack.direct_channel(GRACE))
    with ThreadPoolExecutor(4) as at_once:
        answers = list(at_once.map(lambda _: deliver(desk.stack.address, body).status_code, range(4)))
    assert answers == [200] * 4
    assert settled(desk) == 1


def test_a_first_delivery_that_bears_a_retrys_number_is_answered(desk: Desk) -> None:
    body = event(GRACE, "what ends this quarter?", desk.slack.direct_channel(GRACE))
    deliver(desk.stack.address, body, x_slack_retry_num="1", x_slack_retry_reason="http_error")
    assert settled(desk) == 1


def test_a_suggestion_pressed_twice_is_said_once(desk: Desk) -> None:
    channel = desk.slack.direct_channel(GRACE)
    message = {"ts": ts(), "channel": channel, "blocks": []}
    action = {"type": "button", "action_id": "say_0", "block_id": "b", "value": "what does essential support include?"}
    deliver(desk.stack.address, press(GRACE, action, message))
    deliver(desk.stack.address, press(GRACE, action, message))
    assert settled(desk) == 1


def test_a_command_sent_again_is_answered_once(desk: Desk) -> None:
    body = command(GRACE, "help", response_url=f"{desk.slack.address}/none")
    assert [deliver(desk.stack.address, body).status_code for _ in range(2)] == [200, 200]
    # The address for answers leads nowhere: the answer goes to the person directly.
    assert settled(desk) == 1


@pytest.mark.parametrize(("secret", "age"), [("another-secret", 0), (SIGNING_SECRET, 301), (SIGNING_SECRET, -400)])
def test_what_is_not_signed_by_slack_or_long_ago_is_refused(desk: Desk, secret: str, age: int) -> None:
    body = event(GRACE, "what ends this quarter?", desk.slack.direct_channel(GRACE))
    assert deliver(desk.stack.address, body, secret, time.time() - age).status_code == 401
    assert settled(desk) == 0


def test_what_is_not_signed_at_all_is_refused(desk: Desk) -> None:
    for content, status in (
        (b"{}", 401),
        (b"", 401),
        (b"not json", 400),
        (b"[1]", 400),
        (b'"x"', 400),
        (b"[" * 100_000, 400),
    ):
        answer = httpx.post(
            f"{desk.stack.address}/slack/events", content=content, headers={"content-type": "application/json"}
        )
        assert answer.status_code == status


@pytest.mark.parametrize("moment", ["abc", "", "-1", "1e9", "²", "9" * 5000])
def test_what_tells_no_moment_is_refused_as_unsigned(desk: Desk, moment: str) -> None:
    content, headers = signed(event(GRACE, "hello", desk.slack.direct_channel(GRACE)))
    answer = httpx.post(
        f"{desk.stack.address}/slack/events",
        content=content,
        headers={
            name.encode(): value.encode("latin-1")
            for name, value in {**headers, "x-slack-request-timestamp": moment}.items()
        },
    )
    assert answer.status_code == 401


def test_slacks_own_checks_are_answered(desk: Desk) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert (
        httpx.post(f"{desk.stack.address}/slack/events", content="ssl_check=1&token=t", headers=form).status_code == 200
    )
    challenge = deliver(desk.stack.address, {"type": "url_verification", "challenge": "c-123", "token": "t"})
    assert "c-123" in challenge.text


def test_a_delivery_larger_than_any_of_slacks_is_refused(desk: Desk) -> None:
    body = event(GRACE, "x" * 2_000_000, desk.slack.direct_channel(GRACE))
    assert deliver(desk.stack.address, body).status_code == 413


def test_several_questions_in_one_thread_are_answered_in_order(desk: Desk) -> None:
    channel = desk.slack.direct_channel(GRACE)
    for text in ("when does C-200310 end?", "when does C-200311 end?", "when does C-200312 end?"):
        deliver(desk.stack.address, event(GRACE, text, channel))
    eventually(lambda: posted(desk) == 3, 30)
    said = [call["text"] for call in desk.proxy.called("chat.postMessage")]
    assert [number in text for number, text in zip(("C-200310", "C-200311", "C-200312"), said, strict=True)] == [
        True
    ] * 3


def test_what_is_said_in_general_is_found_where_it_was_asked(desk: Desk) -> None:
    asked = desk.slack.type(MONA, GENERAL, "<@U0BOT> when does C-100234 end?")
    assert eventually(lambda: desk.slack.from_us(GENERAL))[0]["thread_ts"] == asked
