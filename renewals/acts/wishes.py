"""One clause of a sentence: what is to be kept of it, and the words of it that stand in a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from renewals.acts.clause import FORECASTS, INTRODUCES, OBJECTS, OPENERS, Clause
from renewals.acts.kinds import CLEAR, CONTACTED, FORECAST, NOTE, REMIND, SNOOZE, UNKNOWN, Wish
from renewals.acts.when import When, when_in
from renewals.query.items import Item, ItemizedText

# Items that say nothing that a note would have to keep.
SILENT = ("little", "and", "polite", "it", "all", "about", "be", "at")
SIGNS = " \t\n,;:.-–—!&*_"


@dataclass
class ClauseRead:
    """A clause, read: its wishes, and the text that is left for a note."""

    said: ItemizedText
    clause: Clause
    language: str
    today: date
    noted: tuple[int, int] | None = None
    timed: Sequence[Item] = ()

    def wishes(self) -> list[Wish]:
        clause = self.clause
        if clause.act is None or clause.act == "undo":
            return []
        self._use_the_verb()
        wish = _WISHES[clause.act](self)
        clause.leftover = self._leftover()
        if clause.act == "note":
            self.noted = (self._behind_the_head(), clause.end)
            return [Wish(NOTE)]
        if clause.act == "forecast":
            return [replace(wish, text=self._reason())]
        self.noted = self._note()
        return [wish]

    def _use_the_verb(self) -> None:
        clause = self.clause
        for place, item in enumerate(clause.items):
            opens = place <= clause.verb and item.meanings.keys() & {
                "subject",
                "polite",
                "little",
                "and",
                "mark",
                *OPENERS,
            }
            if opens or place == clause.verb:
                item.used = True

    def when(self, until: bool = False) -> When:
        found = when_in(self.said, self.clause.items, self.language, self.today, until)
        for item in self.clause.items:
            if item.meanings.keys() & ({"until", "repeating"} if until else {"repeating"}):
                item.used = True
        return found

    def use(self, *kinds: str) -> None:
        """The words of some kinds are the act's own."""
        for item in self.clause.items:
            if item.meanings.keys() & {*kinds}:
                item.used = True

    def _leftover(self) -> list[Item]:
        return [
            item
            for item in self.clause.items
            if not (
                item.used
                or item.time
                or item.meanings.keys() & {*SILENT, "named", "ordinal"}
                or not item.text.isalnum()
            )
            or (item.text.isdigit() and not (item.used or item.time or "named" in item.meanings))
            or is_no_object(item)
        ]

    def unknown(self) -> str:
        """The name of nobody on file, where one stands right behind what is done."""
        clause = self.clause
        if clause.names_contracts:
            return ""
        if numbers := clause.named(UNKNOWN):
            return numbers[0]
        if not clause.leftover or clause.act == "note":
            return ""
        first = clause.leftover[0]
        if first in self.timed:
            return ""
        place = clause.items.index(first)
        before = clause.items[place - 1] if place else None
        behind = place == clause.verb + 1 or (before is not None and before.used) or place == 0
        named = before is not None and "about" in before.meanings
        if not (behind or named) or (clause.act == "remind" and behind and not named):
            return ""
        last = place
        while last + 1 < len(clause.items) and (
            clause.items[last + 1] in clause.leftover or clause.items[last + 1].text in ("-", "&", "'")
        ):
            last += 1
        return self.said.text[first.start : clause.items[last].end]

    def _behind_the_head(self) -> int:
        """Where a note begins: behind the colon, else behind the verb and what it is about ("note for Contoso
        that …").
        """
        items = self.clause.items
        colon = next((item for item in items[self.clause.verb :] if item.text == ":"), None)
        if colon is not None:
            return colon.end
        place = self.clause.verb + 1
        introduced = next((item for item in items[place:] if item.text in INTRODUCES), None)
        if "put" in items[self.clause.verb].meanings and introduced is not None:
            return introduced.end
        if items[place - 1].text.split()[-1] in INTRODUCES and items[place : place + 1]:
            return items[place].start
        while (
            place < len(items)
            and items[place].meanings.keys() & {"about", "little", "it", "named"}
            and not is_no_object(items[place])
        ):
            if place > self.clause.verb + 1 and items[place].text in INTRODUCES:
                place += 1
                break
            if "named" in items[place].meanings and "about" not in items[place - 1].meanings:
                break
            place += 1
        return items[place].start if place < len(items) else self.clause.end

    def _from(self, start: int) -> str:
        return self.said.text[start : self.clause.end].strip().strip(SIGNS).strip()

    def _note(self) -> tuple[int, int] | None:
        """What the words that are left say: from the first of them on, or the whole clause where they stand before what
        it is about.
        """
        left = self.clause.leftover
        if not left or self.unknown():
            return None
        head = [
            item.end for item in self.clause.items if item.used or ("named" in item.meanings and not is_no_object(item))
        ]
        last = max(
            [
                left[-1].end,
                *(item.end for item in self.clause.items if "named" in item.meanings and item.start > left[0].start),
            ]
        )
        if self.clause.act in ("contacted", "uncontacted") and any(end > left[0].start for end in head):
            return self.clause.start, self.clause.end
        if self.clause.act == "contacted":
            return self._remark_from(left[0]).start, self.clause.end
        return left[0].start, last

    def _remark_from(self, first: Item) -> Item:
        """Where a remark behind what was done begins: with the small words before it, which belong to it ("about the
        budget", "this morning").
        """
        items = self.clause.items
        place = items.index(first)
        while place > self.clause.verb + 1 and _is_of_the_remark(items[place - 1], items[place]):
            place -= 1
        return items[place]

    def _reason(self) -> str:
        """Why: what follows the word."""
        verb = next(place for place, item in enumerate(self.clause.items) if item.meanings.keys() & FORECASTS)
        following = self.clause.items[verb + 1 :]
        first = next((item for item in following if "because" not in item.meanings and item.text.isalnum()), None)
        self.clause.leftover = [item for item in self.clause.leftover if item not in following]
        return self._from(first.start) if first else ""


