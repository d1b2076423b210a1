"""Plays all labelled sets through a product of its own: what differs from the record, and the figures of the
development sets.
"""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jwt
from rich.console import Console
from rich.table import Table

from bot.ephemeral_stack import own_stack
from bot.evaluation import development
from bot.evaluation.decisions import ADDRESSES, RECORD, TODAY, differences, load, play, save, scripts, suggested
from bot.evaluation.development import Figures


def replay(console: Console, record: bool) -> int:
    """The exit status (1: some decisions differ).

    `record`: keeps what was decided, and the figures as the accepted ones.
    """
    key, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
    settings: dict[str, Any] = {"RENEWALS_TODAY": TODAY, "RENEWALS_IDENTITY_SECRET": secret, "RENEWALS_API_KEYS": key}
    tokens = signed_in(secret)
    with TemporaryDirectory() as folder, own_stack(Path(folder), **settings) as address:
        now = play(address, key, tokens, scripts()) + suggested(address, key)
    found = differences(now, load())
    console.print("\n".join([*found, f"{len(found)} of {len(now)} decisions differ from the record."]), markup=False)
    figures = development.figures(now)
    _tell(figures, console)
    if record:
        save(now)
        development.save(figures)
        console.print(f"Recorded: {RECORD}, {development.FILE}")
        return 0
    for fall in development.falls(figures, development.load()):
        console.print(f"Worse than accepted, beyond noise: {fall}", markup=False)
    return 1 if found else 0


def signed_in(secret: str) -> dict[str, str]:
    """Identity tokens of a customer and of a representative of the demonstration contracts, for an hour."""
    expires = time.time() + 3500
    return {
        speaker: jwt.encode({"sub": address, "aud": "renewals", "exp": expires}, secret, algorithm="HS256")
        for speaker, address in ADDRESSES.items()
    }


def _tell(figures: Figures, console: Console) -> None:
    table = Table("set", "measure", "share", title="Development sets")
    for name, measures in figures.items():
        for measure, tally in measures.items():
            table.add_row(name, measure, str(tally))
    console.print(table)
