"""Hand-offs: each request for a person, its states, what happened to it and what is still to be done.

The caller commits.

A request is `waiting`, then `claimed` by somebody, then `resolved`; `mailed` when nobody took it in time and the
region's mailbox has it, where it still can be claimed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.tables import (
    Conversation,
    Handoff,
    HandoffTransition,
    Message,
    SlackPost,
)

WAITING, CLAIMED, MAILED, RESOLVED = "waiting", "claimed", "mailed", "resolved"
OPEN = (WAITING, CLAIMED, MAILED)
UNCLAIMED = (WAITING, MAILED)
# Who did it, where that was nobody with an address.
BY_CUSTOMER, BY_CLOCK = "customer", "clock"
# The customer could not tell their country; they told it later.
REGION_UNKNOWN, REGION_TOLD = "region-unknown", "region-told"
# What a reply asks the customer (its data's `asks`): whether to pass the conversation on, in which country they are,
# where to reply to them, and whether a request that is closed has helped.
HAND_OFF, COUNTRY, REPLY_ADDRESS, HELPED = "hand-off", "country", "reply-address", "helped"
# No letters and digits that are taken for one another when read aloud.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def begin(session: Session, message: Message, region: str, reason: str, language: str, at: datetime) -> Handoff:
    """A request that a customer's message makes, waiting from now on."""
    handoff = Handoff(
        reference="H-" + "".join(secrets.choice(_SIGNS) for _ in range(7)), conversation_id=message.conversation_id,
        region=region, reason=reason, language=language,
        state=WAITING, owner=None, owner_name=None, outcome=None, channel=None, thread=None,
        asked_number=message.number, relayed=message.number,
        answered=message.number, moves=0, rounds=1, asked_at=at, waiting_since=at, claimed_at=None, ended_at=None,
        seen_at=at,
        reply_to=None,
    )  # fmt: skip
    session.add(handoff)
    session.flush()
    record(session, handoff.reference, BY_CUSTOMER, "asked", None, WAITING, at, region)
    return handoff


def open_in(session: Session, conversation_id: str) -> Handoff | None:
    """The conversation's hand-off that is not over."""
    query = sa.select(Handoff).where(Handoff.conversation_id == conversation_id, Handoff.state.in_(OPEN))
    return session.scalars(query.order_by(Handoff.asked_at.desc()).limit(1)).first()


def all_in(session: Session, conversation_id: str) -> list[Handoff]:
    """The conversation's hand-offs, over or not."""
    return list(session.scalars(sa.select(Handoff).where(Handoff.conversation_id == conversation_id)))


def held(session: Session, conversation_id: str) -> Handoff | None:
    """The conversation's hand-off, where a person has it now."""
    return session.scalars(
        sa.select(Handoff).where(Handoff.conversation_id == conversation_id, Handoff.state == CLAIMED)
    ).first()


def in_thread(session: Session, channel: str, thread: str) -> Handoff | None:
    """The hand-off whose card a thread hangs on."""
    return session.scalars(sa.select(Handoff).where(Handoff.channel == channel, Handoff.thread == thread)).first()


def move(
    session: Session,
    reference: str,
    states: Sequence[str],
    to: str,
    actor: str,
    what: str,
    at: datetime,
    detail: str | None = None,
    **values: Any,
) -> bool:
    """Takes a hand-off from one of some states to another, and keeps who did it; False, with nothing changed, where it
    is in none of them.

    One statement decides, so that of any number who try at once one succeeds.
    """
    hold(session, reference)
    before = session.scalar(sa.select(Handoff.state).where(Handoff.reference == reference))
    if before not in states:
        return False
    change = (
        sa.update(Handoff).where(Handoff.reference == reference, Handoff.state == before).values(state=to, **values)
    )
    if session.execute(change.execution_options(synchronize_session="fetch")).rowcount != 1:  # type: ignore[attr-defined]
        return False
    record(session, reference, actor, what, before, to, at, detail)
    return True


def claim(session: Session, reference: str, owner: str, name: str, at: datetime) -> bool:
    """Gives a hand-off to somebody; False where somebody has it already, or it is over."""
    return move(
        session,
        reference,
        UNCLAIMED,
        CLAIMED,
        owner,
        "claimed",
        at,
        owner=owner,
        owner_name=name,
        claimed_at=at,
        ended_at=None,
    )


def give(
    session: Session, reference: str, before: str | None, owner: str, name: str, actor: str, names: str, at: datetime
) -> bool:
    """Gives a hand-off to somebody else, whom `actor` has chosen; False where it is over, or `before` (nobody, or an
    address) has it no more.

    As with `move`, one statement decides.
    """
    hold(session, reference)
    state = session.scalar(sa.select(Handoff.state).where(Handoff.reference == reference))
    if state not in OPEN or owner == before:
        return False
    still = (Handoff.reference == reference, Handoff.state == state, Handoff.owner.is_not_distinct_from(before))
    change = sa.update(Handoff).where(*still).values(state=CLAIMED, owner=owner, owner_name=name, claimed_at=at)
    if session.execute(change.execution_options(synchronize_session="fetch")).rowcount != 1:  # type: ignore[attr-defined]
        return False
    record(session, reference, actor, "given", state, CLAIMED, at, names)
    return True


