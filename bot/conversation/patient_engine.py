"""The engine as a turn asks it: in one of so many places, and again for as long as it is away."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

from bot import metrics
from bot.engine import Engine, EngineAway
from protocol.turn import TurnRequest, TurnResponse

logger = logging.getLogger(__name__)

# Seconds between two tries.
PAUSES = (0.2, 0.5, 1.0, 1.0, 2.0)


class Stopped(Exception):
    """This gateway ends while the engine is away: the message stays unanswered, for another one or the next start."""


class PatientEngine:
    """An engine that may be away for a while, since it or its actions start again."""

    def __init__(self, engine: Engine, places: int, waits: float) -> None:
        """`places`: turns that the engine works on at once; `waits`: for so many seconds an engine that is away is
        asked again.
        """
        self._engine, self._waits = engine, waits
        self._places = asyncio.Semaphore(places)
        self._ending = asyncio.Event()

    async def turn(self, request: TurnRequest, given_up: Callable[[], bool] = lambda: False) -> TurnResponse:
        """The answer to a message. A turn that is asked for again is not taken twice (nlu/engine/tracker_store.py).

        `given_up`: whether nobody waits for the answer any more, once the engine was away. Raises EngineDown where it
        failed, EngineAway where it is away for too long, Stopped where this gateway ends first.
        """
        until = time.monotonic() + self._waits
        tries = 0
        while True:
            try:
                return await self._asked(request)
            except EngineAway as away:
                if given_up() or time.monotonic() >= until:
                    raise
                if not tries:
                    logger.warning("the engine is away (%s): a message waits for it", away)
            await self._pause(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1

    def end(self) -> None:
        """Turns that wait for an engine that is away stop waiting."""
        self._ending.set()

    async def _asked(self, request: TurnRequest) -> TurnResponse:
        begun = time.perf_counter()
        async with self._places:
            metrics.stage_seconds.labels(stage="place").observe(time.perf_counter() - begun)
            with metrics.in_engine.track_inprogress(), metrics.stage_seconds.labels(stage="engine").time():
                return await self._engine.turn(request)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ending.wait()
        if self._ending.is_set():
            raise Stopped
