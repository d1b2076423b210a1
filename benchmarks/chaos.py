"""Whether anything is lost or doubled while processes die: `make chaos`.

Two gateways, two engines and two actions work on one PostgreSQL server. People talk, each with every message through
the other gateway; some ask for a person, whose card goes to Slack's stand-in or by mail. Meanwhile one process at a
time is ended by kill -9. Who gets no answer sends the same message again, as the widget does. In the end each
conversation is held against what was acknowledged. Ends with 1 where anything was lost, doubled or out of order.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.cluster import Cluster
from benchmarks.desk_cluster import desk_cluster
from benchmarks.what_was_kept import found, settled
from tests.redis_server import redis_server
from tests.slack.local_slack import LocalSlack
from tests.slack.smtp_server import Mailbox
from tests.stack import identity_token

WISH = "I would like to talk to a person"
# Of a region with a channel, and of one whose requests go by mail.
FRENCH, JAPANESE = "claire.martin@contoso.example", "k.mori@sakura.example"
QUESTIONS = (
    "how does automatic renewal work?",
    "which team do I contact in Japan?",
    "when does my contract end?",
    "what happens if I renew late?",
    "thank you",
    "can I cancel my subscription?",
)
AGAIN_AFTER = 0.5
ANSWERS_WITHIN = 20.0
# Nobody is left without an acknowledgement for so long.
LONGEST = 180.0


@dataclass(frozen=True)
class Plan:
    """How much is said, within which time (seconds), and how often which processes die (seconds)."""

    people: int = 200
    messages: int = 10_000
    seconds: float = 900.0
    gateways_and_actions_every: float = 20.0
    engines_every: float = 60.0
    # One person of so many asks for a person of the team.
    asks_of: int = 10


@dataclass
class Person:
    """One who talks: the conversation, and the ids of the messages that were acknowledged, in their order."""

    number: int
    wants_somebody: bool
    id: str = ""
    token: str = ""
    acknowledged: list[str] = field(default_factory=list)
    longest: float = 0.0
    pending: int = 0
    again: int = 0

    @property
    def address(self) -> str:
        return JAPANESE if self.wants_somebody and self.number % 4 == 3 else FRENCH


class Crowd:
    """People who talk through all gateways in turn."""

    def __init__(self, addresses: Sequence[str], plan: Plan) -> None:
        self.plan = plan
        limits = httpx.Limits(max_connections=plan.people, max_keepalive_connections=20)
        self._clients = [httpx.AsyncClient(base_url=one, timeout=ANSWERS_WITHIN, limits=limits) for one in addresses]
        self.people = [Person(number, number % plan.asks_of == 0) for number in range(plan.people)]
        self._chance = random.Random(20261128)  # noqa: S311 - an order, not a secret

    async def talk(self) -> None:
        """Everybody says what they have to say, spread over the time."""
        try:
            async with asyncio.TaskGroup() as talking:
                for person in self.people:
                    talking.create_task(self._talks(person))
        finally:
            for client in self._clients:
                await client.aclose()

    async def _talks(self, person: Person) -> None:
        each = self.plan.messages // self.plan.people
        begun = time.monotonic() + self._chance.uniform(0, self.plan.seconds / each)
        for number in range(each):
            await asyncio.sleep(max(0.0, begun + number * self.plan.seconds / each - time.monotonic()))
            if not person.id:
                of = {"language": "en", "identity_token": identity_token(person.address)}
                started = await self._insisting(person, number, "", of)
                person.id, person.token = started["conversation_id"], started["token"]
            wishes = person.wants_somebody and number == 1
            text = WISH if wishes else QUESTIONS[(person.number + number) % len(QUESTIONS)]
            message_id = f"{person.number}-{number}"
            asked = time.monotonic()
            said = {"text": text, "message_id": message_id}
            answer = await self._insisting(person, number, f"/{person.id}/messages", said)
            person.longest = max(person.longest, time.monotonic() - asked)
            person.pending += bool(answer.get("pending"))
            person.acknowledged.append(message_id)

    async def _insisting(self, person: Person, number: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of a gateway to a request, which is sent to another one where the first does not give any."""
        until = time.monotonic() + LONGEST
        headers = {"Authorization": f"Bearer {person.token}"} if person.token else {}
        for attempt in itertools.count():
            client = self._clients[(person.number + number + attempt) % len(self._clients)]
            with suppress(httpx.TransportError):
                answer = await client.post(f"/api/v1/conversations{path}", json=body, headers=headers)
                if answer.status_code in (200, 201):
                    told: dict[str, Any] = answer.json()
                    return told
                assert answer.status_code == 429 or answer.status_code >= 500, answer.text
            person.again += 1
            assert time.monotonic() < until, f"no gateway answered person {person.number} for {LONGEST:.0f} s"
            await asyncio.sleep(AGAIN_AFTER)
        raise AssertionError("it goes on until it is answered")


