"""Limits that the figures are held to while answers are shown before tickets (RENEWALS_GUARDRAILS, docs/proof.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from renewals.store.figures.proof import Sent
from renewals.store.figures.selection import Share
from renewals.store.figures.waiting import Waited

# Shares and minutes by what is good: no less than the limit, or no more.
AT_LEAST, AT_MOST = ("rating",), ("unanswered", "refused", "handed-over", "claim", "reply", "reopened", "until-sent")
MINUTES = ("claim", "reply", "until-sent")
NAMES = (*AT_LEAST, *AT_MOST)
# Of fewer cases nothing is said.
FEWEST = 20


@dataclass(frozen=True)
class Guardrail:
    """A figure with its limit. `value`: as it is, a share between 0 and 1 or minutes; `whole`: of how many cases;
    `held_back`: the same of visitors from whom answers are held back, where it is a figure of their tickets; `kept`:
    whether it keeps to the limit, none of fewer than 20 cases.
    """

    name: str
    limit: float
    value: float | None
    whole: int
    held_back: float | None
    kept: bool | None


def read(told: str) -> dict[str, float]:
    """The limits of a setting (`rating=0.7 reply=120`), by figure. Raises ValueError."""
    found = dict[str, float]()
    for part in told.split():
        name, _, limit = part.partition("=")
        number = float(limit)
        if name not in NAMES or not 0 <= number <= (10_000 if name in MINUTES else 1):
            raise ValueError(part)
        found[name] = number
    return found


def wrong(told: str) -> str | None:
    """What is wrong with the setting, in a sentence; none where nothing is."""
    try:
        read(told)
    except ValueError:
        shares = ", ".join(name for name in NAMES if name not in MINUTES)
        return (
            f"RENEWALS_GUARDRAILS is {told!r}; it gives limits to figures, as in 'rating=0.7 reply=120': "
            f"shares from 0 to 1 for {shares}, minutes for {', '.join(MINUTES)}."
        )
    return None


def held_to(
    limits: Mapping[str, float], shares: Sequence[Share], waits: Sequence[Waited], sent: tuple[Sent, Sent]
) -> list[Guardrail]:
    """Each figure that has a limit, with how it keeps to it.

    `waits`: by region, of which the slowest counts; `sent`: the tickets of those to whom answers were shown, and of
    those from whom they were held back.
    """
    values = _values(shares, waits, sent)
    return [_guardrail(name, limit, *values.get(name, (None, 0, None))) for name, limit in limits.items()]


def _values(
    shares: Sequence[Share], waits: Sequence[Waited], sent: tuple[Sent, Sent]
) -> dict[str, tuple[float | None, int, float | None]]:
    shown, held = sent
    found: dict[str, tuple[float | None, int, float | None]] = {
        share.name: (share.rate, share.whole, None) for share in shares
    }
    for name, of in (("claim", [one.claim for one in waits]), ("reply", [one.reply for one in waits])):
        told = [one for one in of if one.median is not None and one.served >= FEWEST]
        slowest = max(told, key=lambda one: one.median or 0.0, default=None)
        found[name] = (slowest.median, slowest.served, None) if slowest else (None, 0, None)
    found["reopened"] = (shown.reopened_share, shown.sent, held.reopened_share)
    found["until-sent"] = (shown.minutes, shown.sent, held.minutes)
    return found


def _guardrail(name: str, limit: float, value: float | None, whole: int, held_back: float | None) -> Guardrail:
    kept: Any = None
    if value is not None and whole >= FEWEST:
        kept = value >= limit if name in AT_LEAST else value <= limit
    return Guardrail(name, limit, value, whole, held_back, kept)
