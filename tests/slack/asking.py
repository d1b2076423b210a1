"""Asks in Slack as representatives do."""

from __future__ import annotations

from typing import Any

from tests.slack.local_slack import GENERAL, elements, eventually
from tests.slack.sales_desk import Desk

PAUL, GRACE, MONA, NOBODY = "U01PAUL", "U02GRACE", "U03MONA", "U04NOBODY"


def ask(desk: Desk, user: str, text: str, thread: str | None = None) -> dict[str, Any]:
    """A direct question; the answer."""
    channel = desk.slack.direct_channel(user)
    before = len(desk.slack.from_us(channel))
    desk.slack.type(user, channel, text, thread)
    return eventually(lambda: desk.slack.from_us(channel)[before:])[0]


def answer_to_command(desk: Desk, user: str, text: str) -> dict[str, Any]:
    before = len(desk.slack.from_us(GENERAL))
    desk.slack.command(user, text)
    return eventually(lambda: desk.slack.from_us(GENERAL)[before:])[0]


def labels(message: dict[str, Any]) -> list[str]:
    return [element["text"]["text"] for element in elements(message) if element["type"] == "button"]


def files_of(desk: Desk, channel: str) -> list[dict[str, Any]]:
    return [file for message in desk.slack.messages(channel) for file in message.get("files") or []]
