"""Slack refuses, fails, hangs and loses answers: what was asked is answered all the same, once."""

from __future__ import annotations

import time

from tests.slack.local_slack import eventually
from tests.slack.sales_desk import Desk
from tests.slack.signed import command, deliver

GRACE, YUKI = "U02GRACE", "U07YUKI"


def ask(desk: Desk, user: str = GRACE, text: str = "when does C-200310 end?") -> str:
    channel = desk.slack.direct_channel(user)
    desk.slack.type(user, channel, text)
    return channel


def answered_once(desk: Desk, channel: str, seconds: float = 40) -> None:
    eventually(lambda: desk.slack.from_us(channel), seconds)
    desk.settle(seconds)
    assert len(desk.slack.from_us(channel)) == 1
    assert "C-200310" in desk.slack.from_us(channel)[0]["text"]


def test_a_refusal_for_too_many_calls_is_waited_out_as_long_as_slack_wishes(desk: Desk) -> None:
    desk.proxy.fail("chat.postMessage", 2, 429, retry_after="1")
    begun = time.monotonic()
    answered_once(desk, ask(desk))
    assert time.monotonic() - begun >= 2
    assert len(desk.proxy.called("chat.postMessage")) == 3


def test_more_refusals_than_are_waited_out_in_place_are_tried_again_later(desk: Desk) -> None:
    desk.proxy.fail("chat.postMessage", 5, 429, retry_after="1")
    answered_once(desk, ask(desk), 60)


def test_errors_of_slack_are_tried_again(desk: Desk) -> None:
    desk.proxy.fail("chat.postMessage", 2, 500)
    answered_once(desk, ask(desk), 60)


def test_a_message_that_arrived_with_its_answer_lost_is_not_posted_again(desk: Desk) -> None:
    desk.proxy.arrive_and_fail("chat.postMessage")
    channel = ask(desk)
    eventually(lambda: desk.proxy.called("conversations.history"), 30)
    answered_once(desk, channel)


def test_a_call_that_hangs_is_given_up_and_tried_again(desk: Desk) -> None:
    desk.proxy.hang("chat.postMessage", 20)
    answered_once(desk, ask(desk), 90)


def test_a_user_who_cannot_be_looked_up_for_a_while_is_answered_later(desk: Desk) -> None:
    # What is known of a user is remembered for a minute; this one has not been asked for.
    desk.proxy.fail("users.info", 2, 503)
    channel = ask(desk, YUKI, "when does C-300410 end?")
    answer = eventually(lambda: desk.slack.from_us(channel), 40)[0]
    assert "31 March 2027" in answer["text"]


def test_connections_that_are_reset_are_tried_again(desk: Desk) -> None:
    desk.proxy.reset("chat.postMessage", 2)
    answered_once(desk, ask(desk), 60)


def test_blocks_that_slack_does_not_take_are_sent_as_plain_text(desk: Desk) -> None:
    desk.proxy.refuse("chat.postMessage", "invalid_blocks")
    answered_once(desk, ask(desk))
    assert desk.proxy.called("chat.postMessage")[-1].get("blocks") is None


def test_a_failure_that_does_not_pass_is_told_with_a_reference(desk: Desk) -> None:
    desk.proxy.refuse("conversations.open", "user_disabled")
    deliver(desk.stack.address, command(GRACE, "help", response_url=f"{desk.slack.address}/none"))
    told = eventually(lambda: desk.proxy.called("chat.postEphemeral"))[0]
    assert "reference" in told["text"]
