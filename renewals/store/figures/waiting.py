"""How long people waited who asked for a person, in the working time of their region's team, and who waits now."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.figures.dialects import utc_day
from renewals.store.figures.selection import Selection
from renewals.store.handoffs import OPEN
from renewals.store.tables import Conversation, Handoff, HandoffTime


@dataclass(frozen=True)
class Minutes:
    """Working minutes of those who were served: how many they are, their median, and what nine in ten did not exceed.

    Without any there is neither.
    """

    served: int
    median: float | None
    ninth: float | None


@dataclass(frozen=True)
class Waited:
    """A region's requests for a person: how many, and until they were taken up and until a person first wrote."""

    region: str
    requests: int
    claim: Minutes
    reply: Minutes


@dataclass(frozen=True)
class Open:
    """A request that is not over."""

    reference: str
    region: str
    language: str
    state: str
    reason: str
    owner: str | None
    asked_at: datetime


def waited(session: Session, chosen: Selection) -> list[Waited]:
    """The requests that were made on the chosen days, by region."""
    wanted = asked_in(chosen)
    query = sa.select(Handoff.region, HandoffTime.claim_minutes, HandoffTime.reply_minutes).outerjoin(
        HandoffTime, HandoffTime.reference == Handoff.reference
    )
    if chosen.door is not None:
        query = query.join(Conversation, Conversation.id == Handoff.conversation_id)
    found = defaultdict[str, list[tuple[float | None, float | None]]](list)
    for region, claim, reply in session.execute(query.where(*wanted)):
        found[region].append((claim, reply))
    return [
        Waited(region, len(times), minutes([claim for claim, _ in times]), minutes([reply for _, reply in times]))
        for region, times in sorted(found.items())
    ]


def asked_in(chosen: Selection) -> list[sa.ColumnElement[bool]]:
    """The conditions on requests that were made on the chosen days; a door is their conversation's, which is to be
    joined.
    """
    wanted: list[sa.ColumnElement[bool]] = [utc_day(Handoff.asked_at).between(chosen.first, chosen.last)]
    wanted += [Handoff.region == chosen.region] if chosen.region is not None else []
    wanted += [Handoff.language == chosen.language] if chosen.language is not None else []
    wanted += [Conversation.door == chosen.door] if chosen.door is not None else []
    return wanted


def open_now(session: Session, chosen: Selection) -> list[Open]:
    """The requests that are not over, whenever they were made, oldest first."""
    wanted: list[sa.ColumnElement[bool]] = [Handoff.state.in_(OPEN)]
    wanted += [Handoff.region == chosen.region] if chosen.region is not None else []
    wanted += [Handoff.language == chosen.language] if chosen.language is not None else []
    rows = session.scalars(sa.select(Handoff).where(*wanted).order_by(Handoff.asked_at, Handoff.reference))
    return [
        Open(row.reference, row.region, row.language, row.state, row.reason, row.owner_name, row.asked_at)
        for row in rows
    ]


def minutes(times: Sequence[float | None]) -> Minutes:
    """The middle and the ninth tenth of times; what is none has not been served yet."""
    known = sorted(time for time in times if time is not None)
    if not known:
        return Minutes(0, None, None)
    if len(known) == 1:
        return Minutes(1, known[0], known[0])
    return Minutes(len(known), statistics.median(known), statistics.quantiles(known, n=10, method="inclusive")[-1])
