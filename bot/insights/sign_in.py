"""Signing in to /support: by a password of this machine, or at the company's identity provider (OpenID Connect)."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from bot import network
from bot.insights import passwords, visitors
from bot.insights.visitors import PATH, SIGN_IN, OwnForm, language_of
from bot.limits import SIGN_INS, RateLimits
from bot.pages import fields, page
from bot.settings import Settings
from renewals import answers
from renewals.store import support
from renewals.store.database import Sessions, in_session
from renewals.store.support import Person

logger = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False, prefix=PATH)


def provider(settings: Settings) -> Any:
    """The client of the identity provider; none where none is set."""
    if not settings.oidc_issuer:
        return None
    kept = OAuth()
    return kept.register(
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256"},
    )


@router.get("/sign-in")
async def form(request: Request) -> Response:
    return _form(request)


@router.post("/sign-in")
async def sign_in(request: Request, _: OwnForm) -> Response:
    """Takes an address and a password. An unknown address and a wrong password are one answer, after the same time."""
    limits: RateLimits = request.app.state.rate_limits
    limits.take(SIGN_INS, network.here())
    told = await fields(request)
    email, password = (told.get(name, [""])[0] for name in ("email", "password"))
    email = email.strip().lower()
    limits.take(SIGN_INS, "email", email)
    sessions: Sessions = request.app.state.sessions
    known = (
        await in_session(sessions, lambda session: support.user(session, email))
        if email and "\0" not in email
        else None
    )
    if (
        not await asyncio.to_thread(passwords.is_right, known.password_hash if known else None, password)
        or known is None
    ):
        return _form(request, "wrong", 403)
    return await visitors.begin(request, Person(known.email, frozenset(known.roles.split())))


@router.post("/sign-out")
async def sign_out(request: Request, _: OwnForm) -> Response:
    return await visitors.end(request)


@router.get("/oidc")
async def to_provider(request: Request) -> Response:
    """Leads to the identity provider."""
    client = request.app.state.support_provider
    if client is None:
        return RedirectResponse(SIGN_IN, 303)
    try:
        answer: Response = await client.authorize_redirect(request, str(request.url_for("from_provider")))
    except Exception as error:  # noqa: BLE001 - Authlib talks by httpx or by its successor, whichever is there; each has errors of its own
        logger.warning("the identity provider does not answer: %s", type(error).__name__)
        return _form(request, "provider-down", 503)
    return answer


@router.get("/oidc/back")
async def from_provider(request: Request) -> Response:
    """Takes what the provider says of somebody; their groups give them their roles."""
    client, settings = request.app.state.support_provider, request.app.state.settings
    if client is None:
        return RedirectResponse(SIGN_IN, 303)
    try:
        claims = (await client.authorize_access_token(request))["userinfo"]
    except Exception as error:  # noqa: BLE001 - as above, and whatever a token or an answer is that is none
        logger.warning("signing in at the identity provider failed: %s", type(error).__name__)
        return _form(request, "provider-failed", 403)
    roles, email = roles_of(claims, settings), str(claims.get("email") or "").lower()
    if not roles or not email or claims.get("email_verified") is False:
        return _form(request, "no-role", 403)
    return await visitors.begin(request, Person(email[:254], roles))


def roles_of(claims: dict[str, Any], settings: Settings) -> frozenset[str]:
    """The roles that somebody's groups give them."""
    groups = claims.get("groups")
    own = {str(group) for group in groups} if isinstance(groups, list) else set[str]()
    return frozenset(role for role, group in settings.oidc_groups_by_role if group in own)


def _form(request: Request, trouble: str = "", status: int = 200) -> Response:
    language = language_of(request)
    words = answers.topics(language)["support"].phrases
    by_provider = request.app.state.support_provider is not None
    return page(
        "support/sign-in.html",
        language,
        status,
        words=words,
        trouble=words[trouble] if trouble else "",
        by_provider=by_provider,
    )
