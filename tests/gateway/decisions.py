"""Messages that were not answered, on the page of support: what is decided on them, and the patch that follows."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import gaps
from bot.settings import ROOT
from tests.gateway.support_page import OWN
from tests.history import Talk

NEW = ["can my zebra be renewed with us next spring", "can my zebra be renewed with us next autumn"]


def asked(app: Any, *texts: str, kind: str = "fallback") -> None:
    talk = Talk(app.state.sessions)
    for minute, text in enumerate(texts):
        talk.ask(minute, kind, "out-of-scope", text=text)


async def groups(client: httpx.AsyncClient) -> list[str]:
    page = await client.get("/support/unanswered")
    assert page.status_code == 200, page.text
    return re.findall(r'<section aria-labelledby="group-.*?</section>', page.text, re.DOTALL)


def contents(root: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in root.glob("*/*.yml")}


def applied(patch: str, folder: Path) -> None:
    """Applies a patch as a developer does."""
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "-"], cwd=folder, check=True, input=patch, text=True)


def repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files that decisions may change, in the place of the repository; its examples."""
    for part in gaps.PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, folder / part)
    for function in (gaps.patch, gaps.written_into):
        monkeypatch.setattr(function, "__defaults__", (*(function.__defaults__ or ())[:-1], folder))
    return folder / "data" / "nlu"


def is_example(text: str, root: Path) -> bool:
    return any(text in file.read_text("utf-8") for file in root.glob("en/*.yml"))


async def tried_and_taken(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> httpx.Response:
    """Tries the patch (without the engine's interpreter, which fast tests do not need), and downloads it."""

    async def tried(examples: Path) -> str:
        assert is_example(NEW[0], examples)
        row = {"messages": 10, "before": 9, "now": 8}
        changed = {"text": "a labelled message", "language": "en", "topic": "greet", "before": "greet", "now": "thanks"}
        return json.dumps({"languages": {"en": row}, "changed": [changed]})

    monkeypatch.setattr("bot.trial.PYTHON", Path(sys.executable))
    monkeypatch.setattr("bot.trial._tried", tried)
    assert (await client.post("/support/unanswered/trial", headers=OWN)).status_code == 303
    async with asyncio.timeout(20):
        made = await client.get("/support/unanswered/examples.patch")
        while made.status_code == 303:
            made = await client.get("/support/unanswered/examples.patch")
    return made


async def decide(client: httpx.AsyncClient, group: str, decision: str) -> httpx.Response:
    ids = re.findall(r'name="message" value="([^"]+)"', group.partition("<details")[0])
    return await client.post("/support/unanswered", data={"decision": decision, "message": ids}, headers=OWN)
