"""The engine's log lines: those of ours, and of Rasa's the event's name alone.

Rasa logs what people wrote as values of its events, and with an exception the values of all variables on its way.
"""

from __future__ import annotations

import logging
import os
from typing import Any, Dict, Tuple

import structlog

from protocol.telemetry import log_lines, spans


def install() -> None:
    """Takes the place of what Rasa has set up, before it hears of any message; and records spans, where that is set."""
    log_lines.install("engine", os.environ.get("RENEWALS_LOG_FORMAT", log_lines.TEXT))
    spans.record("engine", os.environ.get("RENEWALS_TRACES_URL", ""))
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.dev.set_exc_info, _event_alone],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


def _event_alone(logger: Any, method: str, event: Dict[str, Any]) -> Tuple[Tuple[str], Dict[str, Any]]:
    return (str(event.get("event", "")),), {"exc_info": event.get("exc_info")}
