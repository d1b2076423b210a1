"""The forms (modals) of Slack's door: how they are drawn, what is wrong with what was filled in, and what it means.

Pure.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ContextBlock,
    DatePickerElement,
    Option,
    PlainTextInputElement,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.slack import filter_form
from bot.slack.blocks import plain
from bot.slack.contract_card import contract_facts, note_line
from bot.slack.form_parts import chosen_day, form, labelled, value_of
from bot.slack.text import said
from renewals import answers
from renewals.acts import Wish
from renewals.acts.kinds import CLEAR, CONTACTED, FORECAST, FORECASTS, NOTE, REMIND, SNOOZE
from renewals.acts_told import progress_told
from renewals.addresses import is_address
from renewals.contracts import Terms
from renewals.languages import long_date
from renewals.store.renewing import Digest, Progress

CONTRACT, DIGEST = "contract_form", "digest_form"
LONGEST_NOTE = 2000
LONGEST_REASON = 300
NO_FORECAST = "none"


@dataclass(frozen=True)
class ContractForm:
    """What somebody wants kept on a contract."""

    contract_number: str
    contacted: bool
    remind_on: date | None
    snooze_until: date | None
    note: str
    forecast: str | None = None
    reason: str = ""


def problems(view: dict[str, Any]) -> dict[str, str]:
    """What is wrong with a form that was filled in: a sentence for each block concerned."""
    kept = json.loads(view.get("private_metadata") or "{}")
    language = kept.get("language", answers.default_language())
    wrong: dict[str, str] = {}
    if view.get("callback_id") == CONTRACT:
        for block in ("remind", "snooze"):
            day = chosen_day(view, block)
            # The earliest day that it can be anywhere: the person's own day is looked at when it is kept.
            if day is not None and day < date.today():  # noqa: DTZ011
                wrong[block] = said(language, "past-day")
            elif day is not None and kept.get("until") and day > date.fromisoformat(kept["until"]):
                wrong[block] = said(language, "after-end", day=long_date(date.fromisoformat(kept["until"]), language))
    if view.get("callback_id") == filter_form.FILTERS:
        owner = value_of(view, "owner", "value")
        if owner and not is_address(owner.strip()):
            wrong["owner"] = said(language, "not-an-address")
        period = filter_form.period_chosen(view, language, date.today())  # noqa: DTZ011 - whether it can be read does not hang on the day
        if isinstance(period, str):
            wrong["period"] = period
    return wrong


def contract(
    language: str,
    terms: Terms,
    progress: Progress,
    today: date,
    owner: str | None = None,
    contact: Sequence[Block] = (),
) -> View:
    """One contract: its facts, whom to call, what was done about it, and what may be kept. `owner`: by name."""
    done = [*progress_told(language, progress, terms, today), *(note_line(language, note) for note in progress.notes)]
    contacted = Option(value="contacted", label=said(language, "mark-contacted"))
    blocks: list[Block] = [
        SectionBlock(text=plain(paragraph)) for paragraph in contract_facts(language, terms, today, owner)
    ]
    blocks += contact
    if done:
        blocks.append(ContextBlock(elements=[plain(line[:2000]) for line in done[:10]]))
    checked = [contacted] if progress.contacted_on else None
    blocks += [
        labelled(
            "mark",
            said(language, "mark-label"),
            CheckboxesElement(action_id="value", options=[contacted], initial_options=checked),
        ),
        labelled("remind", said(language, "remind-label"), DatePickerElement(action_id="value")),
        labelled(
            "snooze",
            said(language, "snooze-label"),
            DatePickerElement(
                action_id="value", initial_date=progress.snoozed_until.isoformat() if progress.snoozed_until else None
            ),
        ),
        labelled(
            "note",
            said(language, "note-label"),
            PlainTextInputElement(action_id="value", multiline=True, max_length=LONGEST_NOTE),
            said(language, "note-hint"),
        ),
        *_forecast_inputs(language, progress),
    ]
    # What has ended already is worked on all the same.
    until = {} if terms.ended(today) else {"until": terms.end_on.isoformat()}
    kept = {"contract_number": terms.contract_number, **until}
    return form(language, CONTRACT, said(language, "contract-title"), said(language, "save"), blocks, kept)


def _forecast_inputs(language: str, progress: Progress) -> list[Block]:
    """The word on the renewal, and why."""
    words = [Option(value=word, text=plain(answers.phrase(language, "acts", f"forecast-{word}"))) for word in FORECASTS]
    none = Option(value=NO_FORECAST, text=plain(said(language, "no-forecast")))
    chosen = next((one for one in words if progress.forecast and one.value == progress.forecast.word), none)
    reason = progress.forecast.reason[:LONGEST_REASON] if progress.forecast else ""
    return [
        labelled(
            "forecast",
            said(language, "forecast-label"),
            StaticSelectElement(action_id="value", options=[none, *words], initial_option=chosen),
        ),
        labelled(
            "reason",
            said(language, "reason-label"),
            PlainTextInputElement(action_id="value", initial_value=reason or None, max_length=LONGEST_REASON),
        ),
    ]


def wished(filled: ContractForm, before: Progress, terms: Terms, today: date) -> list[Wish]:
    """What a form changes of what is kept; days that have passed or come after the end change nothing."""
    wishes: list[Wish] = []
    if filled.contacted and before.contacted_on is None:
        wishes.append(Wish(CONTACTED))
    elif not filled.contacted and before.contacted_on is not None:
        wishes.append(Wish(CLEAR, value="contacted"))
    last = date.max if terms.ended(today) else terms.end_on
    if filled.remind_on and today < filled.remind_on <= last:
        wishes.append(Wish(REMIND, day=filled.remind_on))
    if filled.snooze_until and filled.snooze_until != before.snoozed_until and today < filled.snooze_until <= last:
        wishes.append(Wish(SNOOZE, day=filled.snooze_until))
    elif not filled.snooze_until and before.snoozed_until:
        wishes.append(Wish(CLEAR, value="snooze"))
    if filled.note:
        wishes.append(Wish(NOTE, text=filled.note))
    word = before.forecast.word if before.forecast else None
    if filled.forecast is None and word:
        wishes.append(Wish(CLEAR, value="forecast"))
    elif filled.forecast and (filled.forecast, filled.reason) != (
        word,
        before.forecast.reason if before.forecast else "",
    ):
        wishes.append(Wish(FORECAST, value=filled.forecast, text=filled.reason))
    return wishes


def contract_filled(view: dict[str, Any]) -> ContractForm:
    """What a contract's form says."""
    marks = value_of(view, "mark", "selected_options") or []
    forecast = (value_of(view, "forecast", "selected_option") or {}).get("value")
    return ContractForm(
        json.loads(view["private_metadata"])["contract_number"],
        any(option["value"] == "contacted" for option in marks),
        chosen_day(view, "remind"),
        chosen_day(view, "snooze"),
        (value_of(view, "note", "value") or "").strip()[:LONGEST_NOTE],
        forecast if forecast in FORECASTS else None,
        (value_of(view, "reason", "value") or "").strip()[:LONGEST_REASON],
    )


