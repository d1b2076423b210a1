"""What the forms (modals) of Slack's door are made of, and how what was filled in is read. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock, PlainTextObject
from slack_sdk.models.views import View

from bot.slack.blocks import plain
from bot.slack.text import said


def form(language: str, name: str, title: str, submit: str, blocks: Sequence[Block], kept: dict[str, Any]) -> View:
    """A form of a name; `kept`: what comes back with it, beside its language."""
    return View(
        type="modal",
        callback_id=name,
        title=PlainTextObject(text=title[:24]),
        submit=PlainTextObject(text=submit[:24]),
        close=PlainTextObject(text=said(language, "filter-cancel")[:24]),
        blocks=list(blocks),
        private_metadata=json.dumps({**kept, "language": language}, separators=(",", ":")),
    )


def labelled(block: str, label: str, element: Any, hint: str | None = None) -> InputBlock:
    """A field that may be left empty."""
    return InputBlock(
        block_id=block, label=plain(label), element=element, hint=plain(hint) if hint else None, optional=True
    )


def value_of(view: dict[str, Any], block: str, part: str) -> Any:
    """A part of what was filled in or chosen in a field; None where that is nothing."""
    return (((view.get("state") or {}).get("values") or {}).get(block) or {}).get("value", {}).get(part)


def chosen_day(view: dict[str, Any], block: str) -> date | None:
    """The day that was chosen in a field."""
    chosen = value_of(view, block, "selected_date")
    return date.fromisoformat(chosen) if chosen else None
