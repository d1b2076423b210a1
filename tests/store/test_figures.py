"""The figures mean what docs/figures.md says, on both databases, and the summary tables hold what a recount of the rows
gives.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from renewals.store.database import Sessions
from renewals.store.figures import breakdowns, shares, waiting
from renewals.store.figures.selection import Selection, Share
from renewals.store.figures.summary import refresh
from tests.builders import load
from tests.history import BEGAN, Talk

ALL = Selection(date(2026, 1, 1), date(2027, 12, 31))
LATER = BEGAN + timedelta(days=60)
DAY = 24 * 60


def counted(database: Sessions, chosen: Selection = ALL, now: datetime = LATER) -> dict[str, Share]:
    refresh(database)
    with database() as session:
        return {share.name: share for share in shares.conversations(session, chosen, now)}


def told(found: dict[str, Share], *names: str) -> list[tuple[int, int]]:
    return [(found[name].count, found[name].whole) for name in names]


def test_an_answer_after_which_the_person_stays_away_is_assumed_to_have_resolved(database: Sessions) -> None:
    Talk(database).ask(0)
    assert told(counted(database), "answered", "resolved", "assumed", "confirmed", "durable") == [
        (1, 1),
        (1, 1),
        (1, 1),
        (0, 1),
        (1, 1),
    ]


def test_a_yes_confirms(database: Sessions) -> None:
    talk = Talk(database)
    talk.rate(talk.ask(0), True)
    assert told(counted(database), "resolved", "assumed", "confirmed", "rating") == [(1, 1), (0, 1), (1, 1), (1, 1)]


def test_a_greeting_never_counts(database: Sessions) -> None:
    talk = Talk(database)
    talk.ask(0, "smalltalk", "greet")
    assert told(counted(database), "answered", "resolved") == [(0, 0), (0, 0)]
    assert counted(database)["resolved"].rate is None


def test_a_thank_you_after_an_answer_takes_nothing_back(database: Sessions) -> None:
    talk = Talk(database)
    talk.ask(0)
    talk.ask(1, "smalltalk", "thanks")
    assert told(counted(database), "resolved") == [(1, 1)]


@pytest.mark.parametrize(
    ("hours", "resolved", "returned", "durable"), [(71, 1, 1, 1), (73, 2, 0, 1), (24 * 8, 2, 0, 2)]
)
def test_a_return_within_three_days_takes_a_resolution_back_and_within_seven_its_durability(
    database: Sessions, hours: int, resolved: int, returned: int, durable: int
) -> None:
    talk = Talk(database)
    talk.ask(0)
    talk.ask(hours * 60)
    assert told(counted(database), "resolved", "returned") == [(resolved, 2), (returned, 2)]
    assert told(counted(database), "durable") == [(durable, resolved)]


def test_somebody_known_returns_in_another_conversation_too_and_a_stranger_does_not(database: Sessions) -> None:
    for identity in ("claire@contoso.example", None):
        Talk(database, identity=identity).ask(0)
        Talk(database, identity=identity, began_at=BEGAN + timedelta(hours=5)).ask(0)
    assert told(counted(database), "returned", "resolved") == [(1, 4), (3, 4)]


def test_a_greeting_is_no_return(database: Sessions) -> None:
    talk = Talk(database)
    talk.ask(0)
    talk.ask(DAY, "smalltalk", "greet")
    assert told(counted(database), "resolved", "returned") == [(1, 1), (0, 1)]


def test_a_pause_of_half_an_hour_begins_a_new_visit(database: Sessions) -> None:
    talk = Talk(database)
    for minutes in (0, 29.9, 59.9):
        talk.ask(minutes)
    assert told(counted(database), "answered") == [(2, 2)]


def test_whoever_asks_for_a_person_was_not_helped_whatever_was_answered(database: Sessions) -> None:
    talk = Talk(database)
    talk.rate(talk.ask(0), True)
    reference = talk.want_a_person(1)
    talk.claim(reference, 5)
    talk.person_writes(6)
    assert told(counted(database), "answered", "handed-over", "resolved", "confirmed") == [
        (1, 1),
        (1, 1),
        (0, 1),
        (0, 1),
    ]


def test_a_question_asked_while_a_request_is_open_is_handed_over_as_well(database: Sessions) -> None:
    talk = Talk(database)
    reference = talk.want_a_person(0)
    talk.ask(120)
    talk.end(reference, 130)
    talk.ask(500)
    assert told(counted(database), "handed-over") == [(2, 3)]


@pytest.mark.parametrize("trouble", ["refused", "voted down", "not answered"])
def test_an_answer_that_was_refused_or_voted_down_or_is_none_resolves_nothing(database: Sessions, trouble: str) -> None:
    talk = Talk(database)
    reply = talk.ask(0, "fallback" if trouble == "not answered" else "answer")
    if trouble == "refused":
        talk.refuse(reply)
    if trouble == "voted down":
        talk.rate(reply, False)
    found = counted(database)
    assert told(found, "resolved", "refused", "unanswered") == [
        (0, 1),
        (int(trouble == "refused"), 1),
        (int(trouble == "not answered"), 1),
    ]


def test_what_ended_less_than_three_days_ago_is_not_judged_yet(database: Sessions) -> None:
    Talk(database).ask(0)
    assert told(counted(database, now=BEGAN + timedelta(hours=71)), "answered", "resolved") == [(1, 1), (0, 0)]


def test_figures_are_of_the_days_the_region_the_language_and_the_door_that_were_chosen(database: Sessions) -> None:
    load(database, {"country": "JP", "contact_email": "ken@contoso.example"})
    Talk(database, identity="ken@contoso.example").ask(0)
    Talk(database, door="slack").ask(0, language="fr")
    Talk(database).want_a_person(0, "SG")
    day = BEGAN.date()
    assert told(counted(database, Selection(day, day)), "answered") == [(2, 3)]
    assert told(counted(database, Selection(day + timedelta(1), day + timedelta(2))), "answered") == [(0, 0)]
    for chosen, count in [
        ({"region": "JP"}, (1, 1)),
        ({"region": "SG"}, (0, 1)),
        ({"language": "fr"}, (1, 1)),
        ({"door": "slack"}, (1, 1)),
    ]:
        assert told(counted(database, Selection(day, day, **chosen)), "answered") == [count], chosen


def test_topics_and_questions_are_counted_with_how_they_went(database: Sessions) -> None:
    talk = Talk(database)
    talk.ask(0, topic="late-renewal", question="late-renewal/fee")
    talk.rate(talk.ask(1, topic="late-renewal", question="late-renewal/fee"), False)
    talk.ask(2, "fallback", "out-of-scope")
    talk.ask(3, "smalltalk", "thanks")
    refresh(database)
    with database() as session:
        topics, questions = breakdowns.topics(session, ALL), breakdowns.questions(session, ALL)
        by_door = breakdowns.slices(session, ALL, "door")
    assert topics == [
        breakdowns.QuestionCount("late-renewal", "", 2, 2, 0, 1),
        breakdowns.QuestionCount("out-of-scope", "", 1, 0, 0, 0),
    ]
    assert questions[0] == breakdowns.QuestionCount("late-renewal", "late-renewal/fee", 2, 2, 0, 1)
    assert by_door == [breakdowns.Slice("chat", 1, 1, 0)]


def test_waiting_is_told_in_the_working_time_of_the_region(database: Sessions) -> None:
    friday_evening = datetime(2026, 10, 9, 14, 30, tzinfo=UTC)
    talk = Talk(database, began_at=friday_evening)
    reference = talk.want_a_person(0)
    talk.claim(reference, 3 * DAY)
    talk.person_writes(3 * DAY + 10)
    Talk(database, began_at=friday_evening).want_a_person(1)
    refresh(database)
    with database() as session:
        (emea,) = waiting.waited(session, ALL)
        (still,) = waiting.open_now(session, ALL)[1:]
    assert (emea.region, emea.requests, emea.claim.served) == ("EMEA", 2, 1)
    # A weekend lies between: of three days only one working day has passed.
    assert emea.claim.median is not None
    assert emea.reply.median == emea.claim.median + 10
    assert 400 <= emea.claim.median <= 600
    assert still.owner is None


def test_what_a_person_erases_is_gone_from_the_figures(database: Sessions) -> None:
    first, second = (
        Talk(database, identity="claire@contoso.example", began_at=BEGAN + timedelta(hours=hours)) for hours in (0, 5)
    )
    first.ask(0)
    second.ask(0)
    assert told(counted(database), "resolved", "returned") == [(1, 2), (1, 2)]
    second.erase()
    assert told(counted(database), "resolved", "returned") == [(1, 1), (0, 1)]


def test_tickets_are_shares_of_those_for_which_something_was_suggested(database: Sessions) -> None:
    from renewals.store import deflections

    with database.begin() as session:
        for number, (topics, outcome) in enumerate(
            [(["a"], "solved"), (["a"], "submitted"), ([], "submitted"), (["a"], None)]
        ):
            deflections.record(session, f"d{number}", "en", topics, BEGAN)
            if outcome:
                deflections.end(session, f"d{number}", outcome, None, BEGAN)
        found = {share.name: (share.count, share.whole) for share in shares.tickets(session, ALL)}
    assert found == {"suggested": (3, 4), "deflected": (1, 3), "submitted": (1, 3)}
