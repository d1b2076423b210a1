"""The form with a list's filters: how it is drawn, and the query that it means. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block, Option, PlainTextInputElement, StaticSelectElement
from slack_sdk.models.views import View

from bot.slack.blocks import plain
from bot.slack.form_parts import form, labelled, value_of
from bot.slack.query import Query, unpacked
from bot.slack.text import said
from renewals import answers
from renewals.addresses import same_address
from renewals.period_in_words import told
from renewals.periods import Period, Unclear, period_in
from renewals.query.kinds import FORECASTS, NO_FORECAST
from renewals.regions import all_regions

FILTERS = "filter_form"
KINDS = ("software", "online-service", "hardware")
STATUSES = ("overdue", "check", "expired", "due", "running", "active")
ANY = "any"
LONGEST_PERIOD = 100
# The fields of the form with a choice of one.
CHOICES = ("region", "kind", "status", "forecast")


def filters(language: str, query: Query, container: dict[str, Any]) -> View:
    """The filters of a list."""
    offered = {
        "region": [
            (region.code, answers.phrase(language, "regional-contact", region.code)) for region in all_regions()
        ],
        "kind": [(kind, said(language, f"kind-{kind}")) for kind in KINDS],
        "status": [(status, answers.phrase(language, "query", f"status-{status}")) for status in STATUSES],
        "forecast": [
            (word, answers.phrase(language, "query", f"forecast-{word}")) for word in (*FORECASTS, NO_FORECAST)
        ],
    }
    blocks: list[Block] = [
        *(
            labelled(field, said(language, f"filter-{field}"), _select(language, offered[field], _one(query, field)))
            for field in CHOICES
        ),
        labelled(
            "period",
            said(language, "filter-period"),
            _period_input(language, query),
            said(language, "filter-period-hint"),
        ),
        labelled(
            "owner",
            said(language, "filter-owner"),
            PlainTextInputElement(action_id="value", initial_value=_one(query, "owner")),
        ),
    ]
    kept = {"query": query.packed(), "container": container}
    return form(language, FILTERS, said(language, "filter-title"), said(language, "filter-save"), blocks, kept)


def _one(query: Query, field: str) -> str | None:
    """A field's value, where it is asked for one alone."""
    values = query.asked.values(field)
    return values[0] if len(values) == 1 else None


def _period_input(language: str, query: Query) -> PlainTextInputElement:
    period = query.asked.ending or query.asked.deadline
    return PlainTextInputElement(
        action_id="value", initial_value=told(period, language) if period else None, max_length=LONGEST_PERIOD
    )


def period_chosen(view: dict[str, Any], language: str, today: date) -> Period | str | None:
    """When what is shown is to end, as the form says in words; a sentence where that is not sure."""
    words = (value_of(view, "period", "value") or "").strip()
    if not words:
        return None
    meant = period_in(words, language, today)
    if isinstance(meant, Unclear):
        return answers.phrase(language, "periods", meant.reason, said=meant.said)
    return meant or answers.phrase(language, "periods", "unread", said=words)


def filters_chosen(view: dict[str, Any], today: date) -> tuple[Query, dict[str, Any]]:
    """The filtered query, seen from a day, and where the list stands."""
    kept = json.loads(view["private_metadata"])
    chosen = {field: (value_of(view, field, "selected_option") or {}).get("value") for field in CHOICES}
    chosen["owner"] = same_address(value_of(view, "owner", "value") or "")
    before = unpacked(kept["query"])
    asked = before.asked.whole()
    for field, value in chosen.items():
        # What the form cannot show (several values, "not hardware") stays as it is where nothing was chosen.
        if value not in (None, "", ANY):
            asked = asked.having(field, [str(value)])
        elif _one(before, field):
            asked = asked.having(field, [])
    filtered = before.of(asked)
    if "period" not in ((view.get("state") or {}).get("values") or {}):
        return filtered, kept["container"]
    period = period_chosen(view, kept.get("language", answers.default_language()), today)
    meant = period if isinstance(period, Period) else None
    if meant == asked.deadline and meant is not None:
        return filtered, kept["container"]
    return filtered.of(replace(asked, ending=meant, deadline=None)), kept["container"]


def _select(language: str, options: Sequence[tuple[str, str]], chosen: str | None) -> StaticSelectElement:
    offered = {
        value: Option(value=value, text=plain(label)) for value, label in [(ANY, said(language, "any")), *options]
    }
    return StaticSelectElement(
        action_id="value", options=list(offered.values()), initial_option=offered.get(chosen or ANY, offered[ANY])
    )
