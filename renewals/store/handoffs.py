"""Hand-offs: each request for a person, its states, what happened to it and what is still to be done. The caller commits.

A request is `waiting`, then `claimed` by somebody, then `resolved`; `mailed` when nobody took it in time and the region's mailbox has it, where it still
can be claimed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from renewals.store.conversations import ASSISTANT, CUSTOMER
from renewals.store.tables import (
    Conversation,
    Feedback,
    Handoff,
    HandoffFile,
    HandoffStep,
    HandoffTransition,
    Message,
    SlackPost,
    Understanding,
)

WAITING, CLAIMED, MAILED, RESOLVED = "waiting", "claimed", "mailed", "resolved"
OPEN = (WAITING, CLAIMED, MAILED)
UNCLAIMED = (WAITING, MAILED)
# Who did it, where that was nobody with an address.
BY_CUSTOMER, BY_CLOCK = "customer", "clock"
# The customer could not tell their country; they told it later.
REGION_UNKNOWN, REGION_TOLD = "region-unknown", "region-told"
# What a reply asks the customer (its data's `asks`): whether to pass the conversation on, in which country they are, where to reply to them, and whether a request that is closed has helped.
HAND_OFF, COUNTRY, REPLY_ADDRESS, HELPED = "hand-off", "country", "reply-address", "helped"
# No letters and digits that are taken for one another when read aloud.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Step:
    """Something to be done now. `wanted`: how often it had become necessary when it was begun; `attempts`: how often it was begun before."""

    number: int
    reference: str
    name: str
    wanted: int
    attempts: int


def begin(session: Session, message: Message, region: str, reason: str, language: str, at: datetime) -> Handoff:
    """A request that a customer's message makes, waiting from now on."""
    handoff = Handoff(
        reference="H-" + "".join(secrets.choice(_SIGNS) for _ in range(7)), conversation_id=message.conversation_id, region=region, reason=reason, language=language,
        state=WAITING, owner=None, owner_name=None, outcome=None, channel=None, thread=None, asked_number=message.number, relayed=message.number,
        answered=message.number, moves=0, rounds=1, asked_at=at, waiting_since=at, claimed_at=None, ended_at=None, seen_at=at,
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
    return session.scalars(sa.select(Handoff).where(Handoff.conversation_id == conversation_id, Handoff.state == CLAIMED)).first()


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
    """Takes a hand-off from one of some states to another, and keeps who did it; False, with nothing changed, where it is in none of them.

    One statement decides, so that of any number who try at once one succeeds.
    """
    hold(session, reference)
    before = session.scalar(sa.select(Handoff.state).where(Handoff.reference == reference))
    if before not in states:
        return False
    change = sa.update(Handoff).where(Handoff.reference == reference, Handoff.state == before).values(state=to, **values)
    if session.execute(change.execution_options(synchronize_session="fetch")).rowcount != 1:  # type: ignore[attr-defined]
        return False
    record(session, reference, actor, what, before, to, at, detail)
    return True


def claim(session: Session, reference: str, owner: str, name: str, at: datetime) -> bool:
    """Gives a hand-off to somebody; False where somebody has it already, or it is over."""
    return move(session, reference, UNCLAIMED, CLAIMED, owner, "claimed", at, owner=owner, owner_name=name, claimed_at=at, ended_at=None)


def give(session: Session, reference: str, before: str | None, owner: str, name: str, actor: str, names: str, at: datetime) -> bool:
    """Gives a hand-off to somebody else, whom `actor` has chosen; False where it is over, or `before` (nobody, or an address) has it no more.

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
    """Holds the conversation of a request. Everybody takes it first, then the request, then its steps, so that no two wait for each other."""
    own = sa.select(Handoff.conversation_id).where(Handoff.reference == reference).scalar_subquery()
    session.execute(sa.select(Conversation.id).where(Conversation.id == own).with_for_update(key_share=True))


def last_given(session: Session, reference: str) -> HandoffTransition | None:
    """How a hand-off was last given to somebody."""
    given = [row for row in transitions(session, reference) if row.what == "given"]
    return given[-1] if given else None


def record(
    session: Session, reference: str, actor: str, what: str, from_state: str | None, to_state: str, at: datetime, detail: str | None = None
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
        session.scalars(sa.select(HandoffTransition).where(HandoffTransition.reference == reference).order_by(HandoffTransition.id))
    )


def still_open(session: Session, region: str | None = None, owner: str | None = None, most: int = 200) -> list[Handoff]:
    """The hand-offs that are not over, oldest first; of a region or an owner only, where one is given."""
    query = sa.select(Handoff).where(Handoff.state.in_(OPEN)).order_by(Handoff.asked_at, Handoff.reference).limit(most)
    if region is not None:
        query = query.where(Handoff.region == region)
    return list(session.scalars(query if owner is None else query.where(Handoff.owner == owner)))


def ended_before(session: Session, state: str, most: int = 200) -> list[Handoff]:
    """The hand-offs in a state, newest first."""
    return list(session.scalars(sa.select(Handoff).where(Handoff.state == state).order_by(Handoff.asked_at.desc()).limit(most)))


# What is still to be done


def need(session: Session, reference: str, name: str, due_at: datetime) -> None:
    """Something is to be done for a hand-off from an instant on; once more, where it was done before."""
    sooner = sa.and_(HandoffStep.done.is_(False), HandoffStep.due_at < due_at)
    again = (
        sa.update(HandoffStep)
        .where(HandoffStep.reference == reference, HandoffStep.name == name)
        .values(due_at=sa.case((sooner, HandoffStep.due_at), else_=due_at), wanted=HandoffStep.wanted + 1, done=False, attempts=0)
        .execution_options(synchronize_session=False)
    )
    if session.execute(again).rowcount:  # type: ignore[attr-defined]
        return
    try:
        with session.begin_nested():
            session.add(HandoffStep(reference=reference, name=name, due_at=due_at, wanted=1, attempts=0, done=False))
    except IntegrityError:
        # Somebody else needed the same for the first time, at the same moment.
        session.execute(again)


def drop(session: Session, reference: str, names: Sequence[str]) -> None:
    """What need not be done any more."""
    session.execute(sa.update(HandoffStep).where(HandoffStep.reference == reference, HandoffStep.name.in_(names)).values(done=True))


def due(session: Session, now: datetime, most: int = 200) -> list[Step]:
    """What is to be done now, in the order in which it became due."""
    query = (
        sa.select(HandoffStep).where(HandoffStep.done.is_(False), HandoffStep.due_at <= now).order_by(HandoffStep.due_at, HandoffStep.id)
    )
    return [Step(step.id, step.reference, step.name, step.wanted, step.attempts) for step in session.scalars(query.limit(most))]


def next_due(session: Session) -> datetime | None:
    """When the next thing is to be done."""
    return session.scalar(sa.select(HandoffStep.due_at).where(HandoffStep.done.is_(False)).order_by(HandoffStep.due_at).limit(1))


def finish(session: Session, step: Step) -> None:
    """A step is done, unless it became necessary once more meanwhile."""
    session.execute(sa.update(HandoffStep).where(HandoffStep.id == step.number, HandoffStep.wanted == step.wanted).values(done=True))


def postpone(session: Session, step: Step, until: datetime) -> None:
    """A step has failed and is tried again."""
    session.execute(sa.update(HandoffStep).where(HandoffStep.id == step.number).values(due_at=until, attempts=HandoffStep.attempts + 1))


# What was said


def words_for_team(session: Session, handoff: Handoff) -> list[Message]:
    """What the customer and the assistant have said to each other and the team has not seen beneath the card, in order."""
    asked = sa.select(Message.id).where(Message.number == handoff.asked_number)
    replies = sa.and_(Message.speaker == ASSISTANT, Message.answers.is_not(None), Message.answers.not_in(asked))
    theirs = sa.or_(Message.speaker == CUSTOMER, replies)
    query = sa.select(Message).where(Message.conversation_id == handoff.conversation_id, theirs, Message.number > handoff.relayed)
    if handoff.state == RESOLVED:
        # What was said once it was over was not said to the team.
        query = query.where(Message.said_at <= handoff.ended_at)
    return list(session.scalars(query.order_by(Message.number)))


def relayed(session: Session, reference: str, number: int) -> None:
    """The team has seen what was said up to a message."""
    session.execute(sa.update(Handoff).where(Handoff.reference == reference, Handoff.relayed < number).values(relayed=number))


def answered(session: Session, reference: str, number: int) -> None:
    """A customer in Slack has seen what the team said up to a message."""
    session.execute(sa.update(Handoff).where(Handoff.reference == reference, Handoff.answered < number).values(answered=number))


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
    return bool(session.scalar(sa.select(sa.exists().where(Handoff.region == region, Handoff.state.in_(OPEN), Handoff.channel.is_(None)))))


def words_for_customer(session: Session, handoff: Handoff) -> list[Message]:
    """What the team has said, or was said on its account, and a customer in Slack has not seen yet: what answers no message of theirs."""
    query = sa.select(Message).where(
        Message.conversation_id == handoff.conversation_id,
        Message.speaker != CUSTOMER,
        Message.number > handoff.answered,
        Message.answers.is_(None),
    )
    return list(session.scalars(query.order_by(Message.number)))


def said_in_slack(session: Session, conversation_id: str, channel: str, ts: str) -> Message | None:
    """What somebody of the team said in a thread, as it went to the customer."""
    return session.scalar(sa.select(Message).where(Message.conversation_id == conversation_id, Message.client_id == client_id(channel, ts)))


def said_under(session: Session, client_id: str) -> list[Message]:
    """What a customer said under an id, and the files that they sent with it."""
    under = sa.or_(Message.client_id == client_id, Message.client_id.startswith(f"{client_id}:", autoescape=True))
    return list(session.scalars(sa.select(Message).where(under, Message.speaker == CUSTOMER).order_by(Message.number)))


def message(session: Session, message_id: str) -> Message | None:
    """Something said, unless it was erased."""
    return session.scalar(sa.select(Message).where(Message.id == message_id))


def client_id(channel: str, ts: str) -> str:
    """The id under which a message of a thread goes to the customer, once."""
    return f"slack:{channel}:{ts}"


def not_helpful(session: Session, conversation_id: str) -> list[tuple[str, str]]:
    """The replies that the customer rated as of no help: topic and text."""
    query = sa.select(Message).join(Feedback, Feedback.reply_id == Message.id)
    found = session.scalars(query.where(Message.conversation_id == conversation_id, Feedback.helpful.is_(False)).order_by(Message.number))
    return [(str((message.reply or {}).get("topic") or ""), message.text) for message in found]


def topics_before(session: Session, conversation_id: str, most: int) -> list[str]:
    """What the customer's last messages were about, the newest first."""
    query = sa.select(Understanding.topic).join(Message, Message.id == Understanding.message_id)
    return list(session.scalars(query.where(Message.conversation_id == conversation_id).order_by(Message.number.desc()).limit(most)))


def understood(session: Session, message: Message) -> Understanding | None:
    """How a message of the customer's was understood; None where the engine has not read it."""
    return session.get(Understanding, message.id)


def last_kinds(session: Session, conversation_id: str, before: int) -> list[str]:
    """The kinds of the replies to the customer's last message before a given one."""
    last = sa.select(Message.id).where(Message.conversation_id == conversation_id, Message.speaker == CUSTOMER, Message.number < before)
    query = sa.select(Message).where(Message.answers.in_(last.order_by(Message.number.desc()).limit(1)))
    return [str((message.reply or {}).get("kind")) for message in session.scalars(query)]


def last_topics_said(session: Session, conversation_id: str, most: int) -> list[str]:
    """What the assistant's last replies were about."""
    query = sa.select(Message).where(Message.conversation_id == conversation_id, Message.speaker == ASSISTANT)
    found = session.scalars(query.order_by(Message.number.desc()).limit(most))
    return [str((message.reply or {}).get("topic")) for message in found]


def last_data_said(session: Session, conversation_id: str, most: int) -> list[dict[str, Any]]:
    """What the assistant's last replies hold in plain values, the newest first."""
    query = sa.select(Message).where(Message.conversation_id == conversation_id, Message.speaker == ASSISTANT)
    found = session.scalars(query.order_by(Message.number.desc()).limit(most))
    return [(message.reply or {}).get("data") or {} for message in found]


def said_before(session: Session, message: Message) -> list[Message]:
    """What the assistant said between the customer's message before this one and this one: what they can have answered."""
    own = Message.conversation_id == message.conversation_id
    last = sa.select(sa.func.coalesce(sa.func.max(Message.number), 0)).where(
        own, Message.speaker == CUSTOMER, Message.number < message.number
    )
    between = Message.number > last.scalar_subquery(), Message.number < message.number
    return list(session.scalars(sa.select(Message).where(own, Message.speaker == ASSISTANT, *between).order_by(Message.number)))


def conversation_of(session: Session, handoff: Handoff) -> Conversation | None:
    """The conversation, unless the customer has erased it."""
    return session.get(Conversation, handoff.conversation_id) if handoff.conversation_id else None


def seen(session: Session, conversation_id: str, at: datetime) -> None:
    """The customer is there, or was until now."""
    session.execute(sa.update(Handoff).where(Handoff.conversation_id == conversation_id, Handoff.state.in_(OPEN)).values(seen_at=at))


def file(session: Session, conversation_id: str, file_id: str) -> HandoffFile | None:
    """A file that was sent in a conversation."""
    query = sa.select(HandoffFile).join(Message, Message.id == HandoffFile.message_id)
    return session.scalar(query.where(HandoffFile.id == file_id, Message.conversation_id == conversation_id))


def posts_of(session: Session, reference: str) -> list[SlackPost]:
    """What was posted to Slack for a hand-off."""
    return list(session.scalars(sa.select(SlackPost).where(SlackPost.ref.startswith(f"handoff:{reference}:", autoescape=True))))


def forget_files(session: Session, message_id: str) -> None:
    """The files of a message that was taken back."""
    session.execute(sa.delete(HandoffFile).where(HandoffFile.message_id == message_id))


def relayed_all(session: Session, handoff: Handoff) -> None:
    """Nothing that was said so far is still to be relayed to the team."""
    last = (
        sa.select(sa.func.coalesce(sa.func.max(Message.number), 0))
        .where(Message.conversation_id == handoff.conversation_id)
        .scalar_subquery()
    )
    session.execute(sa.update(Handoff).where(Handoff.reference == handoff.reference).values(relayed=last))


def region_is_unknown(session: Session, reference: str) -> bool:
    """Whether a request went to the default region, and nobody has found the right one since."""
    happened = {row.what for row in transitions(session, reference)}
    return REGION_UNKNOWN in happened and not happened & {REGION_TOLD, "reassigned"}


def moved_from(session: Session, reference: str) -> tuple[str | None, HandoffTransition]:
    """The region that had a request before it went to where it is now, if any, and how it went there (or was asked)."""
    moved = [row for row in transitions(session, reference) if row.what in ("asked", "reassigned", "overflowed", REGION_TOLD)]
    return moved[-2].detail if len(moved) > 1 else None, moved[-1]
