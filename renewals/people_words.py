"""The words of a text among which colleagues are named, and what says of some of them that a name is meant there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from renewals import answers
from renewals.languages import small_words
from renewals.matching import NAMED_WITHIN_WORDS, QUESTION_WORDS, TRADES
from renewals.name_words import LEGAL_FORMS, words_of
from renewals.names import folded
from renewals.periods.words import words_of as words_of_time

LONGEST_INITIALS = 3
# So many words stand at most where people alone can stand.
LONGEST_ALONE = 3
APOSTROPHES = ("'", "’", "`", "´")


class Sentence:
    """A text in words, for names of people."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words_of(text)[:NAMED_WITHIN_WORDS]
        self.folded = [word.folded for word in self.words]
        # In a text all in capitals, or in none, capitals tell nothing.
        self._tells = any(letter.islower() for letter in text)
        owns = [self._is_s(place) for place in range(len(self.words))]
        self._possessive = [*owns[1:], False]
        self._marks = owns

    def _is_s(self, place: int) -> bool:
        """Whether a word is the "s" of "Dana's"."""
        before = self.text[self.words[place - 1].end : self.words[place].start] if place else ""
        return self.folded[place] == "s" and before in APOSTROPHES

    def end_of_name(self, first: int) -> int:
        """Before which word a name that begins at a place ends at the latest: "and", "'s" and signs between sentences
        end one.
        """
        end = first + 1
        while (
            end < len(self.words) and not self.words[end].connected and not self._marks[end] and not self._parted(end)
        ):
            end += 1
        return first if self._marks[first] else end

    def _parted(self, place: int) -> bool:
        gap = self.text[self.words[place - 1].end : self.words[place].start]
        return any(sign in gap for sign in "?!;:()\n") or len(gap) > LONGEST_INITIALS

    def _capital(self, place: int) -> bool:
        return self._tells and self.words[place].capital

    def is_typed(self, place: int) -> bool:
        """Whether a word may be a name that is typed wrongly or shortened."""
        return self._may_be_a_name(place)

    def is_initials(self, place: int) -> bool:
        word = self.words[place]
        return self._tells and 2 <= len(word.folded) <= LONGEST_INITIALS and self.text[word.start : word.end].isupper()

    def is_meant(self, first: int, last: int, *, whole: bool, exact: bool, strong: bool) -> bool:
        """Whether words that fit a name mean it.

        `whole`: it is a whole name; `strong`: they stand where people alone can.
        """
        time = last == first + 1 and self.folded[first] in _times()
        # "In May's first week" is a month, "show May's contracts" is not.
        if strong or (
            self._possessive[last - 1] and not (time and first > 0 and self.folded[first - 1] in small_words())
        ):
            return True
        before = first > 0 and self.folded[first - 1] in _words("before-names")
        after = last < len(self.words) and self.folded[last] in _words("after-names")
        capital = self._capital(first) and (first > 0 or last - first > 1)
        # Two words that are both names are one, though each is a word of every day too ("Jean Pierre").
        everyday = _ordinary() if last == first + 1 else _every_day()
        ordinary = [word for word in self.folded[first:last] if word in everyday]
        if before and after:
            return True
        if time:
            return False
        if not exact and not whole:
            return (before or after or len(self.words) <= LONGEST_ALONE) and not self.is_initials(first)
        if len(ordinary) < last - first:
            return True
        return capital or (before and self.folded[first] not in small_words() and last == len(self.words))

    def goes_on(self, place: int, beside: int) -> bool:
        """Whether the word at a place is one of the same name as the word beside it: a capital, nothing but a space
        between, and no other word of every day.
        """
        if not 0 <= place < len(self.words) or (place == 0 and place < beside) or not self._capital(place):
            return False
        gap = self.text[self.words[min(place, beside)].end : self.words[max(place, beside)].start]
        return (
            gap in (" ", "-")
            and not self.words[max(place, beside)].connected
            and self._may_be_a_name(place)
            and self._mixed(place)
        )

    def _mixed(self, place: int) -> bool:
        """Not an acronym ("EMEA"), which is no name."""
        word = self.words[place]
        return not self.text[word.start : word.end].isupper()

    def _may_be_a_name(self, place: int) -> bool:
        word = self.folded[place]
        return word.isalpha() and len(word) > 1 and word not in _no_names()

    def people_alone(self) -> Iterator[range]:
        """Where people alone can stand: the words of a name that nobody on file need have."""
        for place in range(len(self.words)):
            if self.folded[place] in _words("titles") and (span := self._name_from(place + 1, capital=True)):
                yield span
            for before, after in _templates():
                if before and tuple(self.folded[place : place + len(before)]) == before:
                    span = (
                        self._between(place + len(before), after)
                        if after
                        else self._name_from(place + len(before), capital=False)
                    )
                elif not before and tuple(self.folded[place : place + len(after)]) == after:
                    span = self._name_until(place)
                else:
                    continue
                if span:
                    yield span

    def _between(self, first: int, after: tuple[str, ...]) -> range | None:
        for last in range(first + 1, first + LONGEST_ALONE + 1):
            if tuple(self.folded[last : last + len(after)]) == after:
                return range(first, last) if all(self._may_be_a_name(place) for place in range(first, last)) else None
        return None

    def _name_from(self, first: int, capital: bool) -> range | None:
        last = first
        while (
            last < min(len(self.words), first + LONGEST_ALONE)
            and self._may_be_a_name(last)
            and (self._capital(last) or not capital)
        ):
            last += 1
            # One small word is a name; what follows it may be anything.
            if not self._capital(last - 1):
                break
        return range(first, last) if last > first else None

    def _name_until(self, last: int) -> range | None:
        first = last
        while first > max(0, last - LONGEST_ALONE) and self._may_be_a_name(first - 1):
            first -= 1
            if not self._capital(first):
                break
        return range(first, last) if first < last else None


@cache
def _words(name: str) -> frozenset[str]:
    """The words of all languages under a name."""
    return frozenset(
        word for language in answers.languages() for word in answers.phrase(language, "people", name).split()
    )


@cache
def _templates() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """What stands before and after a name where people alone can stand, of all languages."""
    written = [
        one for language in answers.languages() for one in answers.phrase(language, "people", "people-alone").split("|")
    ]
    parted = [one.partition("*") for one in written]
    return tuple((tuple(folded(before).split()), tuple(folded(after).split())) for before, _, after in parted)


@cache
def _times() -> frozenset[str]:
    """Months and days of the week, which some people are called."""
    kinds = {"month", "may", "weekday"}
    return frozenset(
        first
        for language in answers.languages()
        for first, phrases in words_of_time(language).phrases.items()
        for rest, meanings in phrases
        if not rest and kinds & meanings.keys()
    )


@cache
def _ordinary() -> frozenset[str]:
    """Words of every day, those that are names too among them."""
    return _words("ordinary-names") | _every_day()


@cache
def _every_day() -> frozenset[str]:
    return small_words() | QUESTION_WORDS | _times()


@cache
def _no_names() -> frozenset[str]:
    """What is no name, nor a part of one, of anybody who is not on file."""
    names = _words("ordinary-names") - small_words()
    return (_every_day() | TRADES | LEGAL_FORMS | _words("no-names") | _words("after-names") | _words("titles")) - names
