"""What is asked of the contracts: their number, a sum, groups, an order, so many; and how many seats they have.

Each rule marks the words that it has read.
"""

from __future__ import annotations

from collections.abc import Callable

from renewals.query.conditions import ALL_KINDS
from renewals.query.items import ItemizedText
from renewals.query.kinds import FLAGS, GROUPS, HIGHEST, NO, YES, Shape
from renewals.query.leaders import leaders
from renewals.query.measures import BOUNDS, averages, groups_without, rankings, sizes_of_groups
from renewals.query.order import compare, compared_by_seats, groups, of_each, sort, superlatives, which, whose

# What stands for contracts behind an "and": "the software and anything under 500 seats".
IN_SEATS = ("in ", "en ")
# What may stand between "total" and the seats of which it is.
SUMMED_BETWEEN = ("little", "named", "kind", "offering", "segment", "status", "soft_status", "auto_renew", "mine")
# "The next five" of a list that was shown are those behind it.
FURTHER = ("next", "another", "suivants", "suivantes", "prochains", "prochaines")
STAND_FOR = ("head", "one", "noun", "those", "listed")


def shape_of(said: ItemizedText) -> Shape:
    """The shape of what is asked."""
    shape = Shape()
    for rule in RULES:
        rule(said, shape)
    if shape.by and shape.ask == "list":
        shape.ask = "count"
    if shape.by and shape.sort == "end" and shape.turned:
        # "List resellers with overdue, most first"
        shape.sort = "total"
    if shape.sort == "end" and not shape.descending and not shape.by:
        shape.sort = None
    return shape


def _seats(said: ItemizedText, shape: Shape) -> None:
    """ "More than 50 seats", "between 50 and 100 users", "50+ seats", "seats over 50"."""
    for place in range(len(said.items)):
        if not said.is_a(place, "number"):
            continue
        number = int(said.value(place, "number"))
        first, last, bounds = place, place + 1, (number, number)
        if said.is_a(place + 1, "to") and said.is_a(place + 2, "number"):
            bounds, last = (number, int(said.value(place + 2, "number"))), place + 3
        elif said.is_a(place + 1, "or_more"):
            bounds, last = (number, HIGHEST), place + 2
        elif said.is_a(place + 1, "or_fewer"):
            bounds, last = (0, number), place + 2
        spaced = said.is_a(last, "little") and not said.is_a(last, "seat", "by")
        noun = said.past_little(last) if spaced else last
        for kind, meant in BOUNDS.items():
            if said.is_a(place - 1, kind) and (kind != "between" or last == place + 3):
                first, bounds = place - 1, meant(*bounds)
                break
        if said.is_a(noun, "seat"):
            last = noun + 1
            if said.is_a(last, "or_more"):
                bounds, last = (number, HIGHEST), last + 1
            elif said.is_a(last, "or_fewer"):
                bounds, last = (0, number), last + 1
        elif said.is_a(first - 1, "seat") and first < place:
            first -= 1
        elif said.is_a(first - 1, "little") and said.is_a(first - 2, "seat") and first < place:
            first -= 2
        else:
            continue
        if bounds == (number, number) and _is_no_word_of_ours(said, first - 1):
            # "Crossing 3000 seats": whoever knows not what stands before a number knows no bound.
            continue
        denied = _denied_at(said, first)
        if denied is not None:
            turned = _turned_round(bounds)
            if turned is None:
                # "Not between 50 and 100": a query cannot say it.
                continue
            bounds, first = turned, denied
        size = said.past_little(first - 1, -1)
        if said.is_a(size, "date_field") and said.value(size, "date_field") == "seats":
            # « Dont la taille dépasse 3000 postes »
            first = size
        least, most = bounds
        shape.seats = (least if least > 0 else None, most if most < HIGHEST else None)
        said.use(first, last)
        return


def _is_no_word_of_ours(said: ItemizedText, place: int) -> bool:
    item = said.at(place)
    return item is not None and not item.meanings and not item.time and item.text.isalpha()


def _denied_at(said: ItemizedText, first: int) -> int | None:
    """Where the "not" stands that a number of seats belongs to: "nothing under 500 seats", "drop those over 500", "drop
    the software and anything under 500".
    """
    at = first - 1
    while said.is_a(at, "little", "head", "one", "noun", "those", "these", "listed", "which", "exactly"):
        at -= 1
    if said.is_a(at, "not", "remove") and not said.is_a(at, "noun"):
        return at
    joint = at
    if not said.is_a(joint, "and", "or") or not any(said.is_a(one, *STAND_FOR) for one in range(joint + 1, first)):
        return None
    while said.is_a(at, "little", "and", "or", "one", "those", "noun", *ALL_KINDS):
        at -= 1
    return joint + 1 if said.is_a(at, "not", "remove") and at < joint - 1 else None


def _turned_round(bounds: tuple[int, int]) -> tuple[int, int] | None:
    """All numbers outside some bounds, where these are open on one side."""
    least, most = bounds
    if least <= 0:
        return most + 1, HIGHEST
    return (0, least - 1) if most >= HIGHEST else None


