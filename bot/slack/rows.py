"""What can be done about a contract, as buttons: beside each line that shows one, on its card, and to take back what is
kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, Option, SectionBlock, StaticSelectElement

from bot.slack.blocks import plain
from bot.slack.text import LONGEST_LABEL, said, shortened
from renewals import answers
from renewals.acts import Wish
from renewals.acts.kinds import CLEAR, CONTACTED, FORECAST, FORECASTS, KEPT, REMIND
from renewals.contracts import Terms
from renewals.languages import short_date
from renewals.store.renewing import Progress

# A reminder by a press comes after so many days, as far as the contract lasts.
REMINDED_AFTER = (7, 3, 1)
MOST_TAKEN = 5
# Twenty of these are a message that Slack takes.
LONGEST_LINE = 450


@dataclass(frozen=True)
class Pressed:
    """A contract's number, and what a press is to keep of it."""

    contract_number: str
    wish: Wish


def what_can_be_done(language: str, contract_number: str) -> ActionsBlock:
    """The buttons of one contract."""
    names = (
        ("contract_contacted", "button-contacted"),
        ("contract_remind", "button-remind"),
        ("contract_details", "button-details"),
    )
    return ActionsBlock(
        elements=[
            ButtonElement(text=plain(said(language, label)), value=contract_number, action_id=name)
            for name, label in names
        ]
    )


def word_menu(language: str, contract_number: str) -> StaticSelectElement:
    """The words on a contract's renewal, to choose from."""
    options = [
        Option(value=f"{word}:{contract_number}"[:150], text=plain(_of_acts(language, f"forecast-{word}")))
        for word in FORECASTS
    ]
    return StaticSelectElement(
        placeholder=plain(said(language, "forecast-row")), options=options, action_id="contract_forecast"
    )


def rows(language: str, lines: Sequence[tuple[str, str]]) -> list[Block]:
    """Contracts with what can be done about each: (what is said of it, its number)."""
    return [
        block
        for text, number in lines
        for block in (SectionBlock(text=plain(shortened(text, LONGEST_LINE))), what_can_be_done(language, number))
    ]


def undo_button(language: str, number: int) -> ActionsBlock:
    """Takes an act back."""
    return ActionsBlock(
        elements=[ButtonElement(text=plain(_of_acts(language, "undo")), value=str(number), action_id="act_undo")]
    )


def taken_back(language: str, contract_number: str, progress: Progress, reader: str) -> list[Block]:
    """A button for each thing that is kept of a contract, which takes it away."""
    kept: list[tuple[str, str, date | None]] = []
    if progress.contacted_on:
        kept.append(("contacted", _of_acts(language, "take-contacted"), None))
    if progress.snoozed_until:
        kept.append(("snooze", _of_acts(language, "take-snooze"), None))
    for day, _ in progress.reminders:
        kept.append(("reminders", _of_acts(language, "take-reminder", day=short_date(day, language)), day))
    if any(author == reader for author, _, _ in progress.notes):
        kept.append(("notes", _of_acts(language, "take-note"), None))
    if progress.forecast:
        kept.append(("forecast", _of_acts(language, "take-forecast"), None))
    elements = [
        ButtonElement(
            text=plain(label[:LONGEST_LABEL]),
            value=_packed(contract_number, what, day),
            action_id=f"contract_clear_{number}",
        )
        for number, (what, label, day) in enumerate(kept[:MOST_TAKEN])
    ]
    return [ActionsBlock(elements=elements)] if elements else []


def to_clear(value: str) -> Pressed | None:
    """What a button of `taken_back` takes away; None for anything else."""
    try:
        read = json.loads(value)
        number, what, day = str(read["number"]), str(read["what"]), read.get("day")
        on = date.fromisoformat(day) if day else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return Pressed(number, Wish(CLEAR, value=what, day=on)) if what in KEPT else None


def to_forecast(value: str) -> Pressed | None:
    """What a choice of the word on a renewal keeps; None for anything else."""
    word, _, number = value.partition(":")
    return Pressed(number, Wish(FORECAST, value=word)) if word in FORECASTS and number else None


def to_mark(value: str) -> Pressed | None:
    """What the button Contacted keeps."""
    return Pressed(value, Wish(CONTACTED)) if value else None


def reminded_after(contract: Terms, today: date) -> Wish | None:
    """A reminder by a press: in a week, or sooner where the contract ends before; None where it ends today."""
    left = contract.days_left(today)
    after = next((days for days in REMINDED_AFTER if left < 0 or days <= left), None)
    return Wish(REMIND, day=today + timedelta(days=after)) if after else None


def _packed(contract_number: str, what: str, day: date | None) -> str:
    return json.dumps(
        {"number": contract_number, "what": what, **({"day": day.isoformat()} if day else {})}, separators=(",", ":")
    )


def _of_acts(language: str, name: str, **values: object) -> str:
    return answers.phrase(language, "acts", name, **values)