def _is_of_the_remark(item: Item, following: Item) -> bool:
    """Whether a small word belongs to what follows it: any but those for the contract itself, of which "this" is none
    before a time.
    """
    if item.used or "named" in item.meanings or not item.text.isalnum():
        return False
    if "it" in item.meanings:
        return "clock" in following.meanings or following.time
    return "and" not in item.meanings and bool(item.meanings.keys() & {*SILENT})


def is_no_object(item: Item) -> bool:
    """Whether a name is none of a contract: a colleague's, a country's, a reseller's."""
    return "named" in item.meanings and item.meanings["named"].field not in OBJECTS and not item.used


def _contacted(read: ClauseRead) -> Wish:
    read.use("as_contacted", "on_phone")
    # A day stays in the note, and is no name.
    read.when()
    read.timed = [item for item in read.clause.items if item.time]
    for item in read.timed:
        item.time = False
    return Wish(CONTACTED)


def _uncontacted(read: ClauseRead) -> Wish:
    read.use("as_contacted", "not")
    return Wish(CLEAR, value="contacted")


def _remind(read: ClauseRead) -> Wish:
    when = read.when()
    return Wish(REMIND, when.day, when.minute, unsure=when.unsure)


def _snooze(read: ClauseRead) -> Wish:
    # "En veille" is no eve.
    read.use("as_snoozed")
    when = read.when(until=True)
    return Wish(SNOOZE, when.day, unsure=when.unsure)


def _clear(read: ClauseRead) -> Wish:
    value = read.clause.value("what")
    read.use("what", "clear")
    return Wish(CLEAR, value=value)


def _wake(read: ClauseRead) -> Wish:
    return Wish(CLEAR, value="snooze")


def _forecast(read: ClauseRead) -> Wish:
    value = read.clause.value("forecast") or read.clause.value("outcome")
    read.use("forecast", "outcome", "be", "mark")
    return Wish(FORECAST, value=value)


_WISHES = {
    "contacted": _contacted,
    "uncontacted": _uncontacted,
    "remind": _remind,
    "snooze": _snooze,
    "note": lambda read: Wish(NOTE),
    "clear": _clear,
    "wake": _wake,
    "forecast": _forecast,
}
