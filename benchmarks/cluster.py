"""Several gateways, engines and actions on one PostgreSQL server, each a process that is started again when it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.balancer import balancer
from bot import model
from bot.setting_names import names_of_settings
from bot.settings import ROOT
from bot.supervisor import Process, free_port
from renewals.store.database import migrate
from tests.postgres import empty_database

SECRET = "of-this-run-alone"  # noqa: S105
HEADERS = {"Authorization": f"Bearer {SECRET}"}
# One that ends as it starts is not started in a loop.
STARTED_AGAIN_AFTER = 0.5


@dataclass
class Cluster:
    """The running processes by name ("gateway 1"), the gateways' addresses, their database, and who was killed."""

    folder: Path
    database_url: str
    addresses: Sequence[str]
    processes: Mapping[str, Process]
    killed: list[str] = field(default_factory=list)

    def names(self, *kinds: str) -> list[str]:
        """The processes of some kinds (gateway, engine, actions)."""
        return [name for name in self.processes if name.split()[0] in kinds]

    def kill(self, name: str) -> None:
        """Ends a process as a crash would; it is started again."""
        self.send(name, signal.SIGKILL)
        self.killed.append(name)

    def send(self, name: str, what: signal.Signals) -> None:
        """Sends a signal to a process and its children."""
        running = self.processes[name].running
        assert running is not None
        os.killpg(running.pid, what)

    async def ready(self) -> None:
        """Waits until each process answers."""
        await asyncio.gather(*(process.wait_until_ready() for process in self.processes.values()))


@asynccontextmanager
async def cluster(
    folder: Path, server: str, gateways: Sequence[int], engines: int = 2, actions: int = 2, **settings: str
) -> AsyncIterator[Cluster]:
    """One with the demonstration contracts, on new databases of a PostgreSQL server.

    `gateways`: their ports. `settings`: further ones of the gateways. Before the engines, and before the actions,
    stands a balancer.
    """
    database, engine_database = empty_database(server), empty_database(server).replace("+psycopg", "")
    migrate(database)
    of_actions, of_engines = ([free_port() for _ in range(many)] for many in (actions, engines))
    async with AsyncExitStack() as running:
        to_actions = await running.enter_async_context(balancer(of_actions))
        to_engines = await running.enter_async_context(balancer(of_engines))
        common = {
            "RENEWALS_ENGINE_SECRET": SECRET,
            "RENEWALS_ACTIONS_URL": f"http://127.0.0.1:{to_actions}/webhook",
            "RENEWALS_ENGINE_URL": f"http://127.0.0.1:{to_engines}",
            "RENEWALS_DATABASE_URL": database,
            "RENEWALS_ENGINE_DATABASE_URL": engine_database,
            "RENEWALS_VAR": str(folder),
            "RENEWALS_RATE_LIMITS": "off",
            "OMP_NUM_THREADS": "1",
            **settings,
        }
        made = [
            *(_actions(number, port, folder, common) for number, port in enumerate(of_actions, 1)),
            *(_engine(number, port, folder, common) for number, port in enumerate(of_engines, 1)),
            *(_gateway(number, port, folder, common) for number, port in enumerate(gateways, 1)),
        ]
        started = Cluster(
            folder, database, [f"http://127.0.0.1:{port}" for port in gateways], {one.name: one for one in made}
        )
        keepers: list[asyncio.Task[None]] = []
        try:
            for process in made:
                await process.start(ROOT)
            await started.ready()
            keepers += [asyncio.create_task(_keep(process)) for process in made]
            yield started
        finally:
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)
            await asyncio.gather(*(process.stop() for process in made))


def loaded(database_url: str, folder: Path, *files: tuple[str, Path]) -> None:
    """Loads files into a database by the command line (`import`, `import-reps`)."""
    environment = {**os.environ, "RENEWALS_DATABASE_URL": database_url, "RENEWALS_VAR": str(folder)}
    for command, file in files:
        order = [sys.executable, "-m", "bot", command, str(file)]
        subprocess.run(order, cwd=ROOT, env=environment, check=True, capture_output=True)  # noqa: S603 - our own command


async def _keep(process: Process) -> None:
    while process.running is not None:
        await process.running.wait()
        await asyncio.sleep(STARTED_AGAIN_AFTER)
        await process.start(ROOT)


def _actions(number: int, port: int, folder: Path, common: Mapping[str, str]) -> Process:
    return _process("actions", number, folder, [sys.executable, "-m", "actions.server"],
                    {**common, "RENEWALS_ACTIONS_PORT": str(port)}, f"http://127.0.0.1:{port}/health")  # fmt: skip


def _engine(number: int, port: int, folder: Path, common: Mapping[str, str]) -> Process:
    files = "--model", model.MODEL, "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"
    address = "-i", "127.0.0.1", "-p", str(port)
    command: list[str | Path] = [model.PYTHON, "-m", "nlu.engine.serve", "run", *address, *files]
    environment = {**common, **model.quiet_environment()}
    return _process("engine", number, folder, command, environment, f"http://127.0.0.1:{port}/webhooks/gateway/")


def _gateway(number: int, port: int, folder: Path, common: Mapping[str, str]) -> Process:
    environment = {**common, "RENEWALS_PORT": str(port)}
    address = f"http://127.0.0.1:{port}/healthz"
    return _process("gateway", number, folder, [sys.executable, "-m", "bot.serving"], environment, address)


def _process(
    kind: str, number: int, folder: Path, command: Sequence[str | Path], environment: Mapping[str, str], ready: str
) -> Process:
    log = folder / "log" / f"{kind}-{number}.log"
    return Process(f"{kind} {number}", command, environment, ready, log, HEADERS, kept_from=names_of_settings())
