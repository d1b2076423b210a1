"""The shares of visits, tickets and replies, each of one whole, which is told beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.deflections import HELD_BACK
from renewals.store.figures.dialects import utc_day
from renewals.store.figures.selection import Selection, Share
from renewals.store.tables import Deflection, Visit

RETURN, DURABLE = timedelta(hours=72), timedelta(days=7)
# The wholes, by the names under which docs/figures.md defines them.
CONVERSATIONS, SETTLED, OLD_RESOLVED, RATED, SUGGESTED, TICKETS = (
    "conversations", "conversations-settled", "resolved-a-week-ago", "replies-rated", "tickets-with-suggestions",
    "tickets-begun",
)  # fmt: skip
# The figures that count visits, and those that count replies rated in them.
VISITS = (
    CONVERSATIONS, "answered", "unanswered", "refused", "handed-over", SETTLED, "resolved", "confirmed", "assumed",
    "returned", OLD_RESOLVED, "durable",
)  # fmt: skip
RATINGS = ("rating", RATED)
OF_TICKETS = (TICKETS, SUGGESTED, "suggested", "deflected", "submitted")


def conversations(session: Session, chosen: Selection, now: datetime) -> list[Share]:
    """All shares of visits in which something was asked, and of rated replies."""
    counted = session.execute(
        sa.select(*(expression.label(name) for name, expression in _counts(now).items())).where(*chosen.of(Visit))
    )
    found = {name: int(value or 0) for name, value in counted.mappings().one().items()}
    asked = [
        Share(name, found[name], found[CONVERSATIONS], CONVERSATIONS)
        for name in ("answered", "unanswered", "refused", "handed-over")
    ]
    settled = [
        Share(name, found[name], found[SETTLED], SETTLED) for name in ("resolved", "confirmed", "assumed", "returned")
    ]
    rest = [
        Share("durable", found["durable"], found[OLD_RESOLVED], OLD_RESOLVED),
        Share("rating", found["rating"], found[RATED], RATED),
    ]
    return [*asked, *settled, *rest]


def tickets(session: Session, chosen: Selection) -> list[Share]:
    """The shares of tickets for which answers were looked for before they were submitted; a ticket has a language, but
    no region and no door but the form.
    """
    counts = (sa.func.count(), *(_count(ticket_condition(name)) for name in ("suggested", "deflected", "submitted")))
    query = sa.select(*counts).where(*tickets_of(chosen))
    begun, offered, solved, submitted = (int(value or 0) for value in session.execute(query).one())
    return [
        Share("suggested", offered, begun, TICKETS),
        Share("deflected", solved, offered, SUGGESTED),
        Share("submitted", submitted, offered, SUGGESTED),
    ]


def tickets_of(chosen: Selection, *, held_back: bool = False) -> list[sa.ColumnElement[bool]]:
    """The conditions on the tickets of a selection; `held_back`: also of writers from whom answers are held back."""
    wanted: list[sa.ColumnElement[bool]] = [utc_day(Deflection.asked_at).between(chosen.first, chosen.last)]
    wanted += [] if held_back else [Deflection.arm.is_distinct_from(HELD_BACK)]
    wanted += [] if chosen.language is None else [Deflection.language == chosen.language]
    return wanted


def ticket_condition(figure: str) -> sa.ColumnElement[bool]:
    """Which tickets a figure counts; raises KeyError where there is no such figure."""
    suggested = sa.func.json_array_length(Deflection.topics) > 0
    return {
        TICKETS: sa.true(),
        SUGGESTED: suggested,
        "suggested": suggested,
        "deflected": sa.and_(suggested, Deflection.outcome == "solved"),
        "submitted": sa.and_(suggested, Deflection.outcome == "submitted"),
    }[figure]


def condition(figure: str, now: datetime) -> sa.ColumnElement[bool]:
    """Which visits a figure of conversations counts; raises KeyError where there is no such figure.

    For what opens them. Of ratings: the visits in which one was given.
    """
    rated = {"rating": Visit.helpful > 0, RATED: Visit.helpful + Visit.unhelpful > 0}
    return {**_conditions(now), **rated}[figure]


def _conditions(now: datetime) -> dict[str, sa.ColumnElement[bool]]:
    asks = Visit.asked > 0
    settled = sa.and_(asks, Visit.ended_at <= now - RETURN)
    good = sa.and_(settled, Visit.ends_answered, ~Visit.handed_over)
    stayed_away = sa.or_(Visit.return_seconds.is_(None), Visit.return_seconds > RETURN.total_seconds())
    resolved = sa.and_(good, stayed_away)
    old = sa.and_(resolved, Visit.ended_at <= now - DURABLE)
    return {
        CONVERSATIONS: asks,
        "answered": sa.and_(asks, Visit.answered),
        "unanswered": sa.and_(asks, Visit.unanswered),
        "refused": sa.and_(asks, Visit.refused),
        "handed-over": sa.and_(asks, Visit.handed_over),
        SETTLED: settled,
        "resolved": resolved,
        "confirmed": sa.and_(resolved, Visit.confirmed),
        "assumed": sa.and_(resolved, ~Visit.confirmed),
        "returned": sa.and_(good, ~stayed_away),
        OLD_RESOLVED: old,
        "durable": sa.and_(old, sa.or_(Visit.return_seconds.is_(None), Visit.return_seconds > DURABLE.total_seconds())),
    }


def _counts(now: datetime) -> dict[str, Any]:
    visits = {name: _count(holds) for name, holds in _conditions(now).items()}
    return {**visits, "rating": sa.func.sum(Visit.helpful), RATED: sa.func.sum(Visit.helpful + Visit.unhelpful)}


def _count(holds: Any) -> Any:
    return sa.func.sum(sa.case((holds, 1), else_=0))
