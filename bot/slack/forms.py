"""The forms (modals) of Slack's door: how they are drawn, what is wrong with what was filled in, and what it means. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ContextBlock,
    DatePickerElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.slack.blocks import plain, said
from bot.slack.contract_card import contract_facts, note_line
from bot.slack.query import Query, unpacked
from renewals import answers
from renewals.acts import Wish
from renewals.acts.kinds import CLEAR, CONTACTED, FORECAST, FORECASTS, NOTE, REMIND, SNOOZE
from renewals.acts_told import progress_told
from renewals.addresses import is_address, same_address
from renewals.contracts import Terms
from renewals.languages import long_date
from renewals.period_in_words import told
from renewals.periods import Period, Unclear, period_in
from renewals.regions import all_regions
from renewals.store.renewing import Digest, Progress

CONTRACT, FILTERS, DIGEST = "contract_form", "filter_form", "digest_form"
KINDS = ("software", "online-service", "hardware")
STATUSES = ("overdue", "check", "expired", "due", "running", "active")
ANY = "any"
LONGEST_NOTE = 2000
LONGEST_REASON = 300
NO_FORECAST = "none"
LONGEST_PERIOD = 100


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
            day = _chosen_day(view, block)
            # The earliest day that it can be anywhere: the person's own day is looked at when it is kept.
            if day is not None and day < date.today():  # noqa: DTZ011
                wrong[block] = said(language, "past-day")
            elif day is not None and kept.get("until") and day > date.fromisoformat(kept["until"]):
                wrong[block] = said(language, "after-end", day=long_date(date.fromisoformat(kept["until"]), language))
    if view.get("callback_id") == FILTERS:
        owner = _value(view, "owner", "value")
        if owner and not is_address(owner.strip()):
            wrong["owner"] = said(language, "not-an-address")
        period = _period(view, language, date.today())  # noqa: DTZ011 - whether it can be read does not hang on the day
        if isinstance(period, str):
            wrong["period"] = period
    return wrong


def contract(language: str, terms: Terms, progress: Progress, today: date, owner: str | None = None, contact: Sequence[Block] = ()) -> View:
    """One contract: its facts, whom to call, what was done about it, and what may be kept. `owner`: by name."""
    done = [*progress_told(language, progress, terms, today), *(note_line(language, note) for note in progress.notes)]
    contacted = Option(value="contacted", label=said(language, "mark-contacted"))
    blocks: list[Block] = [SectionBlock(text=plain(paragraph)) for paragraph in contract_facts(language, terms, today, owner)]
    blocks += contact
    if done:
        blocks.append(ContextBlock(elements=[plain(line[:2000]) for line in done[:10]]))
    checked = [contacted] if progress.contacted_on else None
    blocks += [
        _input("mark", said(language, "mark-label"), CheckboxesElement(action_id="value", options=[contacted], initial_options=checked)),
        _input("remind", said(language, "remind-label"), DatePickerElement(action_id="value")),
        _input(
            "snooze",
            said(language, "snooze-label"),
            DatePickerElement(action_id="value", initial_date=progress.snoozed_until.isoformat() if progress.snoozed_until else None),
        ),
        _input(
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
    return _form(language, CONTRACT, said(language, "contract-title"), said(language, "save"), blocks, kept)


def _forecast_inputs(language: str, progress: Progress) -> list[Block]:
    """The word on the renewal, and why."""
    words = [Option(value=word, text=plain(answers.phrase(language, "acts", f"forecast-{word}"))) for word in FORECASTS]
    none = Option(value=NO_FORECAST, text=plain(said(language, "no-forecast")))
    chosen = next((one for one in words if progress.forecast and one.value == progress.forecast.word), none)
    reason = progress.forecast.reason[:LONGEST_REASON] if progress.forecast else ""
    return [
        _input(
            "forecast",
            said(language, "forecast-label"),
            StaticSelectElement(action_id="value", options=[none, *words], initial_option=chosen),
        ),
        _input(
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
    elif filled.forecast and (filled.forecast, filled.reason) != (word, before.forecast.reason if before.forecast else ""):
        wishes.append(Wish(FORECAST, value=filled.forecast, text=filled.reason))
    return wishes


def contract_filled(view: dict[str, Any]) -> ContractForm:
    """What a contract's form says."""
    marks = _value(view, "mark", "selected_options") or []
    forecast = (_value(view, "forecast", "selected_option") or {}).get("value")
    return ContractForm(
        json.loads(view["private_metadata"])["contract_number"],
        any(option["value"] == "contacted" for option in marks),
        _chosen_day(view, "remind"),
        _chosen_day(view, "snooze"),
        (_value(view, "note", "value") or "").strip()[:LONGEST_NOTE],
        forecast if forecast in FORECASTS else None,
        (_value(view, "reason", "value") or "").strip()[:LONGEST_REASON],
    )


