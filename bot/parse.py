"""`renewals parse` and `renewals explain`: how a text is understood, and how a kept message was, stage by stage."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from bot import model
from bot.settings import ROOT
from protocol.codec import from_json
from protocol.turn import Stage, Understanding
from renewals.numbers_in_text import plainly
from renewals.store.conversations import understood

TOPICS_SHOWN = 3


class CannotParse(Exception):
    """There is no model, or it is of another version; the message says what to do."""


def parse(text: str, after: Sequence[str]) -> Understanding:
    """How the trained model understands a text that follows other texts."""
    if not model.MODEL.exists():
        raise CannotParse("There is no model yet. Train it: renewals train")
    command = [str(model.PYTHON), "-m", "nlu.parse", str(model.MODEL), plainly(text)]
    for earlier in after:
        command += ["--after", earlier]
    environment = {**os.environ, **model.quiet_environment()}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotParse(done.stderr.strip().splitlines()[-1])
    return from_json(Understanding, json.loads(done.stdout))


def kept(session: Session, message_id: str) -> Understanding:
    """How a customer's message was understood when it came. Raises CannotParse where nothing is kept of it."""
    found = understood(session, message_id)
    if found is None or not found.trace:
        raise CannotParse(
            f"Nothing is kept of how '{message_id}' was understood. Is it the id of a customer's message, as "
            "transcripts and the support page show it? Erased messages leave nothing."
        )
    return found


def show(understood: Understanding, console: Console) -> None:
    """The stages of each question as a table, then the decision and the entities."""
    for stages in understood.trace:
        table = Table("stage", "topic", "confidence", "best topics")
        for stage in stages:
            table.add_row(stage.stage, stage.topic, f"{stage.confidence:.2f}", _ranking(stage))
        console.print(table)
    question = understood.question or "in general"
    console.print(
        (f"Decided by [bold]{understood.decided_by}[/bold]: {understood.trace[0][-1].topic}, {question}"),
        soft_wrap=True,
    )
    for entity in understood.entities:
        console.print(f"  {entity.entity}: {entity.value}", markup=False)


def _ranking(stage: Stage) -> str:
    return ", ".join(f"{topic} {likely:.2f}" for topic, likely in stage.ranking[:TOPICS_SHOWN])
