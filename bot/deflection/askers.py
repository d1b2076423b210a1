"""Who may ask for suggestions: a server that holds an API key, or a form on a public page, by the key of its site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import network
from bot.api_keys import is_key
from bot.limits import DEFLECTIONS, FORM_SITE, FORM_VISITOR, RateLimits
from bot.problems import Problem
from bot.settings import Settings

PATH = "/api/v1/deflections"
# The key of the form that the gateway shows itself (/form): good for pages of its own origin alone.
OWN_SITE = "demonstration"


@dataclass(frozen=True)
class Asker:
    """`site`: the key of a form's site; none for a server. `who`: the API key, or where the form's visitor is."""

    site: str | None
    who: str

    def count(self, limits: RateLimits) -> None:
        """Counts one request; raises the problem with Retry-After where it is one too many."""
        if self.site is None:
            limits.take(DEFLECTIONS, self.who)
            return
        limits.take(FORM_VISITOR, self.site, self.who)
        limits.take(FORM_SITE, self.site)


async def asker(
    request: Request,
    bearer: Annotated[
        HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False, description="an API key"))
    ],
    x_site_key: Annotated[str, Header(description="the key of a form's site, from a page of one of its origins")] = "",
    site: Annotated[str, Query(description="the same, for a page that is being left and can send no header")] = "",
) -> Asker:
    """Who asks; raises the problem where neither key is good."""
    settings: Settings = request.app.state.settings
    key = x_site_key or site
    if bearer is not None or not key:
        if bearer is None or not is_key(bearer.credentials, settings):
            raise Problem("bad-key", 401, {"WWW-Authenticate": "Bearer"})
        return Asker(None, bearer.credentials)
    origin = request.headers.get("origin", "").lower()
    if origin not in settings.sites.get(key, ()) and not (key == OWN_SITE and _own(request, origin)):
        raise Problem("bad-site-key", 401)
    return Asker(key, network.here())


def _own(request: Request, origin: str) -> bool:
    return origin.partition("://")[2] == request.headers.get("host", "").lower() != ""


class FormOrigins:
    """Lets the pages of the sites' origins call the API of ticket forms, and nothing else."""

    def __init__(self, app: ASGIApp, sites: Mapping[str, frozenset[str]]) -> None:
        self._app = app
        origins = sorted(frozenset[str]().union(*sites.values()))
        self._forms = CORSMiddleware(
            app, allow_origins=origins, allow_methods=["POST"], allow_headers=["Content-Type", "X-Site-Key"]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        of_forms = scope["type"] == "http" and scope["path"].startswith(PATH)
        await (self._forms if of_forms else self._app)(scope, receive, send)
