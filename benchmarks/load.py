"""200 people talk at once to the whole product, and to stock Rasa 3.6.21 beside it: `make bench-load`.

Both learn from the same messages' topics and answer through their own doors: the product through its public API
(gateway, engine and actions on SQLite, as `make up` starts them), stock Rasa through its REST channel with a SQL store
on SQLite and the product's actions. The two are asked in turns, at rates that rise by a quarter, so that what else the
machine does meets both alike. A person speaks again once they are answered; a turn's time runs from when the message
was due, so that waiting for one's turn counts. A rate breaks a system where the 95th percentile passes two seconds or a
message gets no answer; the rate is raised no further then. No message is said twice, for ours remembers what it has
encoded.

Told: the most messages a second, the rate that breaks each, the 95th percentile of ours at stock's breaking rate and at
half of its own, the processor's time a message of all its processes, and whether each transcript holds what was said in
its order. Ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.both_engines import Engine, action_server, stock
from benchmarks.engine import prepare
from benchmarks.what_was_kept import of_conversations
from bot.ephemeral_stack import own_stack
from bot.evaluation.dataset import Labelled, read
from bot.settings import ROOT
from tests.stack import IDENTITY_SECRET, identity_token

CUSTOMER = "claire.martin@contoso.example"
OPENINGS = {"en": ("", "hello, ", "hi, ", "please, "), "fr": ("", "bonjour, ", "salut, ", "svp, ")}
BREAKS_AT = 2.0
RISE = 1.25
ANSWERS_WITHIN = 60.0
# What is held to. (A message that asks several things has several answers, so these are not counted.)
AT_LEAST = {"times stock's": 3.0}
AT_MOST = {
    "ours there, 95th percentile, s": BREAKS_AT,
    "ours at half of that, 95th percentile, s": 0.5,
    "ours, processor's ms a message, all processes": 20.0,
    "turns without an answer before a break": 0,
    "acknowledged and lost": 0,
    "kept twice": 0,
    "out of order": 0,
}


@dataclass(frozen=True)
class Plan:
    """How many people talk, how many seconds each rate is held, and the first and last rate (messages a second)."""

    people: int = 200
    seconds: float = 20.0
    first: float = 4.0
    last: float = 150.0


@dataclass
class Step:
    """What came of one rate: the seconds of each turn, how many had no answer, the messages answered a second, and
    the processor's milliseconds a message.
    """

    rate: float
    taken: list[float] = field(default_factory=list)
    failed: int = 0
    a_second: float = 0.0
    cost: float = 0.0

    @property
    def p95(self) -> float:
        """The 95th percentile of the turns' seconds."""
        return sorted(self.taken)[int(0.95 * len(self.taken))] if self.taken else float("inf")

    @property
    def broke(self) -> bool:
        return self.failed > 0 or self.p95 > BREAKS_AT


@dataclass
class Person:
    """One who talks to the product: the conversation, and the ids of the messages that were acknowledged, in order."""

    id: str
    token: str
    wants_somebody: bool = False
    acknowledged: list[str] = field(default_factory=list)


@dataclass
class System:
    """One of the two: its processes, how a person (by number) says something, and what came of each rate."""

    name: str
    processes: Sequence[psutil.Process]
    say: Callable[[int, Labelled], Awaitable[bool]]
    steps: list[Step] = field(default_factory=list)

    @property
    def breaking(self) -> Step | None:
        """The first rate that it did not bear."""
        return next((step for step in self.steps if step.broke), None)

    @property
    def most(self) -> float:
        """The most messages a second that it answered at any rate."""
        return max(step.a_second for step in self.steps)

    def processor(self) -> float:
        """The seconds of the processor that its processes have taken so far."""
        return sum(sum(process.cpu_times()[:2]) for process in self.processes)

    async def at(self, rate: float, plan: Plan, texts: Iterator[Labelled]) -> Step:
        """All people say so many messages a second together, for the seconds of a step."""
        step, begun, before = Step(rate), time.monotonic(), self.processor()
        many = int(rate * plan.seconds)

        async def talk(person: int) -> None:
            for number in range(person, many, plan.people):
                due = begun + number / rate
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                if await self.say(person, next(texts)):
                    step.taken.append(time.monotonic() - due)
                else:
                    step.failed += 1

        async with asyncio.TaskGroup() as talking:
            for person in range(plan.people):
                talking.create_task(talk(person))
        step.a_second = len(step.taken) / (time.monotonic() - begun)
        step.cost = 1000 * (self.processor() - before) / many
        return step


async def product(
    client: httpx.AsyncClient, processes: Sequence[psutil.Process], plan: Plan
) -> tuple[System, list[Person]]:
    """The running product, and those who talk to it; every second one is signed in."""
    people = []
    for number in range(plan.people):
        known = {"identity_token": identity_token(CUSTOMER)} if number % 2 else {}
        begun = await client.post("/api/v1/conversations", json={"language": "en", **known})
        told = begun.raise_for_status().json()
        people.append(Person(told["conversation_id"], told["token"]))
    ids = count()

    async def say(number: int, message: Labelled) -> bool:
        person, message_id = people[number], str(next(ids))
        with suppress(httpx.TransportError):
            answer = await client.post(
                f"/api/v1/conversations/{person.id}/messages",
                json={"text": message.text, "message_id": message_id},
                headers={"Authorization": f"Bearer {person.token}"},
            )
            if answer.status_code == 200:
                person.acknowledged.append(message_id)
                told = answer.json()
                return bool(told["replies"]) and not told.get("pending")
        return False

    return System("ours", processes, say), people


