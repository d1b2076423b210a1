"""What is text: every string that comes from outside passes here, for PostgreSQL keeps no NUL, and no encoding has
halves of surrogate pairs.
"""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import unquote_to_bytes

from pydantic import AfterValidator, StrictStr
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.problems import Problem, answered

_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")


def _text(value: str) -> str:
    if _NO_TEXT.search(value):
        raise PydanticCustomError("not_text", "holds characters that are no text")
    return value


# A string in a body of the HTTP API.
Text = Annotated[StrictStr, AfterValidator(_text)]


def as_text(value: Any) -> Any:
    """A value of JSON, with a replacement sign for each character that is no text."""
    if isinstance(value, str):
        return _NO_TEXT.sub("\ufffd", value)
    if isinstance(value, dict):
        return {as_text(name): as_text(part) for name, part in value.items()}
    return [as_text(part) for part in value] if isinstance(value, list) else value


class TextInAddresses:
    """Refuses an address that holds NUL, in its path or its query, at every door.

    (What is no UTF-8 in one is replaced when it is decoded.)
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or (
            "\0" not in scope["path"] and b"\0" not in unquote_to_bytes(scope["query_string"])
        ):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4404})
        else:
            await answered(Request(scope), Problem("not-text", 422))(scope, receive, send)
