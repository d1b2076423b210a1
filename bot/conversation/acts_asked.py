"""What is asked back before anything is kept: which contract, which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from bot.conversation.acts_on import MOST_AT_ONCE, Sight, WhichOne
from renewals.acts.kinds import REMIND, SNOOZE, Unsure, Wish
from renewals.acts_told import when_told
from renewals.contracts import Terms
from renewals.languages import long_date

# Buttons of one question.
MOST_CHOICES = 5
Button = dict[str, str]


class Asking(Protocol):
    """Who is asked."""

    @property
    def sight(self) -> Sight: ...
    @property
    def language(self) -> str: ...
    @property
    def minute(self) -> int: ...
    def phrase(self, name: str, /, **values: object) -> str: ...


def asked_contract(actor: Asking, which: WhichOne) -> tuple[str, list[Button]]:
    """The question which contracts are meant, with a button for each of the first, and one for all of them."""
    language, found = actor.language, list(which.candidates)
    text = actor.phrase(which.phrase, name=which.name, count=which.total, most=MOST_AT_ONCE)
    lines = [
        "• "
        + actor.phrase(
            "contract",
            account=one.account,
            contract_number=one.contract_number,
            product=one.product,
            day=long_date(one.end_on, language),
        )
        for one in found[:MOST_CHOICES]
    ]
    if which.total > MOST_CHOICES and found:
        lines.append(actor.phrase("more", count=which.total - MOST_CHOICES))
    buttons = [
        {"label": f"{one.contract_number} · {one.product}"[:75], "say": one.contract_number}
        for one in found[:MOST_CHOICES]
    ]
    if 1 < which.total == len(found):
        buttons.append({"label": actor.phrase("all-of-them", count=which.total), "say": actor.phrase("say-all")})
    return "\n".join([text, *lines]), buttons


def day_refused(actor: Asking, wish: Wish, contracts: Sequence[Terms]) -> tuple[Unsure | None, Terms | None]:
    """Why a wish's day cannot be kept, and the contract for which it comes too late; nothing where it can."""
    if wish.what not in (REMIND, SNOOZE):
        return None, None
    if wish.unsure is not None and wish.unsure.reason not in ("past", "after-end"):
        return wish.unsure, None
    today = actor.sight.today
    if wish.day is None:
        return Unsure("none"), None
    passed = wish.day < today or (
        wish.day == today and (wish.what == SNOOZE or (wish.minute is not None and wish.minute <= actor.minute))
    )
    if passed:
        return Unsure("past"), None
    # What has ended already is worked on all the same.
    late = next((one for one in contracts if today <= one.end_on < wish.day), None)
    return (Unsure("after-end"), late) if late else (None, None)


def asked_day(actor: Asking, unsure: Unsure, wish: Wish, late: Terms | None) -> tuple[str, list[Button]]:
    """The question for a day, with the reason, and buttons for days that are possible."""
    language, today = actor.language, actor.sight.today
    when = when_told(wish.day, wish.minute, language) if wish.day else ""
    values = (
        {"contract_number": late.contract_number, "day": long_date(late.end_on, language)}
        if late
        else {"contract_number": "", "day": ""}
    )
    text = actor.phrase(f"day-{unsure.reason}", said=unsure.said, when=when, **values)
    if unsure.options:
        options = [when_told(day, minute, language) for day, minute in unsure.options]
        return text, [{"label": option, "say": option} for option in options]
    offered: list[tuple[str, date]] = [
        ("tomorrow", today + timedelta(days=1)),
        ("in-a-week", today + timedelta(days=7)),
    ]
    fitting = [(name, day) for name, day in offered if late is None or day <= late.end_on]
    return text, [{"label": actor.phrase(name), "say": actor.phrase(name)} for name, _ in fitting]