def processes_of(folder: Path) -> list[str]:
    """The numbers of the product's processes that keep their files in a folder."""
    return [file.read_text(encoding="ascii") for file in sorted(folder.glob("log/*.pid"))]


def stock_rasa(client: httpx.AsyncClient, engine: Engine) -> System:
    """Stock Rasa, as it runs."""

    async def say(number: int, message: Labelled) -> bool:
        with suppress(httpx.TransportError):
            answer = await engine.turn(client, f"person-{number}", message)
            return answer.status_code == 200 and bool(answer.json())
        return False

    assert engine.process is not None
    assert engine.process.running is not None
    return System("stock Rasa", [psutil.Process(engine.process.running.pid)], say)


def never_said(seed: int) -> Iterator[Labelled]:
    """Labelled messages in a drawn order, with a few openings each, so that none comes twice."""
    folder = ROOT / "nlu" / "evaluation"
    labelled = read([*sorted(folder.glob("??.jsonl")), *sorted(folder.glob("**/messages.??.jsonl"))])
    opened = {opening + one.text: one for one in labelled for opening in OPENINGS.get(one.language, ("",))}
    texts = list(opened)
    random.Random(seed).shuffle(texts)  # noqa: S311 - an order, not a secret
    return (replace(opened[text], text=text) for text in texts)


async def measured(folder: Path, plan: Plan) -> Mapping[str, float]:
    """What the goals are about, by name; each step is told as it ends."""
    console = Console(width=120)
    own = folder / "product"
    own.mkdir(exist_ok=True)
    limits = httpx.Limits(max_connections=plan.people, max_keepalive_connections=plan.people)
    async with action_server(folder) as actions:
        engine = stock(folder / "stock", actions, in_memory=False)
        console.print("Training stock Rasa …")
        engine.train()
        with own_stack(own, RENEWALS_IDENTITY_SECRET=IDENTITY_SECRET) as address:
            running = [psutil.Process(int(number)) for number in processes_of(own)]
            async with (
                engine.running() as beside,
                httpx.AsyncClient(base_url=address, timeout=ANSWERS_WITHIN, limits=limits) as client,
            ):
                beside.timeout = httpx.Timeout(ANSWERS_WITHIN)
                ours, people = await product(client, running, plan)
                both = (ours, stock_rasa(beside, engine))
                texts = {system.name: never_said(0) for system in both}
                rate = plan.first
                while any(system.breaking is None for system in both) and rate < plan.last:
                    for system in both:
                        if system.breaking is None:
                            system.steps.append(await system.at(rate, plan, texts[system.name]))
                            told(console, system)
                    rate *= RISE
                broken, most = both[1].steps[-1].rate, ours.steps[-1].rate
                beside_stock = await ours.at(broken, plan, texts[ours.name])
                at_half = await ours.at(most / 2, plan, texts[ours.name])
                kept = await asyncio.to_thread(of_conversations, f"sqlite:///{own / 'renewals.db'}", people)
    return {
        "messages a second, ours": ours.most,
        "messages a second, stock Rasa": both[1].most,
        "times stock's": ours.most / both[1].most,
        "stock breaks at, a second": broken,
        "ours there, 95th percentile, s": beside_stock.p95,
        "ours breaks at, a second": most,
        "ours at half of that, 95th percentile, s": at_half.p95,
        "ours, processor's ms a message, all processes": at_half.cost,
        "turns without an answer before a break": sum(
            step.failed for step in (*ours.steps[:-1], beside_stock, at_half)
        ),
        **kept,
    }


def told(console: Console, system: System) -> None:
    """Shows the last step of a system."""
    step = system.steps[-1]
    console.print(
        f"{system.name:>10}: {step.rate:6.1f} due, {step.a_second:6.1f} answered a second, "
        f"95th percentile {step.p95:6.2f} s, {step.failed} without an answer, {step.cost:5.1f} ms of the processor each"
    )


def missed(came: Mapping[str, float]) -> list[str]:
    """The goals that were not met."""
    too_little = [name for name, goal in AT_LEAST.items() if came[name] < goal]
    return too_little + [name for name, goal in AT_MOST.items() if came[name] > goal]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=Plan.people)
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="of each rate")
    parser.add_argument("--first", type=float, default=Plan.first, help="messages a second")
    parser.add_argument("--last", type=float, default=Plan.last, help="messages a second that are not passed")
    parser.add_argument("--examples", type=int, default=60, help="of each topic and language, for stock Rasa")
    parser.add_argument("--stock-epochs", type=int, default=5, help="how often stock's classifier goes through them")
    parser.add_argument("--folder", type=Path, help="kept, and stock's model in it is not trained again")
    asked = parser.parse_args()
    plan = Plan(asked.people, asked.seconds, asked.first, asked.last)
    with TemporaryDirectory() as own:
        folder = asked.folder or Path(own)
        prepare(folder, asked.examples, asked.stock_epochs)
        came = asyncio.run(measured(folder, plan))
    table = Table(title="200 people, the product beside stock Rasa 3.6.21" if plan.people == 200 else None)
    for heading in ("", ""):
        table.add_column(heading)
    for name, value in came.items():
        table.add_row(name, f"{value:.4g}")
    Console(width=100).print(table)
    for name in missed(came):
        print(f"Missed: {name}")
    sys.exit(bool(missed(came)))


if __name__ == "__main__":
    main()
