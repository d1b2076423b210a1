"""Customers in the web chat who are handed off to a team in Slack: what journeys through both do."""

from __future__ import annotations

import re
from typing import Any

from tests.slack.local_slack import TEAMS, elements, eventually, shown
from tests.slack.sales_desk import Desk
from tests.stack import Chat

PAUL, GRACE, MONA, NOBODY = "U01PAUL", "U02GRACE", "U03MONA", "U04NOBODY"
EMEA, AMS = TEAMS["EMEA"], TEAMS["AMS"]
# Tuesday afternoon in Paris, morning in New York: both teams are at work.
WORKING_HOURS = "2026-11-17T14:30:00+00:00"
SETTINGS: dict[str, Any] = {
    "SLACK_CHANNEL_EMEA": EMEA,
    "SLACK_CHANNEL_AMS": AMS,
    "RENEWALS_NOW": WORKING_HOURS,
    "RENEWALS_API_KEYS": "the-key",
}


def ask_for_a_person(office: Desk, country: str = "France") -> tuple[Chat, str]:
    """A customer asks for a person; the chat and the request's reference."""
    chat = office.stack.chat(language="en")
    chat.say("I would like to talk to a person")
    reply = chat.reply(country)
    assert reply["kind"] == "handoff", reply
    return chat, reply["data"]["reference"]


def card(office: Desk, reference: str, channel: str = EMEA) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        found = [
            message
            for message in office.slack.from_us(channel)
            if reference in shown(message) and not message.get("thread_ts")
        ]
        return found[0] if found and elements(found[0]) else None

    return eventually(look)


def thread(office: Desk, message: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        said
        for said in office.slack.messages(message["channel"])
        if said.get("thread_ts") == message["ts"] and said["ts"] != message["ts"]
    ]


def claimed(office: Desk, user: str = PAUL) -> tuple[Chat, str, dict[str, Any]]:
    chat, reference = ask_for_a_person(office)
    message = card(office, reference)
    office.slack.press(user, message, "handoff_claim")
    eventually(lambda: speaker(chat) == "human")
    return chat, reference, message


def speaker(chat: Chat) -> str:
    answer = chat.client.get(f"/api/v1/conversations/{chat.id}/messages", headers=chat.headers)
    return str(answer.json()["speaker"])


def reference_of(message: dict[str, Any]) -> str:
    return str(re.findall(r"H-[2-9A-Z]{7}", shown(message))[0])


def from_people(chat: Chat) -> list[dict[str, Any]]:
    return [message for message in chat.transcript() if message["speaker"] == "human"]


def listed(office: Desk, path: str = "") -> Any:
    answer = office.stack.client.get(f"/api/v1/handoffs{path}", headers={"Authorization": "Bearer the-key"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def close_all(office: Desk) -> None:
    """Closes every open request, and waits until all that follows is done."""
    office.settle()
    key, closing = {"Authorization": "Bearer the-key"}, {"outcome": "answered", "email": "mona@vendor.example"}
    for one in _open(office):
        path = f"/api/v1/handoffs/{one['reference']}/resolution"
        answer = office.stack.client.post(path, json={**closing, "name": "Mona"}, headers=key)
        # A press of the test before may have closed it in between.
        assert answer.status_code in (200, 409), answer.text
    office.settle()
    assert _open(office) == []


def _open(office: Desk) -> list[Any]:
    return [one for state in ("waiting", "claimed") for one in listed(office, f"?state={state}")["handoffs"]]


def claimed_in_slack(office: Desk) -> tuple[str, dict[str, Any]]:
    """Somebody who asks in Slack has a person; their direct message, and the card."""
    direct = office.slack.direct_channel(GRACE)
    before = len(office.slack.from_us(direct))
    office.slack.type(GRACE, direct, "I would like to talk to a person")
    eventually(lambda: office.slack.from_us(direct)[before:])
    office.slack.type(GRACE, direct, "France")
    reference = eventually(
        lambda: re.findall(r"H-[2-9A-Z]{7}", " ".join(said["text"] for said in office.slack.from_us(direct)[before:]))
    )[0]
    message = card(office, reference)
    office.slack.press(PAUL, message, "handoff_claim")
    eventually(lambda: [said for said in office.slack.from_us(direct)[before:] if "is with you now" in said["text"]])
    return direct, message