def _top(said: ItemizedText, shape: Shape) -> None:
    """ "The next five", "top 10 accounts", "my 3 biggest"."""
    for place in range(len(said.items)):
        if not said.is_a(place, "number") or said.is_a(place + 1, "unit_of_time"):
            continue
        if said.is_a(place + 1, "top") and not said.is_a(place + 2, "unit_of_time", "number"):
            # "Les 5 prochains"
            said.items[place], said.items[place + 1] = said.items[place + 1], said.items[place]
            place += 1
        if said.is_a(place + 1, "page") and said.value(place + 1, "page") == "1" and not said.is_a(place + 2, "seat"):
            # "5 more", « les 5 suivants »
            shape.most, shape.further = int(said.value(place, "number")), True
            said.use(place, place + 2)
            return
        ranked = said.is_a(place - 1, "top") and not said.is_a(place - 2, "within")
        described = said.is_a(said.past_little(place + 1), "superlative") or said.is_a(place - 1, "superlative")
        described = described or (
            said.is_a(place + 1, "those", "one", "little")
            and not said.is_a(place + 1, "seat", "by")
            and any(said.is_a(at, "superlative") for at in range(place, len(said.items)))
        )
        described = described or (said.is_a(place + 1, "many") and said.is_a(place + 2, "status", "soft_status"))
        described = described or (
            said.is_a(place + 1, "noun") and any(said.is_a(at, "superlative") for at in range(place, len(said.items)))
        )
        if not (ranked or described) or not 0 < int(said.value(place, "number")) <= 1000:
            continue
        shape.most = int(said.value(place, "number"))
        if ranked:
            shape.explicit = True
            shape.descending = said.value(place - 1, "top") == "last"
            shape.sort = "end" if shape.descending else None
            shape.upcoming = not shape.descending
            shape.further = said.items[place - 1].text.removeprefix("the ").removeprefix("les ") in FURTHER
        said.use(place - 1 if ranked else place, place + 1)
        noun = said.past_little(place + 1)
        if ranked and said.is_a(noun, "field") and said.value(noun, "field") in GROUPS:
            shape.by, shape.sort, shape.descending, shape.upcoming = (
                said.value(noun, "field"),
                "total",
                not shape.descending,
                False,
            )
            said.use(noun, noun + 1)
        return


def _top_groups(said: ItemizedText, shape: Shape) -> None:
    """ "Top resellers", "top clients": groups, the largest first."""
    for place in range(len(said.items) - 1):
        noun = said.past_little(place + 1)
        field = said.value(noun, "field") if said.is_a(noun, "field") else None
        several = field is not None and "several" in said.items[noun].meanings
        if shape.by or shape.most or not several or said.items[place].text != "top" or field not in GROUPS:
            continue
        shape.by, shape.sort, shape.descending = field, "total", True
        said.use(place, noun + 1)
        return


def _sum_of(said: ItemizedText, shape: Shape) -> None:
    """ "Total hardware seats": a sum, whatever conditions stand between."""
    for place in range(len(said.items)):
        at = place + 1
        while said.is_a(at, *SUMMED_BETWEEN) and not said.is_a(at, "seat"):
            at += 1
        if said.is_a(place, "sum_of") and said.is_a(at, "seat"):
            shape.ask = "seats"
            said.use(place, place + 1)
            said.use(at, at + 1)
            return


def _ask(said: ItemizedText, shape: Shape) -> None:
    _two_counts(said, shape)
    for place in range(len(said.items)):
        sorts = said.is_a(place - 1, "by", "sort") or said.is_a(said.past_little(place - 1, -1), "sort", "sort_verb")
        if said.is_a(place, "ask") and not (sorts and said.is_a(place, "date_field")):
            asked = said.value(place, "ask")
            if asked == "seats" and said.items[place].text.startswith(IN_SEATS) and _ranks(said):
                # "Biggest first, in seats" asks for no sum.
                said.use(place, place + 1)
                continue
            noun = said.past_little(place + 1)
            if asked == "count" and said.is_a(noun, "seat"):
                asked = "seats"
                said.use(noun, noun + 1)
            elif asked == "count" and (counted := _accounts_after(said, place + 1)) is not None:
                asked = "accounts"
                if said.is_a(counted, "field"):
                    said.use(counted, counted + 1)
            said.use(place, place + 1)
            shape.ask = asked if shape.ask in ("list", "count") else shape.ask


def _ranks(said: ItemizedText) -> bool:
    return any(said.is_a(place, "descending", "ascending", "superlative") for place in range(len(said.items)))


def _two_counts(said: ItemizedText, shape: Shape) -> None:
    """ "How many are active and how many overdue": a number for each state, or for a yes and a no."""
    counts = [item for item in said.items if item.is_a("ask") and item.meanings["ask"] == "count"]
    states = {str(item.meanings.get("status") or item.meanings.get("soft_status") or "") for item in said.items} - {""}
    if len(counts) > 1 and len(states) > 1 and not shape.by:
        shape.by = "status"
    for flag in FLAGS:
        if len(counts) > 1 and {str(item.meanings.get(flag)) for item in said.items} >= {YES, NO}:
            # "How many automatic and how many manual"
            shape.of_each = True


def _accounts_after(said: ItemizedText, place: int) -> int | None:
    """Where "how many" goes on with accounts: "how many enterprise customers", "combien de PME"."""
    segment: int | None = None
    while said.is_a(place, "little", "segment", "kind", "named", "mine", "area") or said.is_a(place, "field"):
        if said.is_a(place, "field") and said.value(place, "field") == "account":
            return place
        segment = place if said.is_a(place, "segment") else segment
        place += 1
    return segment if segment is not None and not said.is_a(place, "noun", "seat") else None


RULES: tuple[Callable[[ItemizedText, Shape], None], ...] = (
    leaders,
    sizes_of_groups,
    groups_without,
    rankings,
    averages,
    _seats,
    _top,
    _top_groups,
    _sum_of,
    _ask,
    groups,
    compare,
    of_each,
    sort,
    compared_by_seats,
    superlatives,
    which,
    whose,
)
