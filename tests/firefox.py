"""Firefox for the tests, driven by what it speaks itself (WebDriver BiDi): Playwright drives none but a Firefox of its
own.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import connect
from websockets.sync.connection import Connection

NAMES = ("firefox-esr", "firefox")
# Nothing is fetched, updated or reported, and no page is opened by itself.
PREFERENCES = {
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.server": "",
    "extensions.getAddons.cache.enabled": False,
}
_LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
# What a script failed at; the browser also tells, as errors, of connections that were closed on purpose.
_FAILED = re.compile(r"uncaught|\w*Error\b")
_KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004"}


def firefox() -> str | None:
    """The path of the system's Firefox."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Tab:
    """A tab. Functions of pages are given as expressions; what they give must be JSON."""

    def __init__(self, session: Connection, context: str) -> None:
        self._session, self._context = session, context
        self._number = 0
        self.errors = list[str]()

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol, and what it gives. Raises AssertionError where the browser refuses it."""
        self._number += 1
        self._session.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._session.recv(timeout=60))
            if told.get("type") == "event":
                if told["method"] == "log.entryAdded" and _FAILED.match(str(told["params"]["text"])):
                    self.errors.append(str(told["params"]["text"]))
                continue
            if told["id"] == self._number:
                assert told["type"] == "success", (method, told)
                result: dict[str, Any] = told["result"]
                return result

    def open(self, address: str) -> None:
        self.call("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def size(self, width: int, height: int) -> None:
        self.call("browsingContext.setViewport", context=self._context, viewport={"width": width, "height": height})

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, a promise's where it is one."""
        code = f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))"
        told = self.call("script.evaluate", expression=code, target={"context": self._context}, awaitPromise=True)
        assert told["type"] == "success", told
        return json.loads(told["result"]["value"])

    def wait_for(self, expression: str, seconds: float = 30) -> Any:
        """The value of an expression, once it is true."""
        until = time.monotonic() + seconds
        while not (found := self.evaluate(expression)):
            assert time.monotonic() < until, expression
            time.sleep(0.1)
        return found

    def type(self, text: str) -> None:
        """Presses keys: those of a text, or one by its name."""
        keys = [_KEYS[text]] if text in _KEYS else list(text)
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call(
            "input.performActions", context=self._context, actions=[{"type": "key", "id": "keys", "actions": actions}]
        )

    def click(self, x: float, y: float) -> None:
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        actions = [move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.call(
            "input.performActions",
            context=self._context,
            actions=[{"type": "pointer", "id": "mouse", "actions": actions}],
        )

    def screenshot(self, file: Path) -> None:
        file.write_bytes(
            base64.b64decode(self.call("browsingContext.captureScreenshot", context=self._context)["data"])
        )


@contextmanager
def running_firefox(profile: Path) -> Iterator[Tab]:
    """A Firefox without a screen, with its one tab. `profile`: an empty folder."""
    found = firefox()
    assert found, "These tests need Firefox. Install it as your system does (Debian: apt install firefox-esr)."
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [
        found,
        "--headless",
        "--no-remote",
        "--profile",
        str(profile),
        "--remote-debugging-port",
        "0",
        "about:blank",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            address = next(told[1] for line in process.stderr if (told := _LISTENS.search(line)))
            with connect(f"{address}/session", max_size=None) as session:
                tab = Tab(session, "")
                tab.call("session.new", capabilities={})
                tab.call("session.subscribe", events=["log.entryAdded"])
                tab = Tab(session, tab.call("browsingContext.getTree")["contexts"][0]["context"])
                yield tab
        finally:
            process.kill()
