"""The gateway as a web application."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import fields
from functools import partial
from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot import deflection, metrics, problems, web
from bot.insights import web as support
from bot.limits import LimitBody, NothingKept
from bot.network import OWN_MACHINE, Networks, comes_from, here
from bot.settings import Settings
from bot.single_gateway import RefusalInOneSentence, works_on
from bot.text import TextInAddresses
from bot.wiring import Gateway, wire
from protocol.telemetry import spans
from protocol.telemetry.requests import Traced
from renewals import answers
from renewals.languages import is_foreign, spoken
from renewals.store import audit, leases, lookers
from renewals.store.backlog import Waiting, backlog, open_requests
from renewals.store.database import in_session

logger = logging.getLogger(__name__)

# Below this many bytes an answer fits into one packet in any case.
COMPRESSED_FROM = 1024


def build(settings: Settings | None = None) -> FastAPI:
    """The application for the settings of the environment, or for those given."""
    gateway = wire(settings or Settings())

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        if wrong := gateway.settings.wrong:
            logger.warning(wrong)
        async with works_on(gateway.settings.database_url, partial(_take_up, gateway)), _at_work(gateway):
            yield

    app = FastAPI(title="Renewal assistant", version="1", lifespan=life, docs_url=None, redoc_url=None)
    for part in fields(gateway):
        setattr(app.state, part.name, getattr(gateway, part.name))
    problems.install(app)
    app.add_middleware(LimitBody)
    app.add_middleware(TextInAddresses)
    app.add_middleware(RefusalInOneSentence)
    if gateway.settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=gateway.settings.allowed_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
        )
    app.add_middleware(deflection.FormOrigins, sites=gateway.settings.sites)
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM)
    app.add_middleware(NothingKept)
    app.add_middleware(Networks)
    trusted = gateway.settings.trusted_proxies
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=trusted.split())
    app.add_middleware(Traced, trusts=comes_from(trusted))
    for router in (*web.routers, *deflection.routers):
        app.include_router(router)
    support.install(app, gateway.settings)
    if gateway.slack is not None:
        app.include_router(gateway.slack.routes())
    _running_state(app, gateway)
    return app


@asynccontextmanager
async def _at_work(gateway: Gateway) -> AsyncIterator[None]:
    """Begins all that goes on beside the requests, and ends it."""
    for language in answers.languages():
        # What is read at the first message is read now, so that no person waits for it.
        said = answers.topics(language)["greet"].answer or ""
        spoken(said, language)
        is_foreign(said)
    if not gateway.settings.limits_on:
        await in_session(gateway.sessions, lambda session: audit.record(session, audit.LIMITS_OFF))
    left = await gateway.conversations.catch_up()
    if left:
        logger.info("answering %d messages that a stop left unanswered", left)
    if gateway.slack is not None:
        await gateway.slack.start()
    jobs = (gateway.worker, gateway.conversations, gateway.following)
    working = [asyncio.create_task(job.run()) for job in jobs]
    yield
    for job in working:
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job
    await gateway.worker.close()
    if gateway.slack is not None:
        await gateway.slack.close()
    await gateway.conversations.close()
    await gateway.readiness.close()
    await gateway.engine.close()
    await asyncio.to_thread(spans.flush)


def _take_up(gateway: Gateway) -> None:
    """No other gateway works on this database: whoever held a lease before, or had somebody connected, has ended."""
    with gateway.sessions.begin() as session:
        leases.free_all(session)
        lookers.nobody_looks(session)


def _running_state(app: FastAPI, gateway: Gateway) -> None:
    @app.get("/healthz", tags=["running state"])
    async def alive() -> dict[str, str]:
        """The process lives."""
        return {"status": "ok"}

    @app.get(
        "/readyz",
        tags=["running state"],
        responses={503: {"description": ("`down` names what does not work: database, engine, actions")}},
    )
    async def ready() -> Response:
        """Every part that is needed works, as of a second ago at most: the database takes a write, engine and actions
        answer.
        """
        down = await gateway.readiness.down()
        return JSONResponse(
            {"status": "not ready", "down": down} if down else {"status": "ready"}, 503 if down else 200
        )

    @app.get(
        "/metrics",
        tags=["running state"],
        response_class=PlainTextResponse,
        responses=problems.described(
            {401: ("Not from this machine, and no key (`RENEWALS_METRICS_KEY`) or a wrong one")}
        ),
    )
    async def prometheus(authorization: Annotated[str, Header()] = "") -> Response:
        """Metrics for Prometheus."""
        if not _may_collect(authorization, gateway.settings.metrics_key):
            raise problems.Problem("bad-key", 401, {"WWW-Authenticate": "Bearer"})
        metrics.show_parts(await gateway.readiness.down(), gateway.engine.model)
        # Without the database what waits is not known; the rest is told all the same.
        with suppress(SQLAlchemyError):
            metrics.show_backlog(*await in_session(gateway.sessions, _backlog_now(gateway.settings)))
        return PlainTextResponse(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _backlog_now(settings: Settings) -> Callable[[Session], tuple[dict[str, Waiting], dict[str, int]]]:
    return lambda session: (backlog(session, settings.now()), open_requests(session))


def _may_collect(authorization: str, key: str) -> bool:
    """Whoever has the key; where none is set, this machine alone."""
    if not key:
        return here() == OWN_MACHINE
    return hmac.compare_digest(authorization.encode(), f"Bearer {key}".encode())
