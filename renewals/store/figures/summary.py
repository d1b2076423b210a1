"""Keeps the summary tables of the figures as the rows of conversations and hand-offs are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.office_hours import minutes_between
from renewals.regions import region_named
from renewals.store.conversations import HUMAN
from renewals.store.database import Sessions
from renewals.store.figures import visits
from renewals.store.handoffs import CLAIMED
from renewals.store.tables import (
    Conversation,
    FigureMark,
    Handoff,
    HandoffTime,
    HandoffTransition,
    Message,
    StaleVisits,
    Visit,
    VisitQuestion,
)

# A row may be committed after one with a higher number: so many before the mark are looked at again, and those that
# were not there the last time are read.
READ_AGAIN = 200
# Conversations that are worked out in one transaction, so that nobody who writes waits long for it.
AT_ONCE = 500


@dataclass(frozen=True)
class Reached:
    """How far messages and transitions have been read: the highest of each, and the ids of the last ones before it.

    SQLite may give a number once more whose row was erased: so rows are known by more than their number.
    """

    message: int = 0
    transition: int = 0
    seen: dict[str, list[str]] = field(default_factory=dict)

    def new_messages(self) -> sa.ColumnElement[bool]:
        """The messages that were not there the last time."""
        return sa.and_(Message.number > self.message - READ_AGAIN, Message.id.not_in(self.seen.get("messages", [])))

    def new_transitions(self) -> sa.ColumnElement[bool]:
        """What has happened to requests for a person and was not there the last time."""
        known = self.seen.get("transitions", [])
        return sa.and_(HandoffTransition.id > self.transition - READ_AGAIN, _TRANSITION.not_in(known))


# A transition's own name.
_TRANSITION = sa.cast(HandoffTransition.id, sa.String) + ":" + HandoffTransition.reference


def refresh(sessions: Sessions, *, anew: bool = False) -> int:
    """Works out again what has changed since the last time, or (`anew`) everything; the number of conversations that
    were looked at.
    """
    with sessions.begin() as session:
        mark = session.get(FigureMark, 1) or session.merge(FigureMark(id=1, message=0, transition=0))
        before = Reached() if anew else Reached(mark.message, mark.transition, mark.seen or {})
        session.flush()
        # First what there is, then what of it is new: what is said meanwhile is new the next time.
        reached, stale = _reached(session), list(session.scalars(sa.select(StaleVisits.id)))
        changed = _changed(session, before)
        references = _changed_requests(session, before, changed)
    for part in _parts(changed):
        with sessions.begin() as session:
            _hold(session)
            _work_out(session, part)
    for begin in range(0, len(references), AT_ONCE):
        with sessions.begin() as session:
            _hold(session)
            _time(session, references[begin : begin + AT_ONCE])
    with sessions.begin() as session:
        session.merge(FigureMark(id=1, **vars(reached)))
        for begin in range(0, len(stale), AT_ONCE):
            session.execute(sa.delete(StaleVisits).where(StaleVisits.id.in_(stale[begin : begin + AT_ONCE])))
    return len(changed)


def _hold(session: Session) -> None:
    """One works at a time; SQLite has one writer in any case."""
    session.execute(sa.update(FigureMark).where(FigureMark.id == 1).values(message=FigureMark.message))


def _reached(session: Session) -> Reached:
    last: dict[str, tuple[int, list[str]]] = {}
    for name, number, own in (
        ("messages", Message.number, Message.id),
        ("transitions", HandoffTransition.id, _TRANSITION),
    ):
        rows: list[Any] = [*session.execute(sa.select(number, own).order_by(number.desc()).limit(READ_AGAIN))]
        last[name] = (rows[0][0] if rows else 0, [row[1] for row in rows])
    seen = {name: ids for name, (_, ids) in last.items()}
    return Reached(last["messages"][0], last["transitions"][0], seen)


def _changed(session: Session, before: Reached) -> list[tuple[str, str]]:
    """The conversations in which something has changed, and all others of the same people: person and conversation, in
    the order of people.
    """
    moved = sa.select(Handoff.conversation_id).join(HandoffTransition, HandoffTransition.reference == Handoff.reference)
    touched = sa.union(
        sa.select(Message.conversation_id).where(before.new_messages()),
        sa.select(StaleVisits.conversation_id),
        moved.where(before.new_transitions(), Handoff.conversation_id.is_not(None)),
    ).subquery()
    person = sa.func.coalesce(Conversation.identity, Conversation.id)
    own = sa.select(person, Conversation.id).join(touched, touched.c[0] == Conversation.id)
    people = sa.select(Conversation.identity).join(touched, touched.c[0] == Conversation.id)
    people = people.where(Conversation.identity.is_not(None))
    # Not as one condition with "or": for each conversation PostgreSQL would look through all that were touched.
    others = sa.select(Conversation.identity, Conversation.id).where(Conversation.identity.in_(people))
    both = sa.union(own, others).subquery()
    query = sa.select(both.c[0], both.c[1]).order_by(both.c[0], both.c[1])
    return [(who, conversation) for who, conversation in session.execute(query)]


def _parts(changed: Sequence[tuple[str, str]]) -> Iterator[list[str]]:
    """The conversations in parts, all of a person in one."""
    part, before = list[str](), None
    for person, conversation in changed:
        if len(part) >= AT_ONCE and person != before:
            yield part
            part = []
        part.append(conversation)
        before = person
    if part:
        yield part


def _work_out(session: Session, conversations: Sequence[str]) -> None:
    session.execute(sa.delete(VisitQuestion).where(VisitQuestion.conversation_id.in_(conversations)))
    session.execute(sa.delete(Visit).where(Visit.conversation_id.in_(conversations)))
    made = visits.visits(conversations)
    session.execute(sa.insert(Visit).from_select([column.name for column in made.selected_columns], made))
    asked = visits.questions(conversations).subquery()
    of_visit = sa.and_(Visit.conversation_id == asked.c[0], Visit.number == asked.c[1])
    rows = (
        sa.select(*asked.c, Visit.day, Visit.door, Visit.language, Visit.region)
        .select_from(asked)
        .join(Visit, of_visit)
    )
    names = [
        "conversation_id",
        "visit",
        "topic",
        "question",
        "asked",
        "answered",
        "refused",
        "unhelpful",
        "day",
        "door",
        "language",
        "region",
    ]
    session.execute(sa.insert(VisitQuestion).from_select(names, rows))


def _changed_requests(session: Session, before: Reached, changed: Sequence[tuple[str, str]]) -> list[str]:
    moved = session.scalars(sa.select(HandoffTransition.reference).where(before.new_transitions()).distinct())
    found, own = set(moved), [conversation for _, conversation in changed]
    for begin in range(0, len(own), AT_ONCE):
        found |= set(
            session.scalars(
                sa.select(Handoff.reference).where(Handoff.conversation_id.in_(own[begin : begin + AT_ONCE]))
            )
        )
    return sorted(found)


def _time(session: Session, references: Sequence[str]) -> None:
    """How long these requests waited, in the working time of their regions."""
    taken = sa.select(HandoffTransition.reference, sa.func.min(HandoffTransition.at).label("at")).where(
        HandoffTransition.to_state == CLAIMED
    )
    claims = taken.group_by(HandoffTransition.reference).subquery()
    wrote = sa.select(sa.func.min(Message.said_at)).where(
        Message.conversation_id == Handoff.conversation_id,
        Message.speaker == HUMAN,
        Message.number > Handoff.asked_number,
        sa.or_(Handoff.ended_at.is_(None), Message.said_at <= Handoff.ended_at),
    )
    query = (
        sa.select(
            Handoff.reference, Handoff.region, Handoff.asked_at, claims.c.at, wrote.correlate(Handoff).scalar_subquery()
        )
        .outerjoin(claims, claims.c.reference == Handoff.reference)
        .where(Handoff.reference.in_(references))
    )
    found = session.execute(query).all()
    times = [
        {
            "reference": reference,
            "claim_minutes": _minutes(region, asked, claimed),
            "reply_minutes": _minutes(region, asked, replied),
        }
        for reference, region, asked, claimed, replied in found
    ]
    session.execute(sa.delete(HandoffTime).where(HandoffTime.reference.in_(references)))
    if times:
        session.execute(sa.insert(HandoffTime), times)


def _minutes(region: str, first: datetime, last: datetime | None) -> float | None:
    return None if last is None else minutes_between(region_named(region), first, last)
