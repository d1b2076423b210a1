"""What a message says beside its question: what the list is for ("it's for tomorrow's board meeting"), and a word of
time that is none where it stands ("coming to an end").
"""

from __future__ import annotations

from renewals.periods.words import words_of
from renewals.query.items import TIMES, Item, ItemizedText

# What of a clause shows that it speaks of contracts.
OF_CONTRACTS = (
    "noun", "listed", "end_verb", "named", "status", "soft_status", "kind", "offering", "segment", "region", "area",
    "auto_renew", "seat", "ask", "field", "mine", "contacted",
)  # fmt: skip
# What an occasion takes along: "in my forecast call on Monday", « pour le comité de lundi ».
ALONG = ("little", "within", "now", "and_so", "exactly", "at_most", "at_least", "fewer_than", "mine", "shift", "top")
OF_TIME = TIMES | {"named", "calendar_day", "next", "last", "this", "edge", "of", "in", "the", "week_of"}
FOR = ("for", "pour")
A_DAY = ("weekday", "calendar_day", "named", "unit")
ENDS = (",", ".", ";", "!", "?", "(", ")", "\n", "-", ":")


def set_apart(said: ItemizedText) -> None:
    """Takes such words from every rule: they say nothing of the contracts that are asked for."""
    for place, item in enumerate(said.items):
        if "what_for" in item.meanings:
            _what_for(said, place)
        elif "occasion" in item.meanings:
            _occasion(said, place)
        elif "occasion_of_day" in item.meanings:
            _for_a_day(said, place)
        elif _is_no_time(said, place):
            item.meanings["no_time"] = "x"


def _what_for(said: ItemizedText, place: int) -> None:
    """ "It's for tomorrow's call", up to the end of the clause; "it's for contracts that end tomorrow" is none."""
    last = place + 1
    while last < len(said.items) and said.items[last].text not in ENDS:
        last += 1
    clause = said.items[place + 1 : last]
    # "It's for January" says which; "I need it by Friday" does not.
    needed = said.items[place].meanings["what_for"] == "needed" or any(_is_a_purpose(said, item) for item in clause)
    if needed and not any(item.meanings.keys() & set(OF_CONTRACTS) for item in clause):
        _take(said, place, last)


def _is_a_purpose(said: ItemizedText, item: Item) -> bool:
    """Whether a word may name what a list is for: an occasion, or a word that nobody knows and no word of time."""
    if "occasion" in item.meanings:
        return True
    return item.text.isalpha() and not item.meanings and not words_of(said.language).at([item.text], 0)[1]


def _occasion(said: ItemizedText, place: int) -> None:
    """ "For Monday's forecast call": what stands with an occasion that has nothing to do with contracts."""
    first, last = place, place + 1
    while first > 0 and _goes_along(said, first - 1):
        first -= 1
    while last < len(said.items) and _goes_along(said, last):
        last += 1
    before = said.items[max(0, first - 1) : place]
    if any(_is_time(said, item, "bound", "unit") or "at_most" in item.meanings for item in before):
        # "Before the board meeting", "the day of the meeting" are times, though nobody can tell which.
        return
    _take(said, first, last)


def _for_a_day(said: ItemizedText, place: int) -> None:
    """ "For Monday's call", « pour l'appel de lundi »: "call", which may be a verb as well, is what a list is for where
    a day stands with it, behind "for".
    """
    first, last = place - 1, place + 1
    while first >= 0 and said.items[first].text not in FOR and _goes_along(said, first):
        first -= 1
    while last < len(said.items) and _goes_along(said, last):
        last += 1
    stands_for = first >= 0 and said.items[first].text in FOR
    if stands_for and any(_is_time(said, item, *A_DAY) for item in said.items[first:last]):
        _take(said, first, last)


def _goes_along(said: ItemizedText, place: int) -> bool:
    item = said.items[place]
    if item.text in ENDS or item.meanings.keys() & {"named", "noun", "status", "soft_status", "end_verb", "field"}:
        return False
    if item.text.isdigit() or item.text in "'’" or item.meanings.keys() & {*ALONG, "occasion", "unit_of_time"}:
        return True
    return _is_time(said, item, *OF_TIME)


def _is_time(said: ItemizedText, item: Item, *kinds: str) -> bool:
    return bool(words_of(said.language).at([item.text], 0)[1].keys() & set(kinds))


def _take(said: ItemizedText, first: int, last: int) -> None:
    for item in said.items[first:last]:
        item.meanings = {"aside": "x"}


def _is_no_time(said: ItemizedText, place: int) -> bool:
    """Whether "coming" is a verb: "coming to an end", "coming off contract"."""
    item, after = said.items[place], said.at(place + 1)
    comes = "little" in item.meanings and _is_time(said, item, "next")
    return comes and after is not None and after.text in ("to", "off", "out", "from", "under", "into")
