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
import statistics
import subprocess
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import yaml
from rich.console import Console
from rich.table import Table

from benchmarks.both_engines import Engine, action_server, ours, stock, write_data
from bot import model
from bot.evaluation.dataset import OUT_OF_SCOPE, Labelled, read
from bot.settings import ROOT

PLAIN, ACTION, CLIENTS, CROWD, LONG = 150, 60, 8, 240, 200
WARM_UP = [
    *(Labelled(text, "greet", "en") for text in ("hello", "thanks", "bye")),
    *(Labelled(text, "greet", "fr") for text in ("bonjour", "merci")),
]


Running = list[tuple["Engine", httpx.AsyncClient]]


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
