"""The arms are counted as docs/proof.md says, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from renewals.experiments import Arm
from renewals.store import deflections
from renewals.store.database import Sessions
from renewals.store.figures.proof import arms

BEGAN = datetime(2026, 10, 5, 9, tzinfo=UTC)
LATER = BEGAN + timedelta(days=30)


def ticket(
    database: Sessions,
    visitor: str | None,
    arm: str | None,
    outcome: str | None = None,
    hours: float = 0,
    sent_after: float = 0.1,
) -> None:
    """A visitor begins a ticket so many hours after the beginning, and sends it so many hours later where `outcome`
    says so.
    """
    with database.begin() as session:
        name = f"{visitor}-{hours}-{outcome}"
        at = BEGAN + timedelta(hours=hours)
        deflections.record(session, name, "en", ["a"], at, "shop", visitor, arm)
        if outcome:
            deflections.end(session, name, outcome, None, at + timedelta(hours=sent_after))


def counted(database: Sessions, now: datetime = LATER) -> tuple[Arm, Arm, int]:
    with database() as session:
        found = arms(session, now)
    return found.shown, found.held_back, found.solved


def test_everybody_counts_in_the_arm_to_which_they_were_assigned(database: Sessions) -> None:
    ticket(database, "a", "shown", "submitted")
    ticket(database, "b", "shown", "solved")
    ticket(database, "c", "shown")
    ticket(database, "d", "held-back", "submitted")
    ticket(database, "e", "held-back")
    ticket(database, None, None, "submitted")
    assert counted(database) == (Arm(3, 1), Arm(2, 1), 1)


def test_a_visitor_counts_once_from_the_first_ticket_that_they_began(database: Sessions) -> None:
    ticket(database, "a", "shown", "solved")
    ticket(database, "a", "shown", "submitted", hours=71)
    ticket(database, "b", "shown", "submitted", hours=0, sent_after=73)
    assert counted(database) == (Arm(2, 1), Arm(0, 0), 0)


def test_whoever_began_less_than_three_days_ago_does_not_count_yet(database: Sessions) -> None:
    ticket(database, "a", "shown", "submitted")
    assert counted(database, BEGAN + timedelta(hours=71)) == (Arm(0, 0), Arm(0, 0), 0)
    assert counted(database, BEGAN + timedelta(hours=72)) == (Arm(1, 1), Arm(0, 0), 0)


def test_another_experiment_begins_to_count_anew(database: Sessions) -> None:
    ticket(database, "a", "shown", "submitted")
    with database.begin() as session:
        deflections.record(session, "next", "en", ["a"], BEGAN, "shop", "b", "held-back", "shorter answers")
    assert counted(database) == (Arm(1, 1), Arm(0, 0), 0)
    with database() as session:
        found = arms(session, LATER, "shorter answers")
    assert (found.shown, found.held_back) == (Arm(0, 0), Arm(1, 0))
