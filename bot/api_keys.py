"""Keys of the HTTP API: who may use what is not for customers."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.problems import Problem
from bot.settings import Settings


def key_holder(
    request: Request,
    bearer: Annotated[
        HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False, description="an API key"))
    ],
) -> str:
    """The API key that came with the request, where it is one of those set."""
    settings: Settings = request.app.state.settings
    given = bearer.credentials if bearer else ""
    if not is_key(given, settings):
        raise Problem("bad-key", 401, {"WWW-Authenticate": "Bearer"})
    return given


def is_key(given: str, settings: Settings) -> bool:
    """Whether a text is one of the API keys that are set."""
    return any(hmac.compare_digest(given.encode(), key.encode()) for key in settings.deflection_keys)
