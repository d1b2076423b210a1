"""The figures of support, counted once more in plain Python over the rows of any history."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from renewals.store.database import Sessions
from renewals.store.figures import shares
from renewals.store.figures.selection import Selection
from renewals.store.figures.summary import refresh
from renewals.store.tables import Conversation, Feedback, Handoff, Message, Understanding, Visit, VisitQuestion
from tests.builders import empty
from tests.history import BEGAN, Talk

ALL = Selection(date(2026, 1, 1), date(2027, 12, 31))
LATER = BEGAN + timedelta(days=60)
DAY = 24 * 60
# The same once more, in plain Python over the rows.
ANSWERED, NOT = ("answer", "contract"), ("fallback", "error")


def recounted(database: Sessions) -> dict[tuple[str, int], dict[str, Any]]:
    """The visits of all rows by conversation and number."""
    with database() as session:
        talks = {talk.id: talk for talk in session.scalars(sa.select(Conversation))}
        messages = list(session.scalars(sa.select(Message).order_by(Message.number)))
        rated = {row.reply_id: row.helpful for row in session.scalars(sa.select(Feedback))}
        understood = {row.message_id: row for row in session.scalars(sa.select(Understanding))}
        requests = list(session.scalars(sa.select(Handoff)))
    stretches = defaultdict[str, list[list[Message]]](list)
    before: dict[str, datetime] = {}
    for message in messages:
        own = stretches[message.conversation_id]
        pause = message.conversation_id not in before or message.said_at - before[message.conversation_id] >= timedelta(
            minutes=30
        )
        if message.speaker == "customer" and (pause or not own):
            own.append([])
        if own:
            own[-1].append(message)
        before[message.conversation_id] = message.said_at
    found = {}
    for talk, parts in stretches.items():
        for number, said in enumerate(parts, 1):
            found[talk, number] = _visit(
                said, rated, understood, [one for one in requests if one.conversation_id == talk]
            )
    order = sorted(found, key=lambda key: (found[key]["began_at"], key))
    for place, key in enumerate(order):
        person = talks[key[0]].identity or key[0]
        later = (
            found[other]
            for other in order[place + 1 :]
            if (talks[other[0]].identity or other[0]) == person and found[other]["asked"]
        )
        following = next(later, None)
        gap = int((following["began_at"] - found[key]["ended_at"]).total_seconds()) if following else None
        found[key]["return_seconds"] = gap if found[key]["asked"] else None
    return found


def _visit(
    said: list[Message], rated: dict[str, bool], understood: dict[str, Understanding], requests: list[Handoff]
) -> dict[str, Any]:
    turns: list[dict[str, Any]] = []
    for message in said:
        replies = [reply for reply in said if reply.answers == message.id]
        kinds = [(reply.reply or {})["kind"] for reply in replies]
        if any(kind != "smalltalk" for kind in kinds):
            turns.append(
                {
                    "answered": any(kind in ANSWERED for kind in kinds),
                    "unanswered": any(kind in NOT for kind in kinds),
                    "refused": message.id in understood and understood[message.id].refused,
                    "votes": [rated[reply.id] for reply in replies if reply.id in rated],
                }
            )  # fmt: skip
    last = turns[-1] if turns else None
    good = (
        last is not None
        and last["answered"]
        and not last["unanswered"]
        and not last["refused"]
        and False not in last["votes"]
    )
    votes = [rated[message.id] for message in said if message.id in rated]
    during = [
        one
        for one in requests
        if one.asked_number <= said[-1].number and (one.ended_at is None or one.ended_at >= said[0].said_at)
    ]
    return {
        "began_at": min(one.said_at for one in said), "ended_at": max(one.said_at for one in said),
        "messages": len(said), "asked": len(turns),
        "answered": any(turn["answered"] for turn in turns), "unanswered": any(turn["unanswered"] for turn in turns),
        "refused": any(turn["refused"] for turn in turns), "ends_answered": good,
        "confirmed": bool(good and last and True in last["votes"]),
        "handed_over": bool(during), "region": max(during, key=lambda one: one.asked_number).region if during else "",
        "language": said[0].language,
        "helpful": votes.count(True), "unhelpful": votes.count(False), "day": said[0].said_at.date(),
    }  # fmt: skip


def summarised(database: Sessions) -> dict[tuple[str, int], dict[str, Any]]:
    with database() as session:
        rows = list(session.scalars(sa.select(Visit)))
    names = [
        column.name for column in sa.inspect(Visit).columns if column.name not in ("conversation_id", "number", "door")
    ]
    return {(row.conversation_id, row.number): {name: getattr(row, name) for name in names} for row in rows}


WHO = st.integers(0, 3)
PASSES = st.sampled_from([0.5, 1.0, 29.0, 30.0, 31.0, 300.0, 3 * DAY - 1.0, 3 * DAY + 1.0, 7 * DAY + 1.0])
KINDS = st.sampled_from(["answer", "contract", "smalltalk", "fallback", "clarify", "error", None])
STEPS = st.one_of(
    st.tuples(st.just("ask"), WHO, PASSES, KINDS),
    st.tuples(st.just("rate"), WHO, st.booleans()),
    st.tuples(st.just("refuse"), WHO),
    st.tuples(st.just("person"), WHO, PASSES),
    st.tuples(st.just("claim"), WHO, PASSES),
    st.tuples(st.just("writes"), WHO, PASSES),
    st.tuples(st.just("end"), WHO, PASSES),
    st.tuples(st.just("erase"), WHO),
    st.tuples(st.just("refresh"), WHO),
)


class History:
    """Plays steps on four conversations; the first two are one known person's."""

    def __init__(self, database: Sessions) -> None:
        self.database, self.minutes, self.last, self.open = database, 0.0, dict[int, str](), dict[int, str]()
        self.talks = {who: self._new(who) for who in range(4)}

    def _new(self, who: int) -> Talk:
        return Talk(self.database, identity="claire@contoso.example" if who < 2 else None)

    def play(self, what: str, who: int, *more: Any) -> None:
        talk = self.talks[who]
        if what in ("ask", "person", "claim", "writes", "end"):
            self.minutes += more[0]
        if what == "ask":
            reply = talk.ask(self.minutes, more[1])
            if more[1]:
                self.last[who] = reply
        elif what == "rate" and who in self.last:
            talk.rate(self.last[who], more[0])
        elif what == "refuse" and who in self.last:
            # As in the product, something is said with it.
            talk.refuse(self.last[who])
            talk.ask(self.minutes, "smalltalk", "deny")
        elif what == "person" and who not in self.open:
            self.open[who] = talk.want_a_person(self.minutes)
        elif what == "claim" and who in self.open:
            with self.database() as session:
                claimed = session.get_one(Handoff, self.open[who]).state == "claimed"
            if not claimed:
                talk.claim(self.open[who], self.minutes)
        elif what == "writes" and who in self.open:
            talk.person_writes(self.minutes)
        elif what == "end" and who in self.open:
            talk.end(self.open.pop(who), self.minutes)
        elif what == "erase":
            talk.erase()
            self.last.pop(who, None), self.open.pop(who, None)
            self.talks[who] = self._new(who)
        elif what == "refresh":
            refresh(self.database)


