"""The assistant's engine beside stock Rasa 3.6.21: one machine, one run, the same training data, messages and action
server; `make bench-engine`.

Stock Rasa has the pipeline and policies of its default configuration, its REST channel, and its SQL tracker store on a
SQLite file, because ours keeps conversations in one as well (--stock-memory keeps them in memory, as stock does where
nothing is configured). Both learn from all examples;
--examples makes both learn from so many of each topic and language, which takes less time and tells less. On all
examples stock learns for some two hours; --stock-epochs stops its classifier early, which leaves its speed as it is and
its accuracy a little lower. Messages are those of nlu/evaluation that both understand (in the long conversation and the
crowd, any of such topics): a plain turn says a fixed answer, the other kind calls a custom action. No message is said
twice to one process, for ours remembers what it has encoded; and the two are asked in turns, so that what else the
machine does meets both alike.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import yaml
from rich.console import Console
from rich.table import Table

from bot import model
from bot.evaluation.dataset import OUT_OF_SCOPE, Labelled, read
from bot.settings import ROOT
from bot.supervisor import Process, free_port
from renewals.store.database import migrate

SECRET = "of-this-run-alone"  # noqa: S105
HEADERS = {"Authorization": f"Bearer {SECRET}"}
PLAIN, ACTION, CLIENTS, CROWD, LONG = 150, 60, 8, 240, 200
WARM_UP = [
    *(Labelled(text, "greet", "en") for text in ("hello", "thanks", "bye")),
    *(Labelled(text, "greet", "fr") for text in ("bonjour", "merci")),
]
_ids = count()
Running = list[tuple["Engine", httpx.AsyncClient]]


@dataclass
class Engine:
    """One of the two: how it is trained and run, how it is asked, and what was measured."""

    name: str
    folder: Path
    training: Sequence[str | Path]
    serving: Sequence[str | Path]
    turn: Callable[[httpx.AsyncClient, str, Labelled], Awaitable[httpx.Response]]
    understanding: Callable[[httpx.AsyncClient, Labelled], Awaitable[str | None]]
    ready: str
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
            "rasa",
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
    return Engine("ours", folder, training, serving, turn, understanding, "/webhooks/gateway/", surroundings)


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


async def understood(engine: Engine, messages: Sequence[Labelled]) -> set[str]:
    """The messages whose topic was found; keeps the accuracy."""
    async with engine.running() as client:
        right = {message.text for message in messages if await engine.understanding(client, message) == message.topic}
    inside = [message for message in messages if message.topic != OUT_OF_SCOPE]
    engine.figures["right topic, %"] = 100 * sum(message.text in right for message in inside) / len(inside)
    outside = [message for message in messages if message.topic == OUT_OF_SCOPE]
    engine.figures["out of scope refused, %"] = 100 * sum(message.text in right for message in outside) / len(outside)
    return right


@asynccontextmanager
async def both_running(pair: Sequence[Engine]) -> AsyncIterator[Running]:
    """Both started, and warm."""
    first, second = pair
    async with first.running() as one, second.running() as other:
        running = [(first, one), (second, other)]
        for engine, client in running:
            for message in WARM_UP:
                (await engine.turn(client, "warm-up", message)).raise_for_status()
        yield running


async def single_turns(running: Running, kind: str, messages: Sequence[Labelled]) -> None:
    """Keeps the median milliseconds of a conversation's first turn, over many conversations."""
    taken: dict[str, list[float]] = {engine.name: [] for engine, _ in running}
    for round_, message in enumerate(messages):
        for engine, client in running:
            taken[engine.name].append(await engine.say(client, f"{kind}-{round_}", message))
    for engine, _ in running:
        engine.figures[f"{kind}, median ms"] = statistics.median(taken[engine.name])


async def crowd(running: Running, messages: Sequence[Labelled]) -> None:
    """Keeps the messages a second of eight clients that each wait for their answer before they speak again, and the
    memory after them.
    """

    async def speak(engine: Engine, client: httpx.AsyncClient, number: int) -> None:
        for message in messages[number:CROWD:CLIENTS]:
            await engine.say(client, f"crowd-{number}", message)

    for engine, client in running:
        before = time.perf_counter()
        await asyncio.gather(*(speak(engine, client, number) for number in range(CLIENTS)))
        engine.figures["messages a second, 8 clients"] = min(CROWD, len(messages)) / (time.perf_counter() - before)
        engine.figures["memory at most, MB"] = engine.most_memory()


