"""The chat page, its widget with the page on which owners try it, and the description of the API for people."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response

from bot.problems import Problem, preferred_language
from bot.settings import Settings
from bot.web import assets
from bot.web.assets import STATIC, Asset
from renewals import answers

_POLICY = (
    "default-src 'self'; img-src 'self' data: blob: https:; connect-src 'self' ws: wss:; frame-ancestors "
    "'self'; base-uri 'none';"
    " object-src 'none'; require-trusted-types-for 'script'"
)
_SAFE = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
# A widget may stand on any site that the settings allow; its files hold nothing private.
_FOR_ANY_SITE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_ASK_EACH_TIME, _FOR_EVER = "no-cache", "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@router.get("/")
async def page() -> Response:
    return FileResponse(STATIC / "index.html", headers=_SAFE)


@router.get("/docs")
async def docs() -> Response:
    return FileResponse(STATIC / "docs.html", headers=_SAFE)


@router.get("/widget")
async def playground() -> Response:
    """Where owners try what can be chosen, and take the lines for their own page."""
    return FileResponse(STATIC / "playground.html", headers=_SAFE)


@router.get("/static/words.json")
async def words(
    request: Request, languages: Annotated[str, Query(max_length=200)] = "", part: Literal["launcher", "all"] = "all"
) -> Response:
    """The widget's own words in the first of some languages that is spoken, else in the browser's, else in the default
    one.
    """
    spoken = next(
        (language for language in languages.split(",") if language in answers.languages()), preferred_language(request)
    )
    sent = _sent(request, assets.words(spoken, part == "launcher"), _ASK_EACH_TIME)
    sent.headers.add_vary_header("Accept-Language")
    return sent


@router.get("/static/site.json")
async def site(request: Request) -> Response:
    """Whether the widget may stand on the site that asks."""
    settings: Settings = request.app.state.settings
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.url.netloc}"
    listed = origin is None or origin in (own, *settings.allowed_origins)
    return JSONResponse({"origin": origin, "listed": listed}, headers={**_FOR_ANY_SITE, "Cache-Control": "no-store"})


@router.get("/static/widget.json")
async def described() -> Response:
    """The widget's version, and the integrity of its modules for pages that check it."""
    content = {"version": assets.version(), "integrity": assets.modules()}
    return JSONResponse(content, headers={**_FOR_ANY_SITE, "Cache-Control": _ASK_EACH_TIME})


@router.get("/static/v/{version}/{name:path}")
async def versioned(request: Request, version: str, name: str) -> Response:
    """A file of one version. Of any other than this one, the stable address has what is newest."""
    found = _found(name)
    if version != assets.version():
        newest = "../" * (2 + name.count("/")) + name
        return RedirectResponse(newest, 307, {**_FOR_ANY_SITE, "Cache-Control": "no-store"})
    return _sent(request, found, _FOR_EVER)


@router.get("/static/widget/{name}")
async def module(request: Request, name: str) -> Response:
    return _sent(request, _found(f"widget/{name}"), _ASK_EACH_TIME)


@router.get("/static/{name}")
async def asset(request: Request, name: str) -> Response:
    return _sent(request, _found(name), _ASK_EACH_TIME)


def _found(name: str) -> Asset:
    found = assets.files().get(name)
    if found is None:
        raise Problem("not-found", 404)
    return found


def _sent(request: Request, asset: Asset, cached: str) -> Response:
    """The asset, or that the browser's copy is still good."""
    headers = {**_SAFE, **_FOR_ANY_SITE, "ETag": asset.tag, "Cache-Control": cached}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if asset.tag.removeprefix("W/") in known or "*" in known:
        return Response(status_code=304, headers=headers)
    if "br" in codings_taken(request.headers.get("accept-encoding", "")):
        return Response(
            asset.packed,
            media_type=asset.kind,
            headers={**headers, "Content-Encoding": "br", "Vary": "Accept-Encoding"},
        )
    return Response(asset.content, media_type=asset.kind, headers=headers)


def codings_taken(header: str) -> set[str]:
    """The codings that a client takes, by its header Accept-Encoding; those of weight 0 are refused ones."""
    offered = (one.replace(" ", "").lower().partition(";q=") for one in header.split(","))
    return {coding for coding, _, weight in offered if weight.strip("0.") or not weight}
