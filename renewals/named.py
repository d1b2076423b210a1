"""Where a text names what the contract file knows: accounts, products, resellers, colleagues, countries. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from rapidfuzz import fuzz

from renewals import answers
from renewals.matching import ACCOUNTS_ALIKE, ORDINARY, AccountName, accounts_named, products_named
from renewals.name_words import units
from renewals.names import folded
from renewals.people import Mention
from renewals.place_names import country_named
from renewals.query import Named
from renewals.reseller_names import resellers_by_a_word, resellers_named
from renewals.text_words import Word, words_with_places

# A country's name has so many words at most.
LONGEST_COUNTRY = 5
# "WSS" for "Web Security Service".
LEAST_INITIALS = 3
# A name that fits more accounts says too little of which are meant (a query holds so many values at most).
MOST_ACCOUNTS = 300
# Words of products' names by which a kind, a size or an offering is meant where they stand alone.
OF_CONDITIONS = frozenset("small business essential premium".split())


def named_in(
    text: str,
    accounts: Collection[AccountName],
    products: Collection[str],
    mentioned: Sequence[str],
    resellers: Iterable[str],
    colleagues: Sequence[Mention],
) -> list[Named]:
    """What a text names, each place once: the longest name wins.

    `mentioned`: products already recognised ("SEP" -> "Endpoint Protection").
    `colleagues`: the people whom it names (renewals/people.py); one whom nobody on file is called stays unread.
    """
    words = words_with_places(text)
    whole = list(resellers_named(words, resellers := list(resellers)))
    found = [
        *whole,
        *resellers_by_a_word(words, resellers, whole),
        *_accounts(text, words, accounts),
        *_products(text, words, products, mentioned),
    ]
    found += [
        Named("owner", tuple(person.email for person in one.people), one.start, one.end)
        for one in colleagues
        if one.people
    ]
    found += _countries(text, words)
    kept: list[Named] = []
    for one in sorted(found, key=lambda one: one.start - one.end):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _accounts(text: str, words: Sequence[Word], accounts: Collection[AccountName]) -> Iterator[Named]:
    """The accounts that are meant; those that share a place are one name for several."""
    places: dict[tuple[int, int], list[str]] = {}
    meant = accounts_named(text, accounts, most=MOST_ACCOUNTS + 1)
    for account in meant if len(meant) <= MOST_ACCOUNTS else ():
        span = _span(words, folded(account.name).split(), [unit for unit, _ in units(account.name)])
        if span is not None:
            places.setdefault(span, []).append(account.number)
    for (start, end), numbers in places.items():
        yield Named("account", tuple(numbers), start, end)


def _is_told(product: str, said: Sequence[str]) -> bool:
    """Whether some words name a product: one of them does by itself, or they are its whole name, or several begin it
    ("Web Security" for "Web Security Service"). "Cloud" is a kind of product before it is the beginning of "CloudSOC".
    """
    begins = len(said) > 1 and folded(product).split()[: len(said)] == list(said)
    whole = len(said) > 1 and set(folded(product).split()) <= set(said)
    return whole or begins or not all(word in ORDINARY | OF_CONDITIONS for word in said)


def _products(text: str, words: Sequence[Word], products: Collection[str], mentioned: Sequence[str]) -> Iterator[Named]:
    places: dict[tuple[int, int], list[str]] = {}
    initials: dict[str, list[str]] = {}
    for product in products:
        for letters in _initials(product):
            initials.setdefault(letters, []).append(product)
    for product in products_named(text, mentioned, products):
        span = _span(words, folded(product).split(), folded(product).split())
        said = [] if span is None else [word.plain for word in words if span[0] <= word.start < span[1]]
        if span is not None and _is_told(product, said):
            named = places.setdefault(span, [])
            # "Endpoint" are all the products that are called so, the shorter names before the longer ones.
            named += [one for one in _called(said, product, products) if one not in named]
    for word in words:
        for product in initials.get(word.plain, ()):
            places.setdefault((word.start, word.end), []).append(product)
    for (start, end), names in places.items():
        yield Named("product", tuple(names), start, end)
    yield from _beginnings(words, products)


def _beginnings(words: Sequence[Word], products: Collection[str]) -> Iterator[Named]:
    """Products of whose names two words or more begin there, each whole or shortened as people write it ("IT mgmt" for
    "IT Management Suite"), the longest run of words.
    """
    short = short_words()
    names = [(product, folded(product).split()) for product in products]
    first = 0
    while first < len(words):
        lengths = {product: _held_from(words, first, name, short) for product, name in names}
        longest = max(lengths.values(), default=0)
        if longest > 1:
            begun = sorted(product for product, length in lengths.items() if length == longest)
            meant = [product for product, name in names if product in begun and len(name) == longest] or begun
            yield Named("product", tuple(meant), words[first].start, words[first + longest - 1].end)
        first += max(longest, 1)


def _held_from(words: Sequence[Word], first: int, name: Sequence[str], short: Mapping[str, str]) -> int:
    """How many words from a place on are the first of a name."""
    count = 0
    while count < len(name) and first + count < len(words):
        said = words[first + count].plain
        if name[count] not in (said, short.get(said)):
            break
        count += 1
    return count


@cache
def short_words() -> dict[str, str]:
    """How words of products' names are shortened, of all languages: the short word, and the whole one."""
    pairs = (
        pair.split("=")
        for language in answers.languages()
        for pair in answers.phrase(language, "query", "short-words").split()
    )
    return {one[0]: one[1] for one in pairs}