def digest(language: str, setting: Digest, timezone: str) -> View:
    """When the digest is to come."""
    hours = [Option(value=str(hour), text=plain(f"{hour:02d}:00")) for hour in range(24)]
    weekdays = [
        Option(value=str(number), text=plain(name)) for number, name in enumerate(said(language, "weekdays").split())
    ]
    chosen = [weekdays[number] for number in setting.weekdays]
    blocks: list[Block] = [
        labelled(
            "hour",
            said(language, "digest-hour"),
            StaticSelectElement(action_id="value", options=hours, initial_option=hours[setting.hour]),
        ),
        labelled(
            "days",
            said(language, "digest-days"),
            StaticMultiSelectElement(action_id="value", options=weekdays, initial_options=chosen or None),
        ),
        ContextBlock(elements=[plain(said(language, "digest-hint", timezone=timezone))]),
    ]
    return form(language, DIGEST, said(language, "digest-title"), said(language, "save"), blocks, {})


def digest_chosen(view: dict[str, Any]) -> Digest:
    """When the digest is to come, as the form says."""
    hour = int((value_of(view, "hour", "selected_option") or {"value": "8"})["value"])
    days = sorted({int(option["value"]) for option in value_of(view, "days", "selected_options") or []})
    return Digest(min(max(hour, 0), 23), tuple(day for day in days if 0 <= day <= 6))
