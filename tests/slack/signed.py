"""Delivers to the product as Slack does: signed, again where it likes, in the name of anybody."""

from __future__ import annotations

import itertools
import json
import ssl
import time
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from tests.slack.local_slack import SIGNING_SECRET, TEAM

# Making one takes longer than a delivery, and httpx makes one for each client that is given none.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_numbers = itertools.count(int(time.time() * 1000))


def signed(
    body: dict[str, Any] | str, secret: str = SIGNING_SECRET, at: float | None = None
) -> tuple[str, dict[str, str]]:
    """One delivery's content and headers: a dictionary as an event, text as a form."""
    raw = body if isinstance(body, str) else json.dumps(body)
    kind = "application/x-www-form-urlencoded" if isinstance(body, str) else "application/json"
    moment = str(int(at or time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=moment, body=raw)
    return raw, {"x-slack-request-timestamp": moment, "x-slack-signature": signature or "", "content-type": kind}


def deliver(
    address: str, body: dict[str, Any] | str, secret: str = SIGNING_SECRET, at: float | None = None, **headers: str
) -> httpx.Response:
    """Sends one delivery, with further headers."""
    content, signs = signed(body, secret, at)
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(f"{address}/slack/events", content=content, headers={**signs, **more}, timeout=30, verify=NO_TLS)


def ts() -> str:
    """A message's moment, new each time."""
    number = next(_numbers)
    return f"{number // 1000}.{number % 1000:03d}000"


def event(
    user: str, text: str, channel: str, kind: str = "message", authorized: str = TEAM, team: str = TEAM, **more: Any
) -> dict[str, Any]:
    """A message's event. `team`: the organisation of its author; `authorized`: ours."""
    moment = ts()
    written = {
        "type": kind,
        "user": user,
        "text": text,
        "channel": channel,
        "ts": moment,
        "event_ts": moment,
        "team": team,
        "user_team": team,
    }
    if kind == "message":
        written["channel_type"] = "im" if channel.startswith("D") else "channel"
    if team != authorized:
        written["source_team"] = team
    return {
        "token": "t",
        "team_id": authorized,
        "api_app_id": "A01APP",
        "type": "event_callback",
        "event_id": f"Ev{moment}",
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": authorized,
                "user_id": "U0BOT",
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "event": {**written, **more},
    }


def command(user: str, text: str, channel: str = "C01GEN", team: str = TEAM, **more: str) -> str:
    """The form of a command."""
    fields = {
        "command": "/renewals",
        "text": text,
        "user_id": user,
        "team_id": team,
        "channel_id": channel,
        "trigger_id": f"t.{ts()}",
        "api_app_id": "A01APP",
    }
    return urlencode({**fields, "response_url": "http://127.0.0.1:9/none", **more})


def press(
    user: str,
    action: dict[str, Any],
    message: dict[str, Any],
    team: str = TEAM,
    answers_to: str = "http://127.0.0.1:9/none",
) -> str:
    """The form of a pressed button."""
    body = {
        "type": "block_actions",
        "user": {"id": user, "team_id": team},
        "team": {"id": TEAM, "domain": "renewalco"},
        "trigger_id": f"t.{ts()}",
        "api_app_id": "A01APP",
        "container": {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": message["channel"],
            "is_ephemeral": False,
        },
        "channel": {"id": message["channel"]},
        "message": message,
        "response_url": answers_to,
        "actions": [{"action_ts": ts(), **action}],
    }
    return urlencode({"payload": json.dumps(body)})
