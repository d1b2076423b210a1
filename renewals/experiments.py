"""Whether something works, by comparison with visitors from whom it is held back: who these are, and what may be said
at any time.

The interval is the asymptotic confidence sequence of I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas,
"Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics 52 (2024), theorem 2.2,
for the difference of two shares under random assignment with a known probability: it holds for all looks together, so
that one may look every day and stop whenever one likes.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

ERROR = 0.05
# The name of an experiment that has been given none.
DEFAULT = "tickets"
# Units of both arms for which the interval is made narrowest. It holds for any other number as well.
PLANNED = 2000
# In each arm; before that the central limit theorem says too little, and nothing is said.
FEWEST = 50

Verdict = Literal["too-few", "open", "works", "harms"]


@dataclass(frozen=True)
class Arm:
    """Visitors of one arm, and those of them who sent a ticket."""

    visitors: int
    sent: int


@dataclass(frozen=True)
class Effect:
    """By how much fewer of a hundred visitors send a ticket where answers are shown: the estimate and the interval,
    between -1 and 1.
    """

    estimate: float | None
    low: float
    high: float
    verdict: Verdict


def unit(visitor: str, secret: str, experiment: str) -> str:
    """The digest under which a visitor is kept in an experiment.

    Who has the secret can work it out again; nobody else can find the visitor by it.
    """
    return _digest(secret, f"unit\0{experiment}\0{visitor}").hex()


def held_back(unit_digest: str, secret: str, share: float) -> bool:
    """Whether answers are held back from a unit, for about so many of them (0 to 1): by its digest alone, so that an
    auditor can check every row.
    """
    number = int.from_bytes(_digest(secret, f"arm\0{unit_digest}")[:8], "big")
    return number < share * 2**64


def effect(shown: Arm, held: Arm, share: float) -> Effect:
    """What may be said of the two arms, where answers are held back from `share` of the visitors."""
    if min(shown.visitors, held.visitors) < FEWEST:
        return Effect(None, -1.0, 1.0, "too-few")
    estimate, low, high = (
        float(value) for value in bounds(shown.visitors, shown.sent, held.visitors, held.sent, share)
    )
    return Effect(estimate, low, high, "works" if low > 0 else "harms" if high < 0 else "open")


def bounds(
    shown: Any, shown_sent: Any, held: Any, held_sent: Any, share: float, error: float = ERROR, planned: int = PLANNED
) -> Any:
    """Estimate, lower and upper bound of the difference (held back less shown), for numbers or for arrays of them; arms
    must not be empty.
    """
    total = shown + held
    # One success and one failure more in each arm: an arm in which all did the same has some variance yet.
    in_shown, in_held = (shown_sent + 1) / (shown + 2), (held_sent + 1) / (held + 2)
    variance = in_shown * (1 - in_shown) / (1 - share) + in_held * (1 - in_held) / share
    rho = _rho(error, planned)
    width = np.sqrt(variance) * np.sqrt(
        2 * (total * rho**2 + 1) / (total * rho) ** 2 * np.log(np.sqrt(total * rho**2 + 1) / error)
    )
    estimate = held_sent / held - shown_sent / shown
    return estimate, np.maximum(estimate - width, -1.0), np.minimum(estimate + width, 1.0)


def _rho(error: float, planned: int) -> float:
    """The parameter that makes the interval narrowest at so many units (the paper's appendix on its choice)."""
    return math.sqrt((-2 * math.log(error) + math.log(-2 * math.log(error) + 1)) / planned)


def _digest(secret: str, text: str) -> bytes:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
