"""What single words of a text cannot be, settled before it is read: "may" the verb, "sat" the verb."""

from __future__ import annotations

from renewals.periods.reader import Reader


def prepare(reader: Reader) -> None:
    """Settles what single words cannot be: "may" the verb, "sat" the verb; and whether the past is meant."""
    for place, token in enumerate(reader.tokens):
        if "may" in token.kinds and _is_may(reader, place):
            token.kinds["month"] = token.kinds["may"]
        if "short_day" in token.kinds and not _is_day(reader, place):
            del token.kinds["short_day"]
        if "edge_of" in token.kinds and "bound" in token.kinds and _is_counted(reader, place + 1):
            # An article that is written as a bound is ("des 3 premiers mois").
            del token.kinds["bound"]
        if "maybe_next" in token.kinds and reader.has(place - 1, "unit"):
            # "Semaine pro"
            token.kinds["next"] = token.kinds["maybe_next"]
    ended = any("ended" in token.kinds for token in reader.tokens)
    reader.past = reader.past or (ended and not any("to_come" in token.kinds for token in reader.tokens))


def _is_may(reader: Reader, place: int) -> bool:
    if reader.has(place + 1, "not_after_may"):
        return False
    before = reader.has(
        place - 1,
        "in",
        "bound",
        "edge",
        "of",
        "edge_of",
        "and",
        "the",
        "next",
        "last",
        "this",
        "number",
        "ordinal",
        "nth",
        "between",
        "to",
        "weekday",
    )
    after = reader.has(place + 1, "number", "year", "nth", "to")
    return before or after or reader.tokens[place].capital or len(reader.tokens) <= 2


def _is_counted(reader: Reader, place: int) -> bool:
    """Whether so many follow, or the first of them."""
    return reader.has(place, "number", "ordinal") and not reader.has(place, "year")


def _is_day(reader: Reader, place: int) -> bool:
    """Whether "sat", "sun" or "mar" is short for a weekday."""
    if reader.words.day_first:
        return reader.text(place + 1) == "." or reader.has(place + 1, "number", "nth")
    if reader.has(place - 1, "and") and reader.has(place - 2, "weekday", "short_day"):
        # "Thurs or fri"
        return True
    before = reader.has(place - 1, "in", "bound", "next", "last", "this") or place == 0 or reader.text(place - 1) == ","
    return before or reader.text(place + 1) in (".", ",") or reader.has(place + 1, "number", "nth", "month")
