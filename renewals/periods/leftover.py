"""The words about time that no clause has read. While there are any, a reading is not sure."""

from __future__ import annotations

from renewals.periods import parts
from renewals.periods.reader import Reader

# A token of one of these kinds is a word about time, wherever it stands.
ABOUT_TIME = (
    "unit weekday weekdays month named calendar_day soon bound next last vague feast fiscal date acronym nth "
    "except ago from_now between dotted"
).split()

# A greeting stands among the first words.
WORDS_OF_A_GREETING = 6


def left_over(reader: Reader, taken: set[int]) -> list[int]:
    """The words about time that no clause has read, and numbers that stand right beside one that did."""
    left: list[int] = []
    for place, token in enumerate(reader.tokens):
        doubled = reader.has(place, "bound") and place + 1 in taken and not reader.has(place, "edge_of", "of")
        doubled = doubled or _opens_a_range(reader, place, taken)
        if "further" in token.kinds and place not in taken and _is_joined(reader, place, taken):
            left.append(place)
            continue
        if place in taken or "never" in token.kinds or ("soft" in token.kinds and not doubled):
            continue
        if "next" in token.kinds and reader.has(place - 1, "end_verb") and not reader.text(place + 1)[:1].isalpha():
            # "What's expiring next?" asks for no period.
            continue
        if _is_a_greeting(reader, place):
            continue
        near = place - 1 in taken or place + 1 in taken or (reader.has(place - 1, "and", "to") and place - 2 in taken)
        beside = near and "number" in token.kinds and not reader.has(place + 1, "quantity", "term")
        is_year = "year" in token.kinds and (parts.is_year(reader, place) or reader.text(place + 1) == "s")
        lettered = (
            reader.words.quarter_letters.get(token.text) in ("quarter", "half", "fiscal")
            and reader.glued(place + 1)
            and reader.has(place + 1, "digits")
        )
        if beside or doubled or is_year or lettered or any(kind in token.kinds for kind in ABOUT_TIME):
            left.append(place)
    return left


def _is_a_greeting(reader: Reader, place: int) -> bool:
    """Whether a message begins with "morning!": who greets speaks of no time."""
    if place >= WORDS_OF_A_GREETING or not reader.has(place, "greeting"):
        return False
    greets = all(reader.has(at, "greeting") or reader.text(at) in ",!" for at in range(place + 1))
    return greets and not (reader.text(place + 1) in (":", "") or reader.has(place + 1, "of", "in", "bound", "number"))


def _is_joined(reader: Reader, place: int, taken: set[int]) -> bool:
    """Whether a word is joined to what was read: "next quarter or the one after that"."""
    return any(reader.has(at, "and") and at - 1 in taken for at in range(max(1, place - 3), place))


def _opens_a_range(reader: Reader, place: int, taken: set[int]) -> bool:
    """Whether "from" begins a range whose beginning cannot be read: "from the merger to March"."""
    if reader.kind(place, "bound") != "from" or reader.has(place, "edge_of"):
        return False
    return any(
        reader.has(at, "to")
        and at not in taken
        and at + 1 < len(reader.tokens)
        and (at + 1 in taken or at + 2 in taken)
        for at in range(place + 1, place + 6)
    )


def why(reader: Reader, left: list[int]) -> str:
    """Why a reading with these words left over is unclear."""
    return "which-period" if any(reader.has(place, "vague", "feast") for place in range(*run(left))) else "unread"


def run(left: list[int]) -> tuple[int, int]:
    """The first words that stand together among those left over."""
    last = left[0]
    while last + 1 in left:
        last += 1
    return left[0], last + 1