def filters(language: str, query: Query, container: dict[str, Any]) -> View:
    """The filters of a list."""
    regions = [(region.code, answers.phrase(language, "regional-contact", region.code)) for region in all_regions()]
    owner = PlainTextInputElement(action_id="value", initial_value=_one(query, "owner"))
    blocks: list[Block] = [
        _input("region", said(language, "filter-region"), _select(language, regions, _one(query, "region"))),
        _input(
            "kind",
            said(language, "filter-kind"),
            _select(language, [(kind, said(language, f"kind-{kind}")) for kind in KINDS], _one(query, "kind")),
        ),
        _input(
            "status",
            said(language, "filter-status"),
            _select(
                language, [(status, answers.phrase(language, "query", f"status-{status}")) for status in STATUSES], _one(query, "status")
            ),
        ),
        _input("period", said(language, "filter-period"), _period_input(language, query), said(language, "filter-period-hint")),
        _input("owner", said(language, "filter-owner"), owner),
    ]
    kept = {"query": query.packed(), "container": container}
    return _form(language, FILTERS, said(language, "filter-title"), said(language, "filter-save"), blocks, kept)


def _one(query: Query, field: str) -> str | None:
    """A field's value, where it is asked for one alone."""
    values = query.asked.values(field)
    return values[0] if len(values) == 1 else None


def _period_input(language: str, query: Query) -> PlainTextInputElement:
    period = query.asked.ending or query.asked.deadline
    return PlainTextInputElement(action_id="value", initial_value=told(period, language) if period else None, max_length=LONGEST_PERIOD)


def _period(view: dict[str, Any], language: str, today: date) -> Period | str | None:
    """When what is shown is to end, as the form says in words; a sentence where that is not sure."""
    words = (_value(view, "period", "value") or "").strip()
    if not words:
        return None
    meant = period_in(words, language, today)
    if isinstance(meant, Unclear):
        return answers.phrase(language, "periods", meant.reason, said=meant.said)
    return meant or answers.phrase(language, "periods", "unread", said=words)


def filters_chosen(view: dict[str, Any], today: date) -> tuple[Query, dict[str, Any]]:
    """The filtered query, seen from a day, and where the list stands."""
    kept = json.loads(view["private_metadata"])
    chosen = [(_value(view, block, "selected_option") or {}).get("value") for block in ("region", "kind", "status")]
    region, kind, status = (None if value in (None, ANY) else str(value) for value in chosen)
    owner = same_address(_value(view, "owner", "value") or "") or None
    before = unpacked(kept["query"])
    asked = before.asked.whole()
    for field, value in (("region", region), ("kind", kind), ("status", status), ("owner", owner)):
        # What the form cannot show (several values, "not hardware") stays as it is where nothing was chosen.
        if value or _one(before, field):
            asked = asked.having(field, [value] if value else [])
    filtered = before.of(asked)
    if "period" not in ((view.get("state") or {}).get("values") or {}):
        return filtered, kept["container"]
    period = _period(view, kept.get("language", answers.default_language()), today)
    meant = period if isinstance(period, Period) else None
    if meant == asked.deadline and meant is not None:
        return filtered, kept["container"]
    return filtered.of(replace(asked, ending=meant, deadline=None)), kept["container"]


def digest(language: str, setting: Digest, timezone: str) -> View:
    """When the digest is to come."""
    hours = [Option(value=str(hour), text=plain(f"{hour:02d}:00")) for hour in range(24)]
    weekdays = [Option(value=str(number), text=plain(name)) for number, name in enumerate(said(language, "weekdays").split())]
    chosen = [weekdays[number] for number in setting.weekdays]
    blocks: list[Block] = [
        _input(
            "hour", said(language, "digest-hour"), StaticSelectElement(action_id="value", options=hours, initial_option=hours[setting.hour])
        ),
        _input(
            "days",
            said(language, "digest-days"),
            StaticMultiSelectElement(action_id="value", options=weekdays, initial_options=chosen or None),
        ),
        ContextBlock(elements=[plain(said(language, "digest-hint", timezone=timezone))]),
    ]
    return _form(language, DIGEST, said(language, "digest-title"), said(language, "save"), blocks, {})


def digest_chosen(view: dict[str, Any]) -> Digest:
    """When the digest is to come, as the form says."""
    hour = int((_value(view, "hour", "selected_option") or {"value": "8"})["value"])
    days = sorted({int(option["value"]) for option in _value(view, "days", "selected_options") or []})
    return Digest(min(max(hour, 0), 23), tuple(day for day in days if 0 <= day <= 6))


def _form(language: str, name: str, title: str, submit: str, blocks: Sequence[Block], kept: dict[str, Any]) -> View:
    return View(
        type="modal",
        callback_id=name,
        title=PlainTextObject(text=title[:24]),
        submit=PlainTextObject(text=submit[:24]),
        close=PlainTextObject(text=said(language, "filter-cancel")[:24]),
        blocks=list(blocks),
        private_metadata=json.dumps({**kept, "language": language}, separators=(",", ":")),
    )


def _input(block: str, label: str, element: Any, hint: str | None = None) -> InputBlock:
    return InputBlock(block_id=block, label=plain(label), element=element, hint=plain(hint) if hint else None, optional=True)


def _select(language: str, options: Sequence[tuple[str, str]], chosen: str | None) -> StaticSelectElement:
    offered = {value: Option(value=value, text=plain(label)) for value, label in [(ANY, said(language, "any")), *options]}
    return StaticSelectElement(action_id="value", options=list(offered.values()), initial_option=offered.get(chosen or ANY, offered[ANY]))


def _value(view: dict[str, Any], block: str, part: str) -> Any:
    return (((view.get("state") or {}).get("values") or {}).get(block) or {}).get("value", {}).get(part)


def _chosen_day(view: dict[str, Any], block: str) -> date | None:
    chosen = _value(view, block, "selected_date")
    return date.fromisoformat(chosen) if chosen else None
