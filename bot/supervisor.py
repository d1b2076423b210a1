"""Runs the processes of the product on one machine: starts them, says when they answer, starts one again that died or
hangs, ends them all.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

LONGEST_START = 120.0
PATIENCE_AT_END = 10.0
# A process is asked this often whether its loop still turns, and has so long to answer. After so many failures in a row
# it is taken to hang: 12 s at least after it stood still (a long message keeps the engine busy for a few), 15 s at
# most, so that the slowest to start is back within 30 s.
ASKED_EVERY = 1.0
ANSWERS_WITHIN = 4.0
FAILURES_IN_A_ROW = 3
# One that hangs seldom hears that it is to end.
PATIENCE_WITH_A_HUNG_ONE = 2.0


class DidNotStart(Exception):
    """A process ended, or did not answer in time; the message names its log."""


@dataclass
class Process:
    """One process: how it is started, the address that answers once it is ready, and the file that takes what it
    prints.

    `kept_from`: names of variables that it does not inherit. `alive_url`: the address that answers as long as the
    process's loop turns, whatever else does not work; without it the first one.
    """

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    ready_url: str
    log: Path
    ready_headers: Mapping[str, str] = field(default_factory=dict)
    alive_url: str = ""
    kept_from: Container[str] = ()
    running: asyncio.subprocess.Process | None = None

    def surroundings(self) -> dict[str, str]:
        """The variables that the process gets: those of its own, and what it inherits."""
        return {**{name: value for name, value in os.environ.items() if name not in self.kept_from}, **self.environment}

    async def start(self, root: Path) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            # A session of its own, so that Ctrl-C reaches us alone and the ending is ours to order.
            self.running = await asyncio.create_subprocess_exec(
                *self.command,
                cwd=root,
                env=self.surroundings(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        # For people; on a full disk one does without.
        with contextlib.suppress(OSError):
            self.log.with_suffix(".pid").write_text(str(self.running.pid), encoding="ascii")

    async def wait_until_ready(self) -> None:
        """Waits until the address answers; raises DidNotStart where the process ends first or takes too long."""
        until = time.monotonic() + LONGEST_START
        async with httpx.AsyncClient(timeout=2.0) as client:
            while time.monotonic() < until:
                if self.running is None or self.running.returncode is not None:
                    break
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(self.ready_url, headers=dict(self.ready_headers))).status_code == 200:
                        return
                await asyncio.sleep(0.1)
        raise DidNotStart(f"The {self.name} did not start. What it said is in {self.log}")

    async def wait_until_it_hangs(self, starting: bool) -> None:
        """Waits until the process fails to answer several times in a row.

        While it starts that counts for nothing, as long as a start may take.
        """
        failures, starting_until = 0, time.monotonic() + LONGEST_START if starting else 0.0
        # A connection of its own each time: taking one is part of what must work.
        async with httpx.AsyncClient(
            timeout=ANSWERS_WITHIN, limits=httpx.Limits(max_keepalive_connections=0)
        ) as client:
            while failures < FAILURES_IN_A_ROW:
                await asyncio.sleep(ASKED_EVERY)
                try:
                    await client.get(self.alive_url or self.ready_url, headers=dict(self.ready_headers))
                except httpx.HTTPError:
                    failures += time.monotonic() > starting_until
                else:
                    failures, starting_until = 0, 0.0

    async def stop(self, patience: float = PATIENCE_AT_END) -> None:
        """Asks the process to end, and ends it where it does not."""
        running = self.running
        if running is None or running.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGTERM)
        try:
            await asyncio.wait_for(running.wait(), patience)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            await running.wait()


async def run(
    processes: Sequence[Process], root: Path, say: Callable[[str], None], on_ready: Callable[[], None]
) -> None:
    """Starts all, calls `on_ready` when each answers, keeps them running until told to end (SIGINT, SIGTERM), then ends
    them in reverse order.
    """
    ending = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    keepers: list[asyncio.Task[None]] = []
    try:
        for process in processes:
            await process.start(root)
        for process in processes:
            starting = asyncio.create_task(process.wait_until_ready())
            stopped = asyncio.create_task(ending.wait())
            await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if ending.is_set():
                starting.cancel()
                return
            await starting
            # Kept from here on: the next one may wait for this one, which may die meanwhile.
            keepers.append(asyncio.create_task(_keep(process, root, say)))
        on_ready()
        await ending.wait()
        say("Ending …")
    finally:
        for keeper in keepers:
            keeper.cancel()
        # One may be about to start its process again, which is then to be ended as well.
        await asyncio.gather(*keepers, return_exceptions=True)
        for process in reversed(processes):
            await process.stop()


async def _keep(process: Process, root: Path, say: Callable[[str], None]) -> None:
    """Starts a process, which has answered once, again whenever it ends or hangs; a little later each time that this
    happens soon.
    """
    pause, again = 0.5, False
    while process.running is not None:
        started = time.monotonic()
        what_happened = await _ended_or_hung(process, starting=again)
        pause = 0.5 if time.monotonic() - started > 60 else min(pause * 2, 30.0)
        say(f"The {process.name} {what_happened}; starting it again. Its log: {process.log}")
        await process.stop(PATIENCE_WITH_A_HUNG_ONE)
        await asyncio.sleep(pause)
        await process.start(root)
        again = True


async def _ended_or_hung(process: Process, starting: bool) -> str:
    """Waits until the process ends or hangs; what happened, as part of a sentence."""
    assert process.running is not None
    ends, hangs = (
        asyncio.create_task(process.running.wait()),
        asyncio.create_task(process.wait_until_it_hangs(starting)),
    )
    try:
        await asyncio.wait({ends, hangs}, return_when=asyncio.FIRST_COMPLETED)
        return f"ended ({ends.result()})" if ends.done() else "does not answer any more"
    finally:
        ends.cancel()
        hangs.cancel()


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_is_free(host: str, port: int) -> bool:
    """Whether one may listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
