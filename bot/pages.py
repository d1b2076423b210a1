"""HTML pages from templates (bot/templates), in a person's language, under a policy that runs and shows nothing from
elsewhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.problems import Problem

SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
        "data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


def page(template: str, language: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page; everything put into it is escaped.

    Raises UndefinedError where a value that the template names is missing.
    """
    text = _TEMPLATES.get_template(template).render(language=language, **values)
    return HTMLResponse(text, status, {**SAFE, "Content-Language": language, "Cache-Control": "no-store"})


async def fields(request: Request, most: int = 10) -> dict[str, list[str]]:
    """What a form sends, by the names of its fields. Raises the problem where these are more than so many."""
    try:
        return parse_qs((await request.body()).decode(errors="replace"), max_num_fields=most)
    except ValueError:
        raise Problem("invalid", 422, fields="form") from None
