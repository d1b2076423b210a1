"""Serves the actions to the engine alone: a loopback address, a shared secret, and no detail of a failure in any
answer.
"""

from __future__ import annotations

import hmac
import logging
import os
from datetime import date

import uvicorn
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from protocol.telemetry import log_lines, spans
from protocol.telemetry.requests import Traced
from renewals import answers
from renewals.languages import is_foreign, long_date

logger = logging.getLogger(__name__)


def build(secret: str) -> Starlette:
    """The actions as a web application; each call must carry the secret.

    rasa-sdk's own server asks for no secret, and puts the text of an exception into its answer.
    """
    executor = ActionExecutor()
    executor.register_package("actions")
    for language in answers.languages():
        # What is read at the first question is read now, so that no person waits for it.
        long_date(date.min, language)
        is_foreign(answers.topics(language)["greet"].answer or "")
    expected = f"Bearer {secret}".encode()

    async def webhook(request: Request) -> JSONResponse:
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected):
            return JSONResponse({"error": "this door is the engine's alone"}, status_code=401)
        try:
            result = await executor.run(await request.json())
        except (ActionNotFoundException, ActionExecutionRejection) as refused:
            logger.warning("action refused: %s", refused)
            return JSONResponse({"error": "no such action here", "action_name": ""}, status_code=404)
        return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})

    async def health(request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    app = Starlette(routes=[Route("/webhook", webhook, methods=["POST"]), Route("/health", health)])
    app.add_middleware(Traced, trusts=lambda scope: True)
    return app


def main() -> None:
    log_lines.install("actions", os.environ.get("RENEWALS_LOG_FORMAT", log_lines.TEXT))
    spans.record("actions", os.environ.get("RENEWALS_TRACES_URL", ""))
    port = int(os.environ["RENEWALS_ACTIONS_PORT"])
    uvicorn.run(
        build(os.environ["RENEWALS_ENGINE_SECRET"]),
        host=os.environ.get("RENEWALS_ACTIONS_HOST", "127.0.0.1"),
        port=port,
        log_config=None,
        access_log=False,
    )
    spans.flush()


if __name__ == "__main__":
    main()