@given(steps=st.lists(STEPS, min_size=3, max_size=40))
def test_the_summary_is_what_a_recount_of_the_rows_gives_and_no_rate_leaves_its_bounds(
    shared_database: Sessions, steps: list[tuple[Any, ...]]
) -> None:
    database = shared_database
    empty(database)
    history = History(database)
    for step in steps:
        history.play(*step)
    refresh(database)
    assert summarised(database) == recounted(database)
    with database() as session:
        for now in (history.talks[0].at(history.minutes), LATER):
            for share in shares.conversations(session, ALL, now):
                assert 0 <= share.count <= share.whole, share
        asked = session.scalar(sa.select(sa.func.sum(VisitQuestion.asked))) or 0
        assert asked == (session.scalar(sa.select(sa.func.sum(Visit.asked))) or 0)


def test_nothing_is_read_again_that_has_not_changed(database: Sessions) -> None:
    for _ in range(3):
        Talk(database).ask(0)
    assert refresh(database) == 3
    assert refresh(database) == 0
    Talk(database).ask(0)
    assert refresh(database) == 1
    assert refresh(database, anew=True) == 4


def test_what_is_committed_after_rows_with_higher_numbers_is_read_too(database: Sessions) -> None:
    early, late = Talk(database), Talk(database)
    early.ask(0)
    late.ask(0)
    with database.begin() as session:
        # As if it was still in another's transaction when the figures were read.
        kept = session.query(Message).filter_by(conversation_id=early.id).all()
        rows = [{column.key: getattr(row, column.key) for column in sa.inspect(Message).columns} for row in kept]
        understood = session.get_one(Understanding, rows[0]["id"])
        topic = {column.key: getattr(understood, column.key) for column in sa.inspect(Understanding).columns}
        session.execute(sa.delete(Message).where(Message.conversation_id == early.id))
    refresh(database)
    with database.begin() as session:
        session.execute(sa.insert(Message), rows)
        session.execute(sa.insert(Understanding), [topic])
    assert refresh(database) == 1
    assert summarised(database) == recounted(database)


def test_what_gets_the_numbers_of_an_erased_conversation_is_read(database: Sessions) -> None:
    Talk(database).ask(0)
    long = Talk(database)
    for minute in range(150):
        long.ask(minute)
    refresh(database)
    long.erase()
    for _ in range(200):
        Talk(database).ask(0)
    refresh(database)
    assert summarised(database) == recounted(database)
