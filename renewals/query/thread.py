"""What a message does with the list before: a page, another period, a condition that goes, what is added."""

from __future__ import annotations

from renewals.query.conditions import REFUSALS
from renewals.query.items import ItemizedText

# "Plus Austria", "Austria too"
ALSO = ("plus", "also", "too", "as well", "aussi", "egalement")
# "Show me April instead": one condition takes the place of another of its field.
INSTEAD = ("instead", "plutot")
# So few words can add something to the list before: "Spain too".
FEW_WORDS = 5


def of_the_list(said: ItemizedText) -> set[str]:
    """What the first word that says something does with the list before: it `adds` to it, or `unites` the two that were
    shown ("both together").
    """
    signs = set()
    if said.is_a(0, "not") and said.items[0].text in REFUSALS and (said.is_a(1, "not") or said.is_a(1, "and")):
        # "No, not Morocco: Germany"
        said.use(0, 1)
        signs.add("opens")
    first = next(
        (at for at, item in enumerate(said.items) if not item.is_a("opener", "only", "and") or item.is_a("add")), 0
    )
    if any(item.text in INSTEAD for item in said.items):
        signs.add("instead")
    few = sum(1 for item in said.items if item.text.isalnum()) <= FEW_WORDS
    ends = [item for item in (*said.items[:1], *said.items[-1:]) if item.text in ALSO]
    also = few and bool(ends)
    if said.is_a(first, "add") or also:
        signs.add("adds")
    elif said.is_a(first, "both"):
        following = said.at(said.past_little(first + 1))
        if following is None or not following.meanings.keys() & {"kind", "named", "region", "area", "segment"}:
            signs.add("unites")
            said.use(first, first + 1)
    return signs


def turns(said: ItemizedText) -> tuple[int, str | None]:
    """The page that a text turns to, and the week, month or quarter that it goes on to: one of both."""
    page, shift = _page(said), _shift(said)
    # "Et encore celle d'après" is the period after, and no page.
    return (0 if shift else page), shift


def _page(said: ItemizedText) -> int:
    for place, item in enumerate(said.items):
        if item.is_a("page") and not said.is_a(place - 1, "number"):
            item.used = True
            return int(item.meanings["page"])
    return 0


def amount(said: ItemizedText) -> int | None:
    """ "Make it 4500": a number alone, which nothing else has taken. Read before the unread words are told."""
    numbers = [item for item in said.items if item.is_a("number")]
    if len(numbers) != 1 or not any("amend" in item.meanings for item in said.items):
        return None
    numbers[0].used = True
    return int(numbers[0].meanings["number"])


def _shift(said: ItemizedText) -> str | None:
    for item in said.items:
        if item.is_a("shift"):
            item.used = True
            return str(item.meanings["shift"])
    return None


def removes(said: ItemizedText) -> bool:
    if any("end_verb" in item.meanings for item in said.items) and any(item.text == "," for item in said.items):
        # "Never mind whether automatic, what ends in March" asks for a list of its own.
        return False
    for place, item in enumerate(said.items):
        if "remove" in item.meanings and place <= 1:
            item.used = True
            return True
    return False
