"""The engine's own Python, for the programs that run in it."""

from __future__ import annotations

from bot.settings import ROOT

PYTHON = ROOT / ".venv-engine" / "bin" / "python"


def quiet_environment() -> dict[str, str]:
    """The variables under which the engine's interpreter runs: the project's own components found, nothing reported to
    anybody.
    """
    return {
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
    }
