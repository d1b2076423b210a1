"""The processes of the product on one machine: what each is started with, and where it answers."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping

from bot import model
from bot.setting_names import names_of_settings
from bot.settings import Settings
from bot.supervisor import Process, free_port


def processes(settings: Settings) -> list[Process]:
    """Engine, actions and gateway.

    The first two are given what they need, and inherit no other setting: most of these are secrets of the gateway's.
    """
    engine_port, actions_port, secret = free_port(), free_port(), secrets.token_urlsafe(32)
    between = {
        "RENEWALS_ENGINE_SECRET": secret,
        "RENEWALS_ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
        "RENEWALS_LOG_FORMAT": settings.log_format,
        "RENEWALS_TRACES_URL": settings.traces_url,
    }
    return [
        _engine(settings, engine_port, secret, between),
        _actions(settings, actions_port, between),
        _gateway(settings, engine_port, between),
    ]


def _engine(settings: Settings, port: int, secret: str, between: Mapping[str, str]) -> Process:
    address = "-i", "127.0.0.1", "-p", str(port)
    files = "--model", model.MODEL, "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"
    environment = {
        "RENEWALS_ENGINE_DATABASE_URL": settings.engine_database_url,
        "RENEWALS_LLM_URL": settings.llm_url,
        "RENEWALS_LLM_MODEL": settings.llm_model,
        "RENEWALS_LLM_KEY": settings.llm_key,
        "OMP_NUM_THREADS": "1",
        **model.quiet_environment(),
    }
    return Process(
        "engine",
        [model.PYTHON, "-m", "nlu.engine.serve", "run", *address, *files],
        {**between, **environment},
        f"http://127.0.0.1:{port}/webhooks/gateway/",
        settings.var / "log" / "engine.log",
        {"Authorization": f"Bearer {secret}"},
        kept_from=names_of_settings(),
    )


def _actions(settings: Settings, port: int, between: Mapping[str, str]) -> Process:
    environment = {
        "RENEWALS_ACTIONS_PORT": str(port),
        "RENEWALS_DATABASE_URL": settings.database_url,
        "RENEWALS_DEFAULT_REGION": settings.default_region,
        **_time(settings),
    }
    return Process(
        "actions",
        [sys.executable, "-m", "actions.server"],
        {**between, **environment},
        f"http://127.0.0.1:{port}/health",
        settings.var / "log" / "actions.log",
        kept_from=names_of_settings(),
    )


def _gateway(settings: Settings, engine_port: int, between: Mapping[str, str]) -> Process:
    environment = {
        "RENEWALS_ENGINE_URL": f"http://127.0.0.1:{engine_port}",
        "RENEWALS_VAR": str(settings.var),
        "RENEWALS_DATABASE_URL": settings.database_url,
        **_time(settings),
    }
    address = f"http://127.0.0.1:{settings.port}"
    return Process(
        "gateway",
        [sys.executable, "-m", "bot.serving"],
        {**between, **environment},
        f"{address}/readyz",
        settings.var / "log" / "gateway.log",
        alive_url=f"{address}/healthz",
    )


def _time(settings: Settings) -> dict[str, str]:
    """The day and the instant by which a demonstration or a test counts; nothing where it is the real one."""
    return {
        **({"RENEWALS_TODAY": settings.today.isoformat()} if settings.today else {}),
        **({"RENEWALS_NOW": settings.now_at.isoformat()} if settings.now_at else {}),
    }
