"""What is still to be done for hand-offs: each step is a job, kept with the change that made it necessary.

The caller commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from renewals.store import jobs
from renewals.store.tables import Job

KIND = "handoff"


@dataclass(frozen=True)
class Step:
    """Something to be done now.

    `wanted`: how often it had become necessary when it was begun; `attempts`: how often it has failed before.
    """

    reference: str
    name: str
    wanted: int
    attempts: int


def as_step(job: Job) -> Step:
    """The step that a job is."""
    reference, _, name = job.key.partition(":")
    return Step(reference, name, job.wanted, job.attempts)


def need(session: Session, reference: str, name: str, due_at: datetime) -> None:
    """Something is to be done for a hand-off from an instant on; once more, where it was done before."""
    jobs.need(session, KIND, _key(reference, name), reference, due_at)


def drop(session: Session, reference: str, names: Sequence[str]) -> None:
    """What need not be done any more."""
    jobs.drop(session, KIND, [_key(reference, name) for name in names])


def sooner(session: Session, reference: str, names: Sequence[str], at: datetime) -> None:
    """What was put off is to be done now."""
    jobs.sooner(session, KIND, [_key(reference, name) for name in names], at)


def due_by(session: Session, reference: str, name: str) -> datetime | None:
    """When a step of a request is, or was, due."""
    job = jobs.job(session, KIND, _key(reference, name))
    return job.due_at if job else None


def is_done(session: Session, reference: str, name: str) -> bool:
    """Whether a step was necessary, and is done."""
    job = jobs.job(session, KIND, _key(reference, name))
    return job is not None and job.done


def _key(reference: str, name: str) -> str:
    return f"{reference}:{name}"
