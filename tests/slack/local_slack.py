"""A Slack that others wrote (local-slack, from the npm registry), and its people: what they type, press and see."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import websockets
import yaml

from bot.supervisor import free_port

NPM = Path(__file__).parent / "npm"
BINARY = NPM / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"
TEAM, SIGNING_SECRET, BOT_TOKEN, APP_TOKEN = "T01TEST", "test-signing-secret", "xoxb-test-token", "xapp-test-token"
# Representatives alone, a partner's people as well, everybody of the workspace.
GENERAL, SHARED, EVERYBODY = "C01GEN", "C02SHARED", "C06ALL"
# Support's channel, in which questions get suggested answers.
HELP = "C07HELP"
# The channels of regional teams.
TEAMS = {"EMEA": "C03EMEA", "AMS": "C04AMS", "SG": "C05SG"}
USERS = {
    # Representatives of the demonstration contracts, and others who are none.
    "U01PAUL": "paul.durand@vendor.example",
    "U02GRACE": "grace.lee@vendor.example",
    "U03MONA": "mona@vendor.example",
    "U04NOBODY": "nobody@vendor.example",
    "U05GUEST": "noah.singh@vendor.example",
    "U06STRANGER": "chen.hua@vendor.example",
    "U07YUKI": "yuki.tanaka@vendor.example",
}
T = TypeVar("T")


@dataclass(frozen=True)
class LocalSlack:
    """The running Slack."""

    address: str
    client: httpx.Client

    def type(self, user: str, channel: str, text: str, thread: str | None = None) -> str:
        """Somebody writes a message; its `ts`."""
        return str(
            self._control(
                "message", channel=channel, user=user, text=text, **({"thread_ts": thread} if thread else {})
            )["message"]["ts"]
        )

    def share(self, user: str, channel: str, name: str, content: bytes, thread: str | None = None) -> None:
        """Somebody shares a file."""
        fields = {"channel": channel, "user": user, **({"thread_ts": thread} if thread else {})}
        answer = self.client.post("/_control/upload", data=fields, files={"file": (name, content)})
        assert answer.status_code == 200, answer.text

    def command(self, user: str, text: str, channel: str = GENERAL) -> None:
        self._control("command", channel=channel, user=user, command="/renewals", text=text)

    def press(self, user: str, message: dict[str, Any], action_id: str, option: str | None = None) -> None:
        """Somebody presses a button of a message, or chooses an option of its select."""
        element = next(e for e in elements(message) if e.get("action_id") == action_id)
        action: dict[str, Any] = {"type": element["type"], "action_id": action_id}
        block = next(b for b in message["blocks"] if element in b.get("elements", []))
        action["block_id"] = block.get("block_id", "b")
        if option is None:
            action["value"] = element.get("value")
        else:
            action["selected_option"] = next(o for o in element["options"] if o["value"] == option)
        self._control("interact", channel=message["channel"], messageTs=message["ts"], user=user, action=action)

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Somebody changes a message of theirs."""
        self._control("edit-message", channel=channel, ts=ts, text=text, user=user)

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Somebody deletes a message of theirs."""
        self._control("delete-message", channel=channel, ts=ts, user=user)

    def open_home(self, user: str) -> None:
        self._control("open-home", user=user)

    def direct_channel(self, user: str) -> str:
        """The direct message of somebody with the assistant."""
        answer = self.client.post(
            "/api/conversations.open", data={"users": user}, headers={"Authorization": f"Bearer {BOT_TOKEN}"}
        )
        return str(answer.json()["channel"]["id"])

    def messages(self, channel: str) -> list[dict[str, Any]]:
        said: list[dict[str, Any]] = self.client.get(f"/_control/messages/{channel}").json()["messages"]
        return said

    def from_us(self, channel: str) -> list[dict[str, Any]]:
        """What the assistant has posted in a channel, oldest first."""
        return [
            message for message in self.messages(channel) if message.get("user") == "U0BOT" or message.get("bot_id")
        ]

    def content(self, file: dict[str, Any]) -> bytes:
        """What an uploaded file holds."""
        return self.client.get(
            file["url_private"].replace("localhost", "127.0.0.1"), headers={"Authorization": f"Bearer {BOT_TOKEN}"}
        ).content

    def state(self) -> dict[str, Any]:
        """Homes, open modals and everything else, as the page of this Slack knows it."""

        async def read() -> dict[str, Any]:
            async with websockets.connect(self.address.replace("http", "ws") + "/ui") as socket:
                first = json.loads(await socket.recv())
                state: dict[str, Any] = first["state"]
                return state

        return asyncio.run(read())

    def submit(self, user: str, values: dict[str, Any]) -> dict[str, Any] | None:
        """Somebody submits the open form, once one is open; what is wrong with it, where something is."""
        eventually(lambda: self.state()["modalStack"])

        async def send() -> dict[str, Any] | None:
            async with websockets.connect(self.address.replace("http", "ws") + "/ui") as socket:
                await socket.recv()
                await socket.send(json.dumps({"t": "view_submit", "user": user, "values": values}))
                with contextlib.suppress(TimeoutError):
                    while True:
                        told = json.loads(await asyncio.wait_for(socket.recv(), 3))
                        if told["t"] == "view_errors":
                            errors: dict[str, Any] = told["errors"]
                            return errors
                        if told["t"] == "view" and not told["stack"]:
                            return None
                return None

        return asyncio.run(send())

    def press_home(self, user: str, action_id: str) -> None:
        """Somebody presses a button of their Home tab."""

        async def send() -> None:
            async with websockets.connect(self.address.replace("http", "ws") + "/ui") as socket:
                await socket.recv()
                action = {"type": "button", "action_id": action_id, "block_id": "b", "value": "x"}
                await socket.send(json.dumps({"t": "block_action", "user": user, "action": action, "appId": "A01APP"}))
                await asyncio.sleep(0.5)

        asyncio.run(send())

    def forget(self) -> None:
        """Empties channels, homes and forms."""
        self._control("reset")

    def _control(self, verb: str, **body: Any) -> dict[str, Any]:
        answer = self.client.post(f"/_control/{verb}", json=body)
        assert answer.status_code == 200, (verb, answer.text)
        read: dict[str, Any] = answer.json()
        return read


@contextmanager
def local_slack(folder: Path, events_url: str | None) -> Iterator[LocalSlack]:
    """Starts it; events go to an address, or over Socket Mode where none is given."""
    assert BINARY.exists(), "tools/setup-tests fetches what these tests need; `make test` runs it"
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "slack.yaml").write_text(yaml.safe_dump(_workspace(events_url)), encoding="utf-8")
    # A program of others: it gets nothing of our environment.
    command = [
        str(BINARY),
        "--config",
        str(folder / "slack.yaml"),
        "--port",
        str(port),
        "--base-host",
        "127.0.0.1",
        "--files-dir",
        str(folder / "files"),
    ]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder)}
    with (
        (folder / "slack.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as running,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            with httpx.Client(base_url=address, timeout=30) as client:
                eventually(lambda: client.get("/_control/state").status_code == 200, 20)
                yield LocalSlack(address, client)
        finally:
            running.terminate()
            running.wait(10)


def _workspace(events_url: str | None) -> dict[str, Any]:
    """The workspace, its people and channels, and our app in it."""
    app = {
        "appId": "A01APP",
        "botUserId": "U0BOT",
        "botName": "renewals",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SIGNING_SECRET,
        "mode": "events" if events_url else "socket",
        **({"requestUrl": events_url} if events_url else {}),
    }
    users = [
        {"id": user, "name": email.split("@")[0], "real_name": email.split("@")[0].title(), "email": email}
        for user, email in USERS.items()
    ]
    members = [*USERS, "U0BOT"]
    representatives = [user for user in members if user != "U04NOBODY"]
    channels = [
        {"id": GENERAL, "name": "renewals", "members": representatives},
        {"id": SHARED, "name": "with-partner", "members": members},
        {"id": EVERYBODY, "name": "general", "members": members},
        {"id": HELP, "name": "renewals-help", "members": members},
    ]
    channels += [
        {"id": channel, "name": f"renewals-{region.lower()}", "members": members} for region, channel in TEAMS.items()
    ]
    return {
        "workspace": {"name": "Renewal Co", "domain": "renewalco", "teamId": TEAM},
        "app": app,
        "users": users,
        "channels": channels,
    }


def elements(message: dict[str, Any]) -> list[dict[str, Any]]:
    """All that can be pressed in a message."""
    return [
        element
        for block in message.get("blocks") or []
        for element in block.get("elements", [])
        if "action_id" in element
    ]


def shown(message: dict[str, Any]) -> str:
    """All words of a message's blocks."""

    def words(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("text"), str):
                yield part["text"]
            for value in part.values():
                if isinstance(value, dict | list):
                    yield from words(value)
        elif isinstance(part, list):
            for one in part:
                yield from words(one)

    return "\n".join(words(message.get("blocks") or []))


def eventually(look: Callable[[], T | None], seconds: float = 15) -> T:
    """What a look gives once it gives something; fails where it does not in time."""
    until = time.monotonic() + seconds
    while True:
        try:
            found = look()
        except (httpx.HTTPError, LookupError, StopIteration):
            found = None
        if found:
            return found
        assert time.monotonic() < until, f"nothing within {seconds} s"
        time.sleep(0.05)
