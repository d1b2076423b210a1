"""What a text says of time that is no period for sure, and what its other words make of that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from renewals.periods import PeriodReading, Unclear
from renewals.query.conditions import Found
from renewals.query.items import ItemizedText

PAST_DUE = ("overdue",)


def unclear_in(
    said: ItemizedText, found: Sequence[Found], time: PeriodReading, as_past: Callable[[], PeriodReading]
) -> Unclear | None:
    """What is to be asked back of a text's time; `as_past`: its reading as one that has passed."""
    if not isinstance(time.meant, Unclear) or _is_a_state(said, time.meant):
        return None
    # What is overdue has ended: "in March and May" are the last ones.
    ended = as_past().meant if are_overdue(found) else None
    return ended if isinstance(ended, Unclear) else time.meant


def are_overdue(found: Sequence[Found]) -> bool:
    """Whether overdue contracts are asked for."""
    return any((one.field, one.values, one.soft) == ("status", PAST_DUE, False) for one in found)


def denies_an_end(said: ItemizedText, found: Sequence[Found]) -> bool:
    """Whether a state that is denied goes on with a time: "will not have ended by March"."""
    states = [
        one.place for one in found if "soft_status" in said.items[one.place].meanings and said.items[one.place].used
    ]
    denied = [
        at for at in states if any("not" in item.meanings and item.used for item in said.items[max(0, at - 3) : at])
    ]
    return any((after := said.at(at + 1)) is not None and after.time for at in denied)


def _is_a_state(said: ItemizedText, unclear: Unclear) -> bool:
    """Whether what is no period says which contracts are meant: "Japon, à venir"."""
    states = [said.text[item.start : item.end].lower() for item in said.items if "soft_status" in item.meanings]
    return unclear.reason == "unread" and any(unclear.said.lower() in state for state in states)
