"""Looks at everything that the product needs on this machine, and says in words what is wrong and what to do."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import httpx
import sqlalchemy as sa

from bot import erasures, model
from bot.settings import Settings
from bot.slack.installation import wrong_settings
from renewals.store.backlog import backlog
from renewals.store.database import newest_revision, open_database
from renewals.store.heartbeat import beat

LEAST_FREE_MB = 500
WAITS_TOO_LONG = 600.0
ANSWERS_WITHIN = 5.0


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is as it should be, and a sentence."""

    fine: bool
    said: str


def examine(settings: Settings) -> Iterator[Finding]:
    """All findings, in the order in which one would mend them. Changes nothing but the heartbeat's row."""
    looks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _settings,
        _folder,
        _database,
        _model,
        _gateway,
        _erasures,
    )
    for look in looks:
        yield from look(settings)


def _settings(settings: Settings) -> Iterator[Finding]:
    wrong = settings.wrong or wrong_settings(settings)
    yield Finding(wrong is None, wrong or "The settings can be used.")
    if not settings.smtp_url:
        yield Finding(
            True, (f"No mail server is set (SMTP_URL): mails, codes among them, are kept in {settings.var / 'outbox'}.")
        )
    if not settings.limits_on:
        yield Finding(False, "Limits are off (RENEWALS_RATE_LIMITS=off): that is for evaluations on one's own machine.")


def _folder(settings: Settings) -> Iterator[Finding]:
    if not settings.var.is_dir():
        yield Finding(False, f"{settings.var} is not there. `renewals up` makes it; elsewhere set RENEWALS_VAR.")
        return
    is_open = bool(settings.var.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    yield Finding(
        not is_open,
        (f"{settings.var} is {'open to' if is_open else 'closed to'} other users{': chmod 700' if is_open else ''}."),
    )
    free = shutil.disk_usage(settings.var).free // 2**20
    yield Finding(
        free >= LEAST_FREE_MB,
        (f"{free} MB are free for {settings.var}{'' if free >= LEAST_FREE_MB else ': make room'}."),
    )


def _database(settings: Settings) -> Iterator[Finding]:
    sessions = open_database(settings.database_url)
    try:
        with sessions.begin() as session:
            found = session.scalar(sa.text("select version_num from alembic_version"))
            newest = newest_revision()
            yield Finding(
                found == newest,
                f"The tables are of revision {found}"
                + ("." if found == newest else (f", this version's of {newest}: start it once.")),
            )
            if found != newest:
                return
            beat(session, settings.now())
            late = {
                name: its
                for name, its in backlog(session, settings.now()).items()
                if its.oldest_seconds > WAITS_TOO_LONG
            }
        yield Finding(True, "The database takes writes.")
        for name, its in late.items():
            yield Finding(
                False,
                (
                    f"{name}: {its.count} wait, the oldest for {its.oldest_seconds / 60:.0f} minutes "
                    f"(docs/runbook.md, WorkWaits)."
                ),
            )
    except sa.exc.SQLAlchemyError as failure:
        yield Finding(
            False,
            (
                f"The database does not do its work ({type(failure).__name__}): is it up, and "
                f"RENEWALS_DATABASE_URL right?"
            ),
        )
    finally:
        sessions.kw["bind"].dispose()


def _model(settings: Settings) -> Iterator[Finding]:
    there = model.PYTHON.exists()
    yield Finding(
        there,
        "The engine's environment is there."
        if there
        else ("The engine's environment is missing: `make up` sets it up."),
    )
    current = model.MODEL.exists() and model.is_current()
    yield Finding(
        current,
        "The model is what the files say."
        if current
        else ("The model is missing or older than the files: `renewals train`."),
    )


def _gateway(settings: Settings) -> Iterator[Finding]:
    address = f"http://{settings.host}:{settings.port}"
    try:
        answer = httpx.get(f"{address}/readyz", timeout=ANSWERS_WITHIN)
    except httpx.HTTPError:
        yield Finding(
            False,
            (
                f"No gateway answers at {address}: `renewals up` starts it; its log is "
                f"{settings.var / 'log' / 'gateway.log'}."
            ),
        )
        return
    down: list[str] = []
    with suppress(ValueError):
        down = answer.json().get("down", [])
    if answer.status_code == 200:
        yield Finding(True, f"The gateway at {address} is ready.")
    else:
        yield Finding(
            False,
            (
                f"The gateway at {address} says that this does not work: {', '.join(down) or answer.status_code} "
                f"(docs/runbook.md, PartAway)."
            ),
        )


def _erasures(settings: Settings) -> Iterator[Finding]:
    try:
        count = len(erasures.asked(settings.var))
    except erasures.Damaged as damaged:
        yield Finding(False, str(damaged))
    else:
        yield Finding(True, f"The list of erasures can be read ({count}).")
