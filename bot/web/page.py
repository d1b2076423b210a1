"""The chat page, its widget, and the description of the API for people."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from bot.problems import Problem
from bot.web.files import KINDS
from renewals import answers

STATIC = Path(__file__).parent / "static"
_SERVED = {
    "widget.js": "text/javascript",
    "widget.css": "text/css",
    "page.css": "text/css",
    "docs.css": "text/css",
    "support.css": "text/css",
    "ticket-form.js": "text/javascript",
    "docs.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_SAFE = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

router = APIRouter(include_in_schema=False)


@router.get("/")
async def page() -> Response:
    return FileResponse(STATIC / "index.html", headers=_SAFE)


@router.get("/docs")
async def docs() -> Response:
    return FileResponse(STATIC / "docs.html", headers=_SAFE)


@router.get("/static/{name}")
async def asset(name: str) -> Response:
    if name not in _SERVED:
        raise Problem("not-found", 404)
    # A widget may stand on any site that the settings allow; the script itself holds nothing private.
    return FileResponse(
        STATIC / name, media_type=_SERVED[name], headers={**_SAFE, "Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
    )


@router.get("/static/words/{language}.json")
async def words(request: Request, language: str) -> Response:
    """The widget's own words in a language (domain/<language>/widget.yml)."""
    if language not in answers.languages():
        raise Problem("not-found", 404)
    return JSONResponse(
        {"languages": answers.languages(), "file_kinds": list(KINDS), **answers.topics(language)["widget"].phrases},
        headers={"Access-Control-Allow-Origin": "*"},
    )
