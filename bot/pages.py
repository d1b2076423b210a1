"""HTML pages from templates (bot/templates), in a person's language, under a policy that runs and shows nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

SAFE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined)


def page(template: str, language: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page; everything put into it is escaped. Raises UndefinedError where a value that the template names is missing."""
    text = _TEMPLATES.get_template(template).render(language=language, **values)
    return HTMLResponse(text, status, {**SAFE, "Content-Language": language, "Cache-Control": "no-store"})
