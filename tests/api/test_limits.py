"""How much is read of a request that nobody has asked for."""

from __future__ import annotations

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from bot.limits import LARGEST_BODY, LimitBody


async def heard(scope: Scope, receive: Receive, send: Send) -> None:
    """A door that says how much it was given."""
    await PlainTextResponse(str(len(await Request(scope, receive).body())))(scope, receive, send)


async def posted(body: bytes, told: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(LimitBody(heard)), base_url="http://gateway") as client:
        return await client.post(
            "/api/v1/conversations", content=body, headers={b"Content-Length": told.encode("latin-1")}
        )


@pytest.mark.parametrize("told", ["0" * 4400, "9" * 4400, str(LARGEST_BODY + 1), "-1", "1e3", "two", "²"])
async def test_a_length_that_is_too_large_or_no_length_is_refused(told: str) -> None:
    answer = await posted(b"{}", told)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_within_the_limit_is_passed_on_whole() -> None:
    assert (await posted(b"x" * LARGEST_BODY, str(LARGEST_BODY))).text == str(LARGEST_BODY)
