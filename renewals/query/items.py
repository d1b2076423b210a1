"""A text as the items that the grammar knows: named things, words of the vocabulary, numbers; and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from renewals.periods.pieces import Piece, pieces, plain
from renewals.periods.words import TimeVocabulary
from renewals.query.words import Meanings, Vocabulary

# No question is longer; what follows is not read, and named as unread by its first word.
MOST_PIECES = 200
LONGEST_READ = 1200
TIMES = frozenset(("unit", "short_unit", "month", "weekday", "number", "fiscal", "season", "feast"))
# Behind "the two months" it is said which two: "with the most contracts".
OF_SOME = ("with", "have", "that", "which", "avec", "ont", "qui", "of", "de")
BEFORE_AN_AREA = ("the", "les", "aux")
_THOUSANDS = (",", ".", "'")


@dataclass(frozen=True)
class Named:
    """Something that a text names between two places: a field's values, any of which may be meant."""

    field: str
    values: tuple[str, ...]
    start: int
    end: int


@dataclass
class Item:
    """A word or several: what they can be, by kind.

    `used`: a rule has read them; `start`, `end`: where they stand in the text.
    """

    text: str
    start: int
    end: int
    meanings: Meanings = field(default_factory=dict)
    used: bool = False
    time: bool = False

    def is_a(self, *kinds: str) -> bool:
        return not self.used and not self.time and any(kind in self.meanings for kind in kinds)


@dataclass
class ItemizedText:
    """A text's items in their order, and which of them are units of time."""

    text: str
    items: list[Item]
    language: str

    def use(self, first: int, last: int) -> None:
        for item in self.items[first:last]:
            item.used = True

    def at(self, place: int) -> Item | None:
        return self.items[place] if 0 <= place < len(self.items) else None

    def is_a(self, place: int, *kinds: str) -> bool:
        item = self.at(place)
        return item is not None and item.is_a(*kinds)

    def value(self, place: int, kind: str) -> str:
        return str(self.items[place].meanings[kind])

    def past_little(self, place: int, step: int = 1) -> int:
        """The next place whose item says something."""
        while self.is_a(place, "little") and not self.is_a(place, "field", "date_field", "number"):
            place += step
        return place


def items_of(text: str, language: str, known: Vocabulary, time: TimeVocabulary, named: Sequence[Named]) -> ItemizedText:
    """What a text is made of; the longest phrase wins, and a name wins over it."""
    said, places = plain(text[:LONGEST_READ])
    split = pieces(said)[:MOST_PIECES]
    texts = [piece.text for piece in split]
    spans = sorted(named, key=lambda one: (one.start, one.start - one.end))
    found: list[Item] = []
    place = 0
    while place < len(split):
        start = places[split[place].start]
        span = next((one for one in spans if one.start <= start < one.end), None)
        if span is not None and _is_an_area(span, texts, place, split, places, known):
            spans.remove(span)
            span = None
        if span is not None:
            last = next((at for at in range(place, len(split)) if places[split[at].start] >= span.end), len(split))
            meanings: Meanings = {"named": span}
        elif number := _number(split, place):
            last, meanings = place + number[0], {"number": number[1]}
        else:
            free = next((at for at in range(place, len(split)) if _within(places[split[at].start], spans)), len(split))
            fitting = (
                (end, dict(is_))
                for end, is_ in known.at(texts, place)
                if end <= free
                and not _cuts_a_time(is_, texts, end, time)
                and not _cuts_a_group(is_, texts, end, known)
                and not _cuts_a_number(is_, texts, end, known)
            )
            last, meanings = next(fitting, (place + 1, {}))
            if (TIMES - {"number"}) & time.at(texts, place)[1].keys():
                meanings["unit_of_time"] = "x"
        end = places[split[last - 1].end - 1] + 1
        found.append(Item(said[split[place].start : split[last - 1].end], start, end, meanings))
        place = last
    return ItemizedText(text, found, language)


