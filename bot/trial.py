"""Tries what follows from decisions on the labelled messages, before it is offered (nlu/evaluation/trial.py)."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from bot.engine_environment import PYTHON, quiet_environment
from bot.gaps import PARTS, written_into
from bot.settings import ROOT
from renewals.store.database import Sessions
from renewals.store.question_drafts import NewQuestion
from renewals.store.reviews import Decided

logger = logging.getLogger(__name__)
SETS = ROOT / "nlu" / "evaluation"
# Seconds; it takes some minutes.
AT_MOST = 3600.0
State = Literal["none", "running", "done", "failed", "impossible"]


@dataclass(frozen=True)
class Row:
    """The labelled messages of a language: how many are right with the examples as they are, and with the patch."""

    language: str
    messages: int
    before: int
    now: int


@dataclass(frozen=True)
class Trial:
    """How far the trial of a patch is, and what it found: by language, and the messages whose topic changes (text,
    language, the right topic, before, now).
    """

    state: State
    rows: tuple[Row, ...] = ()
    changed: tuple[dict[str, str], ...] = ()


class Trials:
    """The trials of a gateway, one at a time; what they found is kept in a folder under the patch's digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[str, asyncio.Task[None]] = {}
        self._failed = set[str]()

    def of(self, patch: str) -> Trial:
        """What is known of a patch."""
        file = self._file(patch)
        if file.exists():
            return _read(json.loads(file.read_text(encoding="utf-8")))
        if file.stem in self._running:
            return Trial("running")
        if file.stem in self._failed:
            return Trial("failed")
        return Trial("none" if PYTHON.exists() and SETS.exists() else "impossible")

    def begin(self, patch: str, sessions: Sessions, decided: Sequence[Decided], drafts: Sequence[NewQuestion]) -> None:
        """Begins to try a patch, unless it was tried or another one is being tried."""
        if self.of(patch).state in ("none", "failed") and not self._running:
            name = self._file(patch).stem
            self._failed.discard(name)
            self._running[name] = asyncio.create_task(self._run(patch, sessions, decided, drafts))

    async def end(self) -> None:
        """Stops what is being tried."""
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _run(
        self, patch: str, sessions: Sessions, decided: Sequence[Decided], drafts: Sequence[NewQuestion]
    ) -> None:
        file = self._file(patch)
        try:
            with TemporaryDirectory() as folder:

                def copy() -> None:
                    with sessions() as session:
                        written_into(Path(folder), session, decided, drafts)

                await asyncio.to_thread(copy)
                found = await _tried(Path(folder) / PARTS[0])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(found, encoding="utf-8")
        except (OSError, TimeoutError, subprocess.SubprocessError, ValueError) as failure:
            # Its messages could hold a person's words.
            logger.error("a patch could not be tried: %s", type(failure).__name__)
            self._failed.add(file.stem)
        finally:
            del self._running[file.stem]

    def _file(self, patch: str) -> Path:
        return self._folder / f"{hashlib.sha256(patch.encode()).hexdigest()[:32]}.json"


async def _tried(examples: Path) -> str:
    """What the trial prints. Raises SubprocessError where it fails, TimeoutError where it takes too long."""
    command = (str(PYTHON), "-m", "nlu.evaluation.trial", str(examples))
    trial = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**os.environ, **quiet_environment()}, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, preexec_fn=lambda: os.nice(10),
    )  # fmt: skip
    try:
        async with asyncio.timeout(AT_MOST):
            out, _ = await trial.communicate()
    finally:
        with suppress(ProcessLookupError):
            trial.kill()
    if trial.returncode:
        raise subprocess.SubprocessError("the trial failed")
    return out.decode()


def _read(found: dict[str, Any]) -> Trial:
    languages = sorted(found["languages"].items())
    rows = [Row(language, own["messages"], own["before"], own["now"]) for language, own in languages]
    return Trial("done", tuple(rows), tuple(found["changed"]))
