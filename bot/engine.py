"""Speaks to the dialogue engine."""

from __future__ import annotations

from typing import Any

import httpx

# A turn is never cut off halfway: this is longer than the longest turn, and the person is told before it ends.
TURN_SECONDS = 45.0


class EngineDown(Exception):
    """The engine did not answer, or answered nothing."""


class Engine:
    """The engine behind its gateway channel (nlu/gateway_channel.py)."""

    def __init__(self, url: str, secret: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"{url}/webhooks/gateway",
            headers={"Authorization": f"Bearer {secret}"},
            timeout=httpx.Timeout(TURN_SECONDS, connect=3.0),
        )

    async def turn(self, conversation_id: str, message_id: str, text: str, language: str, foreign: bool) -> dict[str, Any]:
        """What was understood and what to say: {"understood": {...}, "replies": [...]}, with one reply at least."""
        body = {"conversation_id": conversation_id, "message_id": message_id, "text": text, "language": language, "foreign": foreign}
        answer = await self._call("POST", "/turns", json=body)
        if not answer.get("replies"):
            # Rasa says nothing at all when an action, or anything else in the turn, failed.
            raise EngineDown("the engine said nothing")
        return answer

    async def understanding(self, text: str, language: str) -> dict[str, Any]:
        """What a text is about: {"topic", "confidence", "ranking": [[topic, confidence], …], "entities"}; changes no conversation."""
        return await self._call("POST", "/understanding", json={"text": text, "language": language})

    async def erase(self, conversation_id: str) -> None:
        """Makes the engine forget a conversation."""
        await self._call("DELETE", f"/conversations/{conversation_id}")

    async def ready(self) -> bool:
        try:
            return bool(await self._call("GET", "/", timeout=2.0))
        except EngineDown:
            return False

    async def close(self) -> None:
        await self._client.aclose()

    async def _call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            response = await self._client.request(method, path, **options)
            response.raise_for_status()
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise EngineDown(type(error).__name__) from error
        return answer
