"""Each process is given its own secrets alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import processes as product
from bot.settings import Settings
from bot.supervisor import Process

SECRETS = {
    "RENEWALS_IDENTITY_SECRET": "identity",
    "RENEWALS_API_KEYS": "api",
    "RENEWALS_METRICS_KEY": "metrics",
    "RENEWALS_OIDC_CLIENT_SECRET": "oidc",
    "RENEWALS_HOLDOUT_SECRET": "holdout",
    "RENEWALS_SLACK_TOKEN_KEYS": "keys",
    "SMTP_URL": "smtp://user:password@mail.example",
    "SLACK_BOT_TOKEN": "xoxb",
    "SLACK_SIGNING_SECRET": "signing",
    "SLACK_APP_TOKEN": "xapp",
    "SLACK_CLIENT_SECRET": "client",
    "RENEWALS_LLM_KEY": "llm",
    "RENEWALS_DATABASE_URL": "sqlite:///business.db",
    "RENEWALS_ENGINE_DATABASE_URL": "sqlite:///engine.db",
}
SHARED = {"PATH", "RENEWALS_ENGINE_SECRET", "RENEWALS_ACTIONS_URL"}


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Process]:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    return {process.name: process for process in product.processes(Settings(var=tmp_path))}


@pytest.mark.parametrize(
    ("name", "its_own"),
    [
        ("engine", {"RENEWALS_LLM_KEY", "RENEWALS_ENGINE_DATABASE_URL"}),
        ("actions", {"RENEWALS_DATABASE_URL"}),
        ("gateway", set(SECRETS)),
    ],
)
def test_a_process_is_given_its_own_secrets_alone(processes: dict[str, Process], name: str, its_own: set[str]) -> None:
    given = processes[name].surroundings()
    assert {secret for secret in SECRETS if given.get(secret) == SECRETS[secret]} == its_own
    assert set(given) >= SHARED


def test_no_secret_stands_in_a_command_line(processes: dict[str, Process]) -> None:
    words = [str(word) for process in processes.values() for word in process.command]
    assert [word for word in words if word in SECRETS.values() or "secret" in word.lower()] == []