def _called(said: Sequence[str], product: str, products: Collection[str]) -> list[str]:
    """The products that some words name: the one whose whole name they are, else each whose name holds them all."""
    if folded(product).split() == list(said) or not set(said) <= set(folded(product).split()):
        return [product]
    return sorted({product, *(one for one in products if set(said) <= set(folded(one).split()))})


def _initials(product: str) -> set[str]:
    """How a product's name is shortened: by its words' first letters, and with its short words whole ("ITMS")."""
    parts = folded(product).split()
    short = {"".join(part[0] for part in parts), "".join(part if len(part) == 2 else part[0] for part in parts)}
    return {letters for letters in short if len(letters) >= LEAST_INITIALS and len(parts) > 1}


def _countries(text: str, words: Sequence[Word]) -> Iterator[Named]:
    for first in range(len(words)):
        for last in range(min(first + LONGEST_COUNTRY, len(words)), first, -1):
            start, end = words[first].start, words[last - 1].end
            code = country_named(text[start:end])
            if code is not None and not _is_a_meeting(words, first, last):
                yield Named("country", (code,), start, end)
                break


def _is_a_meeting(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether « réunion » is a meeting, and not the island: « ma réunion de lundi »."""
    word = words[first]
    before = words[first - 1].plain if first else ""
    return last - first == 1 and word.plain == "reunion" and not word.capital and before not in ("la", "a", "ile")


def _span(words: Sequence[Word], name: Sequence[str], telling: Sequence[str]) -> tuple[int, int] | None:
    """Where a text holds most of a name: the run of words that are the name's, with the most letters."""
    parts = {*name, *telling}
    best: tuple[int, int, int] | None = None
    first = 0
    while first < len(words):
        last, letters = first, 0
        while last < len(words) and (weight := _of_name(words[last].plain, parts)):
            letters, last = letters + weight, last + 1
        if last > first and (best is None or letters > best[0]):
            best = letters, words[first].start, words[last - 1].end
        first = max(last, first + 1)
    return (best[1], best[2]) if best else None


def _of_name(word: str, parts: Collection[str]) -> int:
    if word in parts:
        return len(word)
    near = any(
        len(part) > 3 and len(word) > 3 and (part.startswith(word) or float(fuzz.ratio(word, part)) >= ACCOUNTS_ALIKE)
        for part in parts
    )
    if near or (len(word) > 2 and word == "".join(parts)):
        return len(word)
    return 0
