"""Speaks to the dialogue engine."""

from __future__ import annotations

from typing import Any, TypeVar

import httpx

from bot import metrics
from protocol.codec import ProtocolError, from_json, to_json
from protocol.letters import LetterRequest, LetterResponse
from protocol.telemetry import spans, trace
from protocol.turn import TurnRequest, TurnResponse

T = TypeVar("T")

# A turn is never cut off halfway: this is longer than the longest turn, and the person is told before it ends.
TURN_SECONDS = 45.0


# What a balancer says where no engine takes a request, and an engine whose actions or database are away.
AWAY = (502, 503, 504)


class EngineDown(Exception):
    """The engine did not answer, or answered nothing."""


class EngineAway(EngineDown):
    """The engine, its actions or its database are away, as while they start again: asked again, it may answer."""


class Engine:
    """The engine behind its gateway channel (nlu/engine/channel.py)."""

    def __init__(self, url: str, secret: str) -> None:
        # The model that it answers with (its id, and when it was trained), as it said when it was last asked whether it
        # is ready.
        self.model: tuple[str, str] | None = None
        self._client = httpx.AsyncClient(
            base_url=f"{url}/webhooks/gateway",
            headers={"Authorization": f"Bearer {secret}"},
            timeout=httpx.Timeout(TURN_SECONDS, connect=3.0),
        )

    async def turn(self, request: TurnRequest) -> TurnResponse:
        """What was decided and what to say, with one reply at least."""
        with spans.span("engine", spans.SENDS):
            answer = self._read(TurnResponse, await self._call("POST", "/turns", json=to_json(request)))
        if not answer.replies:
            # Rasa says nothing at all when an action, or anything else in the turn, failed.
            raise EngineDown("the engine said nothing")
        return answer

    async def letter(self, subject: str, body: str) -> LetterResponse:
        """What each piece of a letter is about; changes no conversation."""
        return self._read(
            LetterResponse, await self._call("POST", "/letters", json=to_json(LetterRequest(subject, body)))
        )

    async def erase(self, conversation_id: str) -> None:
        """Makes the engine forget a conversation."""
        await self._call("DELETE", f"/conversations/{conversation_id}")

    async def ready(self) -> bool:
        try:
            told = await self._call("GET", "/", timeout=2.0)
        except EngineDown:
            self.model = None
            return False
        self.model = (str(told["model"]), str(told.get("trained_at", ""))) if "model" in told else None
        return bool(told)

    async def close(self) -> None:
        await self._client.aclose()

    def _read(self, kind: type[T], answer: dict[str, Any]) -> T:
        try:
            return from_json(kind, answer)
        except ProtocolError as error:
            raise EngineDown(f"the engine answered in another form: {error}") from error

    async def _call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            response = await self._client.request(method, path, headers=trace.headers(), **options)
            response.raise_for_status()
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as error:
            metrics.engine_failures.labels(failure=type(error).__name__).inc()
            raise (EngineAway if _passes(error) else EngineDown)(type(error).__name__) from error
        return answer


def _passes(failure: Exception) -> bool:
    """Whether a call that failed so may succeed a little later."""
    if isinstance(failure, httpx.HTTPStatusError):
        return failure.response.status_code in AWAY
    return isinstance(failure, httpx.TransportError)
