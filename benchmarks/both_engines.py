"""Our engine and stock Rasa: how each is trained, run and asked."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import yaml

from bot import model
from bot.evaluation.dataset import OUT_OF_SCOPE, Labelled
from bot.settings import ROOT
from bot.supervisor import Process, free_port
from renewals.store.database import migrate

SECRET = "of-this-run-alone"  # noqa: S105
HEADERS = {"Authorization": f"Bearer {SECRET}"}
_ids = count()


@dataclass
class Engine:
    """One of the two: how it is trained and run, how it is asked, and what was measured.

    `program`: the module whose `run` serves its model.
    """

    name: str
    folder: Path
    training: Sequence[str | Path]
    serving: Sequence[str | Path]
    turn: Callable[[httpx.AsyncClient, str, Labelled], Awaitable[httpx.Response]]
    understanding: Callable[[httpx.AsyncClient, Labelled], Awaitable[str | None]]
    ready: str
    program: str = "rasa"
    environment: dict[str, str] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    silent: int = 0
    process: Process | None = None

    @property
    def model(self) -> Path:
        return self.folder / "models" / "model.tar.gz"

    def train(self) -> None:
        """Trains from nothing and keeps the seconds; a model that is there already is used as it is."""
        if self.model.exists():
            return
        started = time.perf_counter()
        command = [
            model.PYTHON,
            "-m",
            "rasa",
            "train",
            *self.training,
            "--out",
            self.model.parent,
            "--fixed-model-name",
            "model",
        ]
        surroundings = {**os.environ, **model.quiet_environment(), "RASA_CACHE_DIRECTORY": str(self.folder / "cache")}
        with (self.folder / "training.log").open("w") as log:
            done = subprocess.run(command, cwd=ROOT, env=surroundings, stdout=log, stderr=log, check=False)  # noqa: S603 - our own command
        if done.returncode or not self.model.exists():
            raise SystemExit(f"{self.name} could not be trained:\n{(self.folder / 'training.log').read_text()[-2000:]}")
        self.figures["training, seconds"] = time.perf_counter() - started

    @asynccontextmanager
    async def running(self) -> AsyncIterator[httpx.AsyncClient]:
        port = free_port()
        command = [
            model.PYTHON,
            "-m",
            self.program,
            "run",
            "-i",
            "127.0.0.1",
            "-p",
            str(port),
            "--model",
            self.model,
            *self.serving,
        ]
        address = f"http://127.0.0.1:{port}"
        surroundings = {**model.quiet_environment(), **self.environment}
        process = Process(self.name, command, surroundings, address + self.ready, self.folder / "log", HEADERS)
        self.process = process
        await process.start(ROOT)
        try:
            await process.wait_until_ready()
            async with httpx.AsyncClient(base_url=address, headers=HEADERS, timeout=60) as client:
                yield client
        finally:
            await process.stop()

    def most_memory(self) -> float:
        """The most memory that its running process has had so far, in MB, as Linux counts it."""
        assert self.process is not None
        assert self.process.running is not None
        status = Path(f"/proc/{self.process.running.pid}/status").read_text(encoding="ascii")
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(kilobytes) / 1024

    async def say(self, client: httpx.AsyncClient, conversation: str, message: Labelled) -> float:
        """Says something; the milliseconds until the answer."""
        before = time.perf_counter()
        answer = await self.turn(client, conversation, message)
        taken = 1000 * (time.perf_counter() - before)
        said = answer.raise_for_status().json()
        self.silent += not (said["replies"] if isinstance(said, dict) else said)
        return taken


def ours(folder: Path, data: Path, actions: str) -> Engine:
    async def turn(client: httpx.AsyncClient, conversation: str, message: Labelled) -> httpx.Response:
        told = {"text": message.text, "language": message.language, "foreign": False}
        body = {"conversation_id": conversation, "message_id": str(next(_ids)), **told}
        return await client.post("/webhooks/gateway/turns", json=body)

    async def understanding(client: httpx.AsyncClient, message: Labelled) -> str | None:
        said = await client.post("/webhooks/gateway/understanding", json={"text": message.text})
        topic: str | None = said.raise_for_status().json()["topic"]
        return topic

    surroundings = {
        "RENEWALS_ENGINE_SECRET": SECRET,
        "RENEWALS_ACTIONS_URL": actions,
        "RENEWALS_ENGINE_DATABASE_URL": f"sqlite:///{folder / 'conversations.db'}",
        "OMP_NUM_THREADS": "1",
    }
    # As bot.model trains it.
    training: list[str | Path] = ["--skip-validation", "--domain", "domain", "--data", data, "--config", "config.yml"]
    serving: list[str | Path] = ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    ready = "/webhooks/gateway/"
    return Engine("ours", folder, training, serving, turn, understanding, ready, "nlu.engine.serve", surroundings)


def stock(folder: Path, actions: str, in_memory: bool) -> Engine:
    async def turn(client: httpx.AsyncClient, conversation: str, message: Labelled) -> httpx.Response:
        return await client.post("/webhooks/rest/webhook", json={"sender": conversation, "message": message.text})

    async def understanding(client: httpx.AsyncClient, message: Labelled) -> str | None:
        said = await client.post("/model/parse", json={"text": message.text})
        topic = said.raise_for_status().json()["intent"]["name"]
        return OUT_OF_SCOPE if topic == "nlu_fallback" else topic

    endpoints: dict[str, Any] = {"action_endpoint": {"url": actions, "headers": HEADERS}}
    if not in_memory:
        endpoints["tracker_store"] = {"type": "SQL", "dialect": "sqlite", "db": str(folder / "conversations.db")}
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    training: list[str | Path] = [
        "--domain",
        folder / "domain.yml",
        "--data",
        folder / "data",
        "--config",
        folder / "config.yml",
    ]
    serving: list[str | Path] = [
        "--endpoints",
        folder / "endpoints.yml",
        "--credentials",
        folder / "credentials.yml",
        "--enable-api",
    ]
    return Engine("stock", folder, training, serving, turn, understanding, "/")


def write_data(folder: Path, examples: int | None) -> None:
    """So many examples of each topic in each language, drawn at random, or all; and all rules, as under data/."""
    draw = random.Random(0)  # noqa: S311 - a sample, not a secret
    for file in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for block in content["nlu"]:
            lines = block["examples"].splitlines()
            block["examples"] = "\n".join(draw.sample(lines, min(examples or len(lines), len(lines)))) + "\n"
        kept = folder / file.relative_to(ROOT / "data")
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    shutil.copytree(ROOT / "data" / "rules", folder / "rules")


@asynccontextmanager
async def action_server(folder: Path) -> AsyncIterator[str]:
    """The project's own action server, which both call; its address."""
    port, database = free_port(), f"sqlite:///{folder / 'renewals.db'}"
    migrate(database)
    surroundings = {
        "RENEWALS_ENGINE_SECRET": SECRET,
        "RENEWALS_ACTIONS_PORT": str(port),
        "RENEWALS_DATABASE_URL": database,
    }
    process = Process(
        "actions",
        [sys.executable, "-m", "actions.server"],
        surroundings,
        f"http://127.0.0.1:{port}/health",
        folder / "actions.log",
    )
    await process.start(ROOT)
    try:
        await process.wait_until_ready()
        yield f"http://127.0.0.1:{port}/webhook"
    finally:
        await process.stop()
