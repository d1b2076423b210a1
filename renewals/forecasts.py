"""A representative's word on a renewal beside the facts: where they disagree. Pure."""

from __future__ import annotations

from datetime import date

from renewals.contracts import Terms

OVERDUE, BY_ITSELF = "overdue", "by-itself"


def disagreement(word: str | None, contract: Terms, contacted: bool, today: date) -> str | None:
    """Where a word (one of `FORECASTS`) and the facts disagree: `overdue` (likely, but past its end and nobody was
    contacted), `by-itself` (will not renew, but it renews by itself); None where they agree, or nothing was said.
    """
    if word == "likely" and contract.ended(today) and not contract.auto_renew and not contacted:
        return OVERDUE
    return BY_ITSELF if word == "will-not-renew" and contract.auto_renew else None
