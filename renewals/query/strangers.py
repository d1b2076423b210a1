"""Names that nobody on file has: a list without them would look as if it were about them."""

from __future__ import annotations

from renewals.query.items import Item, ItemizedText

# Words for contracts.
OF_CONTRACTS = frozenset(("noun", "listed", "those"))
# What stands before a name and is none of it, but is told with it: "Partner Falcon".
BEFORE_A_NAME = ("reseller", "account", "product")
LEAST_LETTERS = 3
# Whose something is stands behind one of these, after a word for contracts; a name has so many words.
OF = ("of", "de", "d")
LONGEST_NAME = 5
# "Tom's", "today's": who or what a sign and a letter behind a word make the owner.
OWNS = ("'", "s")


def strangers_in(said: ItemizedText) -> tuple[str, ...]:
    """The names in a text that no rule has read: words with a capital within a sentence. Where all words are written
    with capitals these say nothing.
    """
    names = _owners(said)
    if names:
        return _written(said, names)
    if all(_is_capital(said, item) for item in said.items if item.text.isalpha()):
        return ()
    for place, item in enumerate(said.items):
        if place == 0 or not _is_unread(item) or not _is_capital(said, item) or _ends_a_sentence(said, place - 1):
            continue
        begins = place - _names_a_kind(said, place - 1)
        if names and names[-1][1] == begins:
            names[-1] = names[-1][0], place + 1
        else:
            names.append((begins, place + 1))
    return _written(said, names)


def _written(said: ItemizedText, names: list[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(said.text[said.items[first].start : said.items[last - 1].end] for first, last in names)


def _owners(said: ItemizedText) -> list[tuple[int, int]]:
    """Where unread words say whose contracts are asked for, however they are written: "tom becker's renewals", «
    contrats de tom becker ».
    """
    names: list[tuple[int, int]] = []
    for place in range(len(said.items)):
        first = last = place
        if tuple(item.text for item in said.items[place : place + 2]) == OWNS and _is_glued(said, place):
            while last - first < LONGEST_NAME and first > 0 and _is_unread(said.items[first - 1]):
                first -= 1
        elif said.items[place].text in OF and place and said.items[place - 1].meanings.keys() & OF_CONTRACTS:
            first = place + 1 + (said.items[place].text == "d")
            last = first
            while last - first < LONGEST_NAME and last < len(said.items) and _is_unread(said.items[last]):
                last += 1 + _is_hyphenated(said, last)
        if last > first:
            names.append((first, last))
    return names


def _is_hyphenated(said: ItemizedText, place: int) -> bool:
    """Whether a hyphen joins a word to the next of a name: "Jean-Luc"."""
    sign, following = said.at(place + 1), said.at(place + 2)
    return sign is not None and sign.text == "-" and following is not None and _is_unread(following)


def _is_glued(said: ItemizedText, place: int) -> bool:
    """Whether nothing stands before a sign and behind it."""
    return place > 0 and said.items[place - 1].end == said.items[place].start == said.items[place + 1].start - 1


def _is_unread(item: Item) -> bool:
    return (
        not item.used
        and not item.time
        and not item.meanings
        and item.text.isalpha()
        and len(item.text) >= LEAST_LETTERS
    )


def _is_capital(said: ItemizedText, item: Item) -> bool:
    return said.text[item.start].isupper() and not said.text[item.start : item.end].isupper()


def _names_a_kind(said: ItemizedText, place: int) -> bool:
    item = said.at(place)
    kind = item is not None and item.meanings.get("field") in BEFORE_A_NAME and "several" not in item.meanings
    return kind and item is not None and _is_capital(said, item)


def _ends_a_sentence(said: ItemizedText, place: int) -> bool:
    return said.items[place].text in ".!?:;\n"