def hold(session: Session, reference: str) -> None:
    """Holds the conversation of a request.

    Everybody takes it first, then the request, then its steps, so that no two wait for each other.
    """
    own = sa.select(Handoff.conversation_id).where(Handoff.reference == reference).scalar_subquery()
    session.execute(sa.select(Conversation.id).where(Conversation.id == own).with_for_update(key_share=True))


def last_given(session: Session, reference: str) -> HandoffTransition | None:
    """How a hand-off was last given to somebody."""
    given = [row for row in transitions(session, reference) if row.what == "given"]
    return given[-1] if given else None


def record(
    session: Session,
    reference: str,
    actor: str,
    what: str,
    from_state: str | None,
    to_state: str,
    at: datetime,
    detail: str | None = None,
) -> None:
    session.add(
        HandoffTransition(
            reference=reference,
            at=at,
            actor=actor,
            what=what,
            from_state=from_state,
            to_state=to_state,
            detail=(detail or None) and detail[:200],
        )
    )


def transitions(session: Session, reference: str) -> list[HandoffTransition]:
    """What happened to a hand-off, in order."""
    return list(
        session.scalars(
            sa.select(HandoffTransition).where(HandoffTransition.reference == reference).order_by(HandoffTransition.id)
        )
    )


def still_open(session: Session, region: str | None = None, owner: str | None = None, most: int = 200) -> list[Handoff]:
    """The hand-offs that are not over, oldest first; of a region or an owner only, where one is given."""
    query = sa.select(Handoff).where(Handoff.state.in_(OPEN)).order_by(Handoff.asked_at, Handoff.reference).limit(most)
    if region is not None:
        query = query.where(Handoff.region == region)
    return list(session.scalars(query if owner is None else query.where(Handoff.owner == owner)))


def waits(session: Session, region: str, since: datetime) -> list[tuple[datetime, datetime | None]]:
    """When each request to a team was made and first taken up (None: nobody did in time); those that still wait or were
    taken back are left out.
    """
    by_hand = sa.select(HandoffTransition.at).where(
        HandoffTransition.reference == Handoff.reference, HandoffTransition.to_state == CLAIMED
    )
    claimed = by_hand.order_by(HandoffTransition.id).limit(1).scalar_subquery()
    query = sa.select(Handoff.asked_at, claimed).where(
        Handoff.region == region, Handoff.asked_at >= since, sa.or_(claimed.is_not(None), Handoff.state == MAILED)
    )
    return [(asked, first) for asked, first in session.execute(query)]


def ended_before(session: Session, state: str, most: int = 200) -> list[Handoff]:
    """The hand-offs in a state, newest first."""
    return list(
        session.scalars(sa.select(Handoff).where(Handoff.state == state).order_by(Handoff.asked_at.desc()).limit(most))
    )


def placed(session: Session, reference: str, moves: int, channel: str, thread: str) -> bool:
    """The card stands there; False where the request has moved on meanwhile."""
    done = session.execute(
        sa.update(Handoff)
        .where(Handoff.reference == reference, Handoff.moves == moves, Handoff.channel.is_(None))
        .values(channel=channel, thread=thread)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def unplaced(session: Session, region: str) -> bool:
    """Whether a card of a region is just being posted, so that it is not known yet where it stands."""
    return bool(
        session.scalar(
            sa.select(sa.exists().where(Handoff.region == region, Handoff.state.in_(OPEN), Handoff.channel.is_(None)))
        )
    )


def conversation_of(session: Session, handoff: Handoff) -> Conversation | None:
    """The conversation, unless the customer has erased it."""
    return session.get(Conversation, handoff.conversation_id) if handoff.conversation_id else None


def seen(session: Session, conversation_id: str, at: datetime) -> None:
    """The customer is there, or was until now."""
    session.execute(
        sa.update(Handoff).where(Handoff.conversation_id == conversation_id, Handoff.state.in_(OPEN)).values(seen_at=at)
    )


def posts_of(session: Session, reference: str) -> list[SlackPost]:
    """What was posted to Slack for a hand-off."""
    return list(
        session.scalars(sa.select(SlackPost).where(SlackPost.ref.startswith(f"handoff:{reference}:", autoescape=True)))
    )


def region_is_unknown(session: Session, reference: str) -> bool:
    """Whether a request went to the default region, and nobody has found the right one since."""
    happened = {row.what for row in transitions(session, reference)}
    return REGION_UNKNOWN in happened and not happened & {REGION_TOLD, "reassigned"}


def moved_from(session: Session, reference: str) -> tuple[str | None, HandoffTransition]:
    """The region that had a request before it went to where it is now, if any, and how it went there (or was asked)."""
    moved = [
        row for row in transitions(session, reference) if row.what in ("asked", "reassigned", "overflowed", REGION_TOLD)
    ]
    return moved[-2].detail if len(moved) > 1 else None, moved[-1]
