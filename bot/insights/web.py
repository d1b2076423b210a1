"""The page of support as a part of the gateway."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware

from bot.insights import conversations, routes, sign_in, unanswered
from bot.insights.visitors import PATH
from bot.settings import Settings
from bot.trial import Trials


def _secret(known: str) -> str:
    """A secret that all gateways have which know one; without it, one of this process alone."""
    if not known:
        return secrets.token_urlsafe(32)
    return hmac.new(known.encode(), b"renewals sign-in", hashlib.sha256).hexdigest()


def install(app: FastAPI, settings: Settings) -> None:
    """Adds the page, and what signing in needs."""
    app.state.trials = Trials(settings.var / "trials")
    app.state.support_provider = sign_in.provider(settings)
    for router in (routes.router, conversations.router, unanswered.router, sign_in.router):
        app.include_router(router)
    for error, handler in routes.HANDLERS.items():
        app.add_exception_handler(error, handler)
    # Holds what a sign-in at the provider needs until it comes back, and no more. It may come back to another gateway.
    app.add_middleware(
        SessionMiddleware,
        secret_key=_secret(settings.oidc_client_secret),
        session_cookie="renewals_sign_in",
        max_age=600,
        path=PATH,
        same_site="lax",
    )
