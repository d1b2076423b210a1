"""Errors of the HTTP API as application/problem+json (RFC 9457), in the person's language, each with what to do."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from bot.engine import EngineDown
from renewals import answers

logger = logging.getLogger(__name__)


class Problem(Exception):
    """An error for the caller: a name among the phrases of domain/<language>/problems.yml, and a status."""

    def __init__(self, name: str, status: int, headers: Mapping[str, str] | None = None, **values: object) -> None:
        super().__init__(name)
        self.name, self.status, self.headers, self.values = name, status, headers, values


def described(statuses: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """The errors of an operation, for the API's description of itself."""
    return {
        status: {"description": said, "content": {"application/problem+json": {}}} for status, said in statuses.items()
    }


def answered(request: Request, problem: Problem) -> JSONResponse:
    """The problem as a response."""
    language = preferred_language(request)
    content = {
        "type": f"urn:renewals:problem:{problem.name}",
        "title": answers.phrase(language, "problems", f"{problem.name}-title"),
        "status": problem.status,
        "detail": answers.phrase(language, "problems", problem.name, **problem.values),
    }
    if "reference" in problem.values:
        content["reference"] = problem.values["reference"]
    headers = {"Content-Language": language, **(problem.headers or {})}
    return JSONResponse(content, problem.status, headers, media_type="application/problem+json")


def preferred_language(request: Request) -> str:
    """The first of the browser's languages that the assistant speaks, else the default one."""
    for wanted in request.headers.get("accept-language", "").lower().split(","):
        language = wanted.split(";")[0].strip().split("-")[0]
        if language in answers.languages():
            return language
    return answers.default_language()


def install(app: FastAPI) -> None:
    """Makes every error of the application a problem+json."""

    @app.exception_handler(Problem)
    async def on_problem(request: Request, problem: Problem) -> JSONResponse:
        return answered(request, problem)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return answered(request, _of_validation(error))

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        name = {404: "not-found", 405: "not-allowed", 413: "too-large"}.get(error.status_code, "not-json")
        # FastAPI's 400 is a body that cannot be read (not UTF-8): the same mistake as a body that is no JSON, and told
        # alike.
        status = 422 if error.status_code == 400 else error.status_code
        return answered(request, Problem(name, status, error.headers))

    @app.exception_handler(EngineDown)
    async def on_engine_down(request: Request, error: EngineDown) -> JSONResponse:
        return answered(request, Problem("engine-down", 503, {"Retry-After": "30"}))

    @app.exception_handler(OperationalError)
    async def on_database_busy(request: Request, error: OperationalError) -> JSONResponse:
        # Locked by somebody else's long work, or away for a moment: what was asked was not taken, and may be sent again
        # as it is.
        logger.warning("the database did not answer: %s", type(error.orig).__name__)
        return answered(request, Problem("database-busy", 503, {"Retry-After": "5"}))

    @app.exception_handler(Exception)
    async def on_unexpected(request: Request, error: Exception) -> JSONResponse:
        reference = secrets.token_hex(4)
        logger.error("unexpected failure, reference %s", reference, exc_info=error)
        return answered(request, Problem("unexpected", 500, reference=reference))


def _of_validation(error: RequestValidationError) -> Problem:
    kinds = {(str(found["type"]), tuple(found["loc"])) for found in error.errors()}
    if any(
        kind in ("json_invalid", "model_attributes_type", "dict_type") or location == ("body",)
        for kind, location in kinds
    ):
        return Problem("not-json", 422)
    if any(kind in ("string_unicode", "not_text") for kind, _ in kinds):
        return Problem("not-text", 422)
    return Problem(
        "invalid", 422, fields=", ".join(sorted(".".join(str(part) for part in location[1:]) for _, location in kinds))
    )