async def long_conversation(running: Running, messages: Sequence[Labelled]) -> None:
    """Keeps how much longer the last 20 of 200 turns take than the first 20 of a new conversation, asked in turns with
    them.
    """
    for engine, client in running:
        for message in messages[: LONG - 20]:
            await engine.say(client, "long", message)
    young, old = messages[LONG - 20 : LONG], messages[LONG : LONG + 20]
    early: dict[str, list[float]] = {engine.name: [] for engine, _ in running}
    late: dict[str, list[float]] = {engine.name: [] for engine, _ in running}
    for first, second in zip(young, old, strict=True):
        for engine, client in running:
            early[engine.name].append(await engine.say(client, "young", first))
            late[engine.name].append(await engine.say(client, "long", second))
    for engine, _ in running:
        before, after = statistics.median(early[engine.name]), statistics.median(late[engine.name])
        engine.figures |= {
            "turns 1 to 20, median ms": before,
            "turns 181 to 200, median ms": after,
            "growth, times": after / before,
        }


def prepare(folder: Path, examples: int | None, stock_epochs: int) -> None:
    """Writes the training data of both, where they are not there yet, and forgets earlier conversations."""
    if not (folder / "data").exists():
        (folder / "ours").mkdir(parents=True)
        write_data(folder / "data", examples)
        writing: list[str | Path] = [
            model.PYTHON,
            "-m",
            "benchmarks.stock_rasa",
            folder / "data",
            folder / "stock",
            str(stock_epochs),
        ]
        surroundings = {**os.environ, **model.quiet_environment()}
        subprocess.run(writing, check=True, cwd=ROOT, env=surroundings, stderr=subprocess.DEVNULL)  # noqa: S603
    for kept in folder.glob("*/conversations.db*"):
        kept.unlink()


async def measure(folder: Path, in_memory: bool) -> None:
    """Trains and measures both within a prepared folder, and tells what came of it after each measurement."""
    async with action_server(folder) as actions:
        pair = [ours(folder / "ours", folder / "data", actions), stock(folder / "stock", actions, in_memory)]
        for engine in pair:
            print(f"Training {engine.name} …", flush=True)
            engine.train()
        acted = topics_of_actions()
        labelled = read(sorted((ROOT / "nlu" / "evaluation").glob("??.jsonl")))
        random.Random(0).shuffle(labelled)  # noqa: S311 - an order, not a secret
        tell(pair, "Understanding …")
        shared = [await understood(engine, labelled) for engine in pair]
        both = [one for one in labelled if all(one.text in right for right in shared) and one.topic != OUT_OF_SCOPE]
        plain = [one for one in labelled if one.topic not in acted]
        # New processes for each measurement: none of them has met the messages before.
        tell(pair, "Turns …")
        async with both_running(pair) as running:
            await single_turns(running, "plain turn", [one for one in both if one.topic not in acted][:PLAIN])
            await single_turns(
                running, "turn with a custom action", [one for one in both if one.topic in acted][:ACTION]
            )
        tell(pair, "A long conversation …")
        async with both_running(pair) as running:
            await long_conversation(running, plain)
        tell(pair, "Eight clients …")
        async with both_running(pair) as running:
            await crowd(running, plain)
        tell(pair, "Done.")


def topics_of_actions() -> set[str]:
    """The topics that a custom action answers; a fixed answer follows the others."""
    rules = yaml.safe_load((ROOT / "data" / "rules" / "topics.yml").read_text(encoding="utf-8"))["rules"]
    return {rule["steps"][0]["intent"] for rule in rules if rule["steps"][-1]["action"].startswith("action_")}


def tell(pair: Sequence[Engine], what_next: str) -> None:
    """Shows what was measured of both so far, and how many times stock's figure ours is."""
    first, second = pair
    shown = Table(title="The assistant's engine beside stock Rasa 3.6.21")
    for heading in ("", first.name, second.name, "ours / stock"):
        shown.add_column(heading)
    for name in [name for name in first.figures if name in second.figures]:
        value, other = first.figures[name], second.figures[name]
        shown.add_row(name, f"{value:.4g}", f"{other:.4g}", f"{value / other:.2f}")
    shown.add_row("turns without an answer", str(first.silent), str(second.silent), "")
    console = Console(width=120)
    console.print(shown)
    console.print(what_next)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--examples", type=int, help=("of each topic in each language, to learn from; all where it is not given")
    )
    parser.add_argument(
        "--stock-epochs",
        type=int,
        default=100,
        help=("how often stock's classifier goes through the examples (100 is its own default)"),
    )
    parser.add_argument("--stock-memory", action="store_true", help="stock Rasa keeps its conversations in memory")
    parser.add_argument(
        "--folder", type=Path, help=("where to work; it is kept, and the models in it are not trained again")
    )
    arguments = parser.parse_args()
    with TemporaryDirectory() as own:
        folder = arguments.folder or Path(own)
        prepare(folder, arguments.examples, arguments.stock_epochs)
        asyncio.run(measure(folder, arguments.stock_memory))


if __name__ == "__main__":
    main()
