"""Kept conversations are played again: which answers change, alike ones together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.kept import Change, KeptConversation, Reply, changes, kept, play
from bot.evaluation.replay import signed_in
from renewals.store.database import Sessions
from renewals.store.tables import Message, Rep
from tests.history import Talk
from tests.stack import IDENTITY_SECRET, Stack

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATE = Reply("late-renewal", None, "answer", "You may renew late.")
AUTO = Reply("auto-renewal", "auto-renewal/stop", "answer", "It can be stopped.")


def test_conversations_are_read_as_they_were_without_what_a_person_answered(database: Sessions) -> None:
    stranger = Talk(database, began_at=NOW - timedelta(days=2))
    stranger.ask(0, topic="late-renewal", text="can we renew late?")
    stranger.ask(1, kind=None, text="are you there, Paul?")
    old = Talk(database, began_at=NOW - timedelta(days=100))
    old.ask(0, text="too old")
    customer = Talk(database, identity="claire@contoso.example", began_at=NOW - timedelta(days=1))
    customer.ask(0, "contract", "contract-expiry", text="when does mine end?", language="fr")
    with database.begin() as session:
        session.add(
            Rep(email="paul@vendor.example", name="Paul", role="rep", regions=[], language="fr", timezone="UTC")
        )
    rep = Talk(database, identity="paul@vendor.example", began_at=NOW)
    rep.ask(0, text="what is due?")
    with database() as session:
        found = kept(session, NOW - timedelta(days=90), 10)
        assert kept(session, NOW - timedelta(days=90), 1) == found[-1:]
    assert [(talk.speaker, talk.language, [text for text, _ in talk.turns]) for talk in found] == [
        ("stranger", "en", ["can we renew late?"]), ("customer", "fr", ["when does mine end?"]), ("rep", "en",
        ["what is due?"]),
    ]  # fmt: skip
    assert found[1].turns[0][1] == (Reply("contract-expiry", None, "contract", None),)


def test_a_text_that_was_deleted_by_age_is_not_played(database: Sessions) -> None:
    talk = Talk(database, began_at=NOW)
    talk.ask(0, text="can we renew late?")
    with database.begin() as session:
        for message in session.query(Message):
            message.text = ""
    with database() as session:
        assert kept(session, NOW - timedelta(days=1), 10) == []


def test_changes_alike_are_one_group_and_other_words_are_told_apart() -> None:
    reworded = replace(LATE, text="Renewing late is possible.")
    pairs = [
        ("late?", (LATE,), (AUTO,)), ("too late?", (LATE,), (AUTO,)), ("stop it", (AUTO,), (AUTO,)), ("late again",
        (LATE,), (reworded,)),
        ("both", (LATE, AUTO), (LATE,)),
    ]  # fmt: skip
    assert changes(pairs) == [
        Change("late-renewal", "auto-renewal/stop", False, 2, ("late?", "too late?")),
        Change("late-renewal + auto-renewal/stop", "late-renewal", False, 1, ("both",)),
        Change("late-renewal", "late-renewal", True, 1, ("late again",)),
    ]


@given(st.lists(st.tuples(st.text(max_size=5), st.sampled_from([LATE, AUTO]), st.sampled_from([LATE, AUTO]))))
def test_each_message_whose_answer_differs_is_counted_once_and_no_other(drawn: list[tuple[str, Reply, Reply]]) -> None:
    found = changes([(text, (before,), (now,)) for text, before, now in drawn])
    assert sum(one.count for one in found) == sum(before != now for _, before, now in drawn)


def test_what_the_running_product_answers_otherwise_is_told_and_nothing_else(stack: Stack) -> None:
    asked = ["what does essential support include?", "can we still renew after the end?"]
    chat = stack.chat(language="en")
    now = [tuple(_reply(reply) for reply in chat.say(text)["replies"]) for text in asked]
    true = KeptConversation("en", "stranger", tuple(zip(asked, now, strict=True)))
    count, found = play(stack.address, signed_in(IDENTITY_SECRET), [true])
    assert (count, found) == (2, [])
    other = KeptConversation("en", "stranger", ((asked[0], (AUTO,)), (asked[1], now[1])))
    count, found = play(stack.address, signed_in(IDENTITY_SECRET), [true, other])
    assert count == 4
    assert [(one.before, one.count, one.examples) for one in found] == [("auto-renewal/stop", 1, (asked[0],))]


def _reply(told: dict[str, object]) -> Reply:
    text = told["text"] if told["kind"] == "answer" and not told["data"] else None
    return Reply(told["topic"], told["question"], str(told["kind"]), text)  # type: ignore[arg-type]
