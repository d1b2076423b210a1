"""Who has the page of support before them: the cookie of a session, and what its person may see."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from bot.problems import preferred_language
from bot.settings import Settings
from renewals import answers
from renewals.store import support
from renewals.store.database import Sessions, in_session
from renewals.store.support import AUDITOR, MANAGER, SUPPORT, Person

COOKIE, LANGUAGE = "renewals_support", "renewals_language"
PATH = "/support"
SIGN_IN = f"{PATH}/sign-in"
# What a role opens. Conversations are shown without contracts; who read contracts is for auditors alone.
FIGURES, CONVERSATIONS, AUDIT = (
    frozenset({SUPPORT, MANAGER, AUDITOR}),
    frozenset({SUPPORT, MANAGER}),
    frozenset({AUDITOR}),
)


class NotSignedIn(Exception):
    """Sent to the page for signing in."""


class NotAllowed(Exception):
    """Signed in, in a role that does not open this; or a form from another site."""


async def begin(request: Request, person: Person) -> Response:
    """Signs somebody in, under a new cookie, and sends them to the page."""
    settings: Settings = request.app.state.settings
    sessions: Sessions = request.app.state.sessions
    token = secrets.token_urlsafe(32)
    await in_session(sessions, lambda session: support.sign_in(session, token, person, settings.now()))
    answer = RedirectResponse(PATH, 303)
    # Lax, not strict: an identity provider leads here from its own site.
    answer.set_cookie(COOKIE, token, path=PATH, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return answer


async def end(request: Request) -> Response:
    """Signs out."""
    sessions: Sessions = request.app.state.sessions
    token = request.cookies.get(COOKIE, "")
    await in_session(sessions, lambda session: support.sign_out(session, token))
    answer = RedirectResponse(SIGN_IN, 303)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def who_may(see: frozenset[str]) -> Callable[[Request], object]:
    """A dependency that gives the person who is signed in.

    Raises NotSignedIn, or NotAllowed where none of their roles opens this.
    """

    async def person(request: Request) -> Person:
        settings: Settings = request.app.state.settings
        sessions: Sessions = request.app.state.sessions
        token = request.cookies.get(COOKIE)
        found = (
            await in_session(sessions, lambda session: support.signed_in(session, token or "", settings.now()))
            if token
            else None
        )
        if found is None:
            raise NotSignedIn
        if not found.roles & see:
            raise NotAllowed
        return found

    return person


async def own_form(request: Request) -> None:
    """Refuses a form that another site's page sends. Raises NotAllowed."""
    origin = request.headers.get("origin", "")
    if origin.partition("://")[2] != request.headers.get("host", "") or not origin:
        raise NotAllowed


def language_of(request: Request) -> str:
    """The language that the address asks for (`in`), else the one chosen so before, else the browser's."""
    for wanted in (request.query_params.get("in"), request.cookies.get(LANGUAGE)):
        if wanted in answers.languages():
            return str(wanted)
    return preferred_language(request)


OwnForm = Annotated[None, Depends(own_form)]