def _is_an_area(
    span: Named, texts: Sequence[str], place: int, split: Sequence[Piece], places: Sequence[int], known: Vocabulary
) -> bool:
    """Whether a part of an account's name is an area where it stands: "in the nordics" is not "Contoso Nordic"."""
    if span.field != "account" or not place or texts[place - 1] not in BEFORE_AN_AREA:
        return False
    return any("area" in is_ and places[split[end - 1].end - 1] + 1 >= span.end for end, is_ in known.at(texts, place))


def _cuts_a_time(meanings: Meanings, texts: Sequence[str], end: int, time: TimeVocabulary) -> bool:
    """Whether "ending next" goes on with a quarter or a number of days; "the smallest 4" does not."""
    return (
        str(meanings.get("superlative", "")).startswith("end")
        and end < len(texts)
        and (texts[end].isdigit() or bool(TIMES & time.at(texts, end)[1].keys()))
    )


def _cuts_a_group(meanings: Meanings, texts: Sequence[str], end: int, known: Vocabulary) -> bool:
    """Whether "overdue by" goes on with that by which contracts are put together."""
    return (
        "status" in meanings
        and end < len(texts)
        and known.at(texts, end - 1) != []
        and any("by" in is_ for _, is_ in known.at(texts, end - 1))
        and any("field" in is_ or "date_field" in is_ for _, is_ in known.at(texts, end))
    )


def _cuts_a_number(meanings: Meanings, texts: Sequence[str], end: int, known: Vocabulary) -> bool:
    """Whether "the two" goes on with that of which there are so many ("the two biggest"), "and more" with a number."""
    if end >= len(texts):
        return False
    if "or_more" in meanings or "or_fewer" in meanings:
        return texts[end] in ("de", "d", "than")
    following = [is_ for _, is_ in known.at(texts, end)]
    if "compare" in meanings and "who" in meanings:
        # "Who has more than 10"
        return (
            texts[end] in ("than", "then", "que") or texts[end].isdigit() or any("number" in is_ for is_ in following)
        )
    counted = any({"superlative", "top", "noun", "many"} & is_.keys() for is_ in following)
    numbered = any("number" in is_ for _, is_ in known.at(texts, end - 1)) and any("field" in is_ for is_ in following)
    return "both" in meanings and (counted or numbered or texts[end] in OF_SOME)


def _goes_on_apart(split: Sequence[Piece], place: int) -> bool:
    """Whether three figures behind a space belong to a number of thousands: "30 000", as French writes it."""
    if place >= len(split) or split[place].glued or not split[place].text.isdigit() or len(split[place].text) != 3:
        return False
    following = split[place + 1] if place + 1 < len(split) else None
    return not (following and following.glued and following.text.isalnum())


def _within(start: int, spans: Iterable[Named]) -> bool:
    return any(one.start <= start < one.end for one in spans)


def _number(split: Sequence[Piece], place: int) -> tuple[int, int] | None:
    """A number in figures, with its thousands apart ("1,200") or a "k" behind it: how many pieces, and its value."""
    if not split[place].text.isdigit() or len(split[place].text) > 9:
        return None
    digits, count = split[place].text, 1
    while len(split[place].text) <= 3 and len(digits) <= 6 and _goes_on_apart(split, place + count):
        # "1 200"
        digits, count = digits + split[place + count].text, count + 1
    while (
        place + count + 1 < len(split)
        and split[place + count].text in _THOUSANDS
        and split[place + count].glued
        and split[place + count + 1].glued
        and len(split[place + count + 1].text) == 3
        and split[place + count + 1].text.isdigit()
        and len(digits) <= 6
    ):
        digits, count = digits + split[place + count + 1].text, count + 2
    after = split[place + count] if place + count < len(split) else None
    if after is not None and after.glued and after.text == "k":
        return count + 1, int(digits) * 1000
    return None if after is not None and after.glued and after.text.isalpha() else (count, int(digits))
