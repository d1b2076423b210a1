"""Holds what a database, Slack's stand-in and a mailbox hold against what people said."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from renewals.store.database import open_database
from renewals.store.tables import Handoff, Job, Message
from tests.slack.local_slack import TEAMS, LocalSlack, shown
from tests.slack.sales_desk import waits_for_the_clock
from tests.slack.smtp_server import Mailbox

REFERENCE = re.compile(r"H-[2-9A-Z]{7}")


class Said(Protocol):
    """One who talked."""

    id: str
    wants_somebody: bool
    acknowledged: list[str]


def settled(database_url: str, seconds: float = 180.0) -> None:
    """Waits until every message is answered and every job done that is not due by the clock; or so many seconds."""
    sessions = open_database(database_url)
    until = time.monotonic() + seconds
    unanswered = sa.select(sa.func.count()).where(Message.speaker == "customer", sa.not_(Message.answered))
    while time.monotonic() < until:
        with sessions() as session:
            jobs = session.scalars(sa.select(Job).where(Job.done.is_(False)))
            if not session.scalar(unanswered) and all(map(waits_for_the_clock, jobs)):
                break
        time.sleep(0.5)
    sessions.kw["bind"].dispose()


def found(database_url: str, people: Sequence[Said], slack: LocalSlack, mailbox: Mailbox) -> dict[str, float]:
    """What was lost, doubled or out of order, counted."""
    sessions = open_database(database_url)
    with sessions() as session:
        requests = list(session.scalars(sa.select(Handoff)))
    sessions.kw["bind"].dispose()
    return {**of_conversations(database_url, people), **_of_requests(people, requests, slack, mailbox)}


def of_conversations(database_url: str, people: Sequence[Said]) -> dict[str, float]:
    """What of the people's messages was lost, answered twice or out of order, counted."""
    sessions = open_database(database_url)
    with sessions() as session:
        rows = list(session.scalars(sa.select(Message).order_by(Message.number)))
    sessions.kw["bind"].dispose()
    in_conversations: dict[str, list[Message]] = {}
    for row in rows:
        in_conversations.setdefault(row.conversation_id, []).append(row)
    counts: Counter[str] = Counter()
    for person in people:
        counts.update(_of_one(person.acknowledged, in_conversations.get(person.id, [])))
    names = "acknowledged and lost", "without an answer", "kept twice", "answered twice", "out of order", "apologies"
    return {name: counts[name] for name in names}


def _of_one(acknowledged: Sequence[str], rows: Sequence[Message]) -> Counter[str]:
    asked = [row for row in rows if row.speaker == "customer"]
    answers = [row for row in rows if row.speaker == "assistant" and row.answers]
    times_kept, times_answered = Counter(row.client_id for row in asked), Counter(row.answers for row in answers)
    in_order = [row.client_id for row in asked] == list(acknowledged)
    answered_in_order = _without_repeats(row.answers for row in answers) == [
        row.id for row in asked if row.id in times_answered
    ]
    return Counter(
        {
            "acknowledged and lost": sum(one not in times_kept for one in acknowledged),
            "without an answer": sum(row.id not in times_answered for row in asked),
            "kept twice": sum(times > 1 for times in times_kept.values()),
            "answered twice": sum(times > 1 for times in times_answered.values()),
            "out of order": int(not in_order or not answered_in_order),
            "apologies": sum((row.reply or {}).get("kind") == "error" for row in answers),
        }
    )


def _of_requests(
    people: Sequence[Said], requests: Sequence[Handoff], slack: LocalSlack, mailbox: Mailbox
) -> dict[str, float]:
    wanted = {person.id for person in people if person.wants_somebody}
    of = Counter(request.conversation_id for request in requests)
    cards = Counter(reference for message in slack.from_us(TEAMS["EMEA"]) for reference in _card(message))
    by_card = {request.reference for request in requests if request.region == "EMEA"}
    by_mail = {request.reference for request in requests} - by_card
    mails = Counter(message_id for _, message_id, _ in mailbox.taken)
    mailed = {reference for _, _, subject in mailbox.taken for reference in REFERENCE.findall(subject)}
    return {
        "requests": len(requests),
        "requests lost": len(wanted - set(of)),
        "requests doubled": sum(times > 1 for times in of.values()),
        "cards lost": len(by_card - set(cards)),
        "cards doubled": sum(times > 1 for times in cards.values()),
        "mails lost": len(by_mail - mailed),
        "mails doubled": len(mails) - len(by_mail),
        "mails sent again under their Message-ID": sum(mails.values()) - len(mails),
    }


def _card(message: dict[str, Any]) -> list[str]:
    """The reference of a card; none of a message in a thread."""
    if message.get("thread_ts"):
        return []
    return REFERENCE.findall(shown(message) or message["text"])[:1]


def _without_repeats(ids: Iterable[str | None]) -> list[str | None]:
    """Each once, where it stands first."""
    return list(dict.fromkeys(ids))
