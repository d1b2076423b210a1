"""All figures of a selection as plain values, as `renewals report --json` and /support give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from renewals import experiments
from renewals.store.figures import breakdowns, guardrails, proof, shares, waiting
from renewals.store.figures.selection import Selection, Share

Values = dict[str, Any]
# Figures that are no shares but stand for themselves, by the share that is told of them.
PARTS: tuple[tuple[str, breakdowns.Part], ...] = (
    ("days", "day"),
    ("languages", "language"),
    ("doors", "door"),
    ("regions", "region"),
)
MOST_QUESTIONS = 50


def collect(
    session: Session, chosen: Selection, now: datetime, holdout: float = 0.0, experiment: str = experiments.DEFAULT,
    limits: Mapping[str, float] | None = None,
) -> Values:  # fmt: skip
    """The figures, by the names of docs/figures.md.

    Times are ISO; shares are between 0 and 1, or none where there is nothing to be a part of.

    `holdout`: the share of visitors from whom answers are held back; without any there is no proof. `experiment`: its
    name; those of others are not counted. `limits`: the guardrails (renewals/store/figures/guardrails.py).
    """
    # A ticket has neither region nor door: no figure of tickets is told where one is chosen.
    of_tickets = shares.tickets(session, chosen) if chosen.region is None and chosen.door is None else []
    found = [*shares.conversations(session, chosen, now), *of_tickets]
    waits = waiting.waited(session, chosen)
    rails = guardrails.held_to(limits, found, waits, proof.sent(session, chosen, experiment)) if limits else []
    return {
        "from": chosen.first.isoformat(),
        "to": chosen.last.isoformat(),
        "region": chosen.region,
        "language": chosen.language,
        "door": chosen.door,
        "at": now.isoformat(),
        "shares": [_share(share) for share in found],
        "proof": _proof(session, now, holdout, experiment),
        "guardrails": _plain(rails),
        "waiting": _plain(waits),
        "open": [_open(request, now) for request in waiting.open_now(session, chosen)],
        "topics": _plain(breakdowns.topics(session, chosen)),
        "questions": _plain(breakdowns.questions(session, chosen, MOST_QUESTIONS)),
        **{name: _plain(breakdowns.slices(session, chosen, part)) for name, part in PARTS},
    }


def charted(session: Session, chosen: Selection, name: str) -> Values:
    """The figures of one chart alone (`days` or `topics`), as `collect` has them."""
    if name == "topics":
        return {"topics": _plain(breakdowns.topics(session, chosen))}
    return {name: _plain(breakdowns.slices(session, chosen, dict(PARTS)[name]))}


def _proof(session: Session, now: datetime, holdout: float, experiment: str) -> Values | None:
    """Claimed, confirmed and caused, side by side; of everybody since the experiment began, whatever days and parts are
    chosen.
    """
    if not holdout:
        return None
    arms = proof.arms(session, now, experiment)
    whole = arms.shown.visitors
    claimed, confirmed = (
        Share(name, count, whole, "visitors-shown")
        for name, count in (("claimed", whole - arms.shown.sent), ("confirmed", arms.solved))
    )
    return {
        "shown": asdict(arms.shown),
        "held_back": asdict(arms.held_back),
        "holdout": holdout,
        "claimed": _share(claimed),
        "confirmed": _share(confirmed),
        "caused": asdict(experiments.effect(arms.shown, arms.held_back, holdout)),
    }


def _plain(rows: Sequence[Any]) -> list[Values]:
    return [asdict(row) for row in rows]


def _share(share: Share) -> Values:
    return {**asdict(share), "rate": share.rate}


def _open(request: waiting.Open, now: datetime) -> Values:
    minutes = int((now - request.asked_at).total_seconds() // 60)
    return {**asdict(request), "asked_at": request.asked_at.isoformat(), "minutes": minutes}