async def killing(running: Cluster, plan: Plan) -> None:
    """Kills one process at a time until it is cancelled."""
    small, large = itertools.cycle(_mixed(running)), itertools.cycle(running.names("engine"))
    next_small, next_large = time.monotonic() + plan.gateways_and_actions_every, time.monotonic() + plan.engines_every
    while True:
        await asyncio.sleep(max(0.0, min(next_small, next_large) - time.monotonic()))
        with suppress(ProcessLookupError):
            if next_large <= next_small:
                next_large += plan.engines_every
                running.kill(next(large))
            else:
                next_small += plan.gateways_and_actions_every
                running.kill(next(small))


def _mixed(running: Cluster) -> list[str]:
    """Gateways and actions in turns."""
    pairs = zip(running.names("gateway"), running.names("actions"), strict=False)
    return [name for pair in pairs for name in pair]


async def chaos(folder: Path, plan: Plan, **settings: Any) -> dict[str, float]:
    """Plays the plan, with further settings of the gateways; what came of it, by name."""
    async with desk_cluster(folder, **settings) as desk:
        return await _played(desk.running, plan, desk.slack, desk.mailbox)


async def _played(running: Cluster, plan: Plan, slack: LocalSlack, mailbox: Mailbox) -> dict[str, float]:
    crowd, begun = Crowd(running.addresses, plan), time.monotonic()
    killer = asyncio.create_task(killing(running, plan))
    try:
        await crowd.talk()
    finally:
        killer.cancel()
    took = time.monotonic() - begun
    await running.ready()
    await asyncio.to_thread(settled, running.database_url)
    kept = await asyncio.to_thread(found, running.database_url, crowd.people, slack, mailbox)
    return {
        "people": plan.people,
        "messages acknowledged": sum(len(person.acknowledged) for person in crowd.people),
        "seconds": took,
        "kill -9 of gateways": sum(name.startswith("gateway") for name in running.killed),
        "kill -9 of actions": sum(name.startswith("actions") for name in running.killed),
        "kill -9 of engines": sum(name.startswith("engine") for name in running.killed),
        "requests sent again": sum(person.again for person in crowd.people),
        "answers that followed live": sum(person.pending for person in crowd.people),
        "longest until acknowledged, s": max(person.longest for person in crowd.people),
        **kept,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=Plan.people)
    parser.add_argument("--messages", type=int, default=Plan.messages)
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="over which the messages are spread")
    parser.add_argument("--small-every", type=float, default=Plan.gateways_and_actions_every, help="seconds")
    parser.add_argument("--engines-every", type=float, default=Plan.engines_every, help="seconds")
    parser.add_argument("--redis", action="store_true", help="a Redis server carries the signals")
    asked = parser.parse_args()
    plan = Plan(asked.people, asked.messages, asked.seconds, asked.small_every, asked.engines_every)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ExitStack() as beside:
        own = {"RENEWALS_REDIS_URL": beside.enter_context(redis_server(Path(folder))).url} if asked.redis else {}
        came = asyncio.run(chaos(Path(folder), plan, **own))
    table = Table(title="Two gateways, two engines, two actions on PostgreSQL while processes die")
    for heading in ("", ""):
        table.add_column(heading)
    for name, value in came.items():
        table.add_row(name, f"{value:.6g}")
    Console(width=100).print(table)
    sys.exit(any(came[name] for name in ZERO))


# What must be none.
ZERO = (
    "acknowledged and lost", "without an answer", "kept twice", "answered twice", "out of order", "apologies",
    "requests lost", "requests doubled", "cards lost", "cards doubled", "mails lost", "mails doubled",
)  # fmt: skip

if __name__ == "__main__":
    main()
