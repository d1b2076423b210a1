"""What is asked of the contracts: their number, a sum, groups, an order, so many; and how many seats they have.

Each rule marks the words that it has read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from renewals.query.items import Said
from renewals.query.kinds import GROUPS, Bounds

# Fields whose nouns stand for the contracts themselves in a question ("which accounts end in May?").
PLAIN_NOUNS = ("account", "product")
HIGHEST = 2**31 - 1


@dataclass
class Shape:
    """What of a query its shape is, as far as it has been read.

    `explicit`: so many are asked for; `upcoming`: what ends next, from today on.
    """

    ask: str = "list"
    by: str | None = None
    sort: str | None = None
    descending: bool = False
    most: int | None = None
    seats: Bounds | None = None
    compares: bool = False
    explicit: bool = False
    upcoming: bool = False


def shape_of(said: Said) -> Shape:
    """The shape of what is asked."""
    shape = Shape()
    for rule in RULES:
        rule(said, shape)
    if shape.by and shape.ask == "list":
        shape.ask = "count"
    if shape.sort == "end" and not shape.descending and not shape.by:
        shape.sort = None
    return shape


def _seats(said: Said, shape: Shape) -> None:
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
        noun = said.past_little(last) if said.is_a(last, "little") and not said.is_a(last, "seat") else last
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
        least, most = bounds
        shape.seats = (least if least > 0 else None, most if most < HIGHEST else None)
        said.use(first, last)
        return


BOUNDS: dict[str, Callable[[int, int], tuple[int, int]]] = {
    "between": lambda least, most: (least, most),
    "at_least": lambda least, most: (least, HIGHEST),
    "more_than": lambda least, most: (least + 1, HIGHEST),
    "at_most": lambda least, most: (0, most),
    "fewer_than": lambda least, most: (0, most - 1),
    "exactly": lambda least, most: (least, most),
}


def _top(said: Said, shape: Shape) -> None:
    """ "The next five", "top 10 accounts", "my 3 biggest"."""
    for place in range(len(said.items)):
        if not said.is_a(place, "number") or said.is_a(place + 1, "unit_of_time"):
            continue
        if said.is_a(place + 1, "top") and not said.is_a(place + 2, "unit_of_time", "number"):
            # "Les 5 prochains"
            said.items[place], said.items[place + 1] = said.items[place + 1], said.items[place]
            place += 1
        ranked = said.is_a(place - 1, "top") and not said.is_a(place - 2, "within")
        described = said.is_a(said.past_little(place + 1), "superlative") or said.is_a(place - 1, "superlative")
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


def _ask(said: Said, shape: Shape) -> None:
    for place in range(len(said.items)):
        if said.is_a(place, "ask"):
            asked = said.value(place, "ask")
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


def _accounts_after(said: Said, place: int) -> int | None:
    """Where "how many" goes on with accounts: "how many enterprise customers", "combien de PME"."""
    segment: int | None = None
    while said.is_a(place, "little", "segment", "kind", "named", "mine", "area") or said.is_a(place, "field"):
        if said.is_a(place, "field") and said.value(place, "field") == "account":
            return place
        segment = place if said.is_a(place, "segment") else segment
        place += 1
    return segment if segment is not None and not said.is_a(place, "noun", "seat") else None


def _groups(said: Said, shape: Shape) -> None:
    """ "By owner", "per month"; and "by seats", which is an order."""
    for place in range(len(said.items)):
        if said.is_a(place, "by_field") and shape.ask != "list" and not shape.by:
            # "How many end every month?"; "what ends every month" names no period, and is asked back.
            shape.by = said.value(place, "by_field")
            said.use(place, place + 1)
            continue
        if not said.is_a(place, "by") or said.is_a(place, "sort") or _of_a_day(said, place):
            continue
        noun = said.past_little(place + 1)
        if any(said.is_a(at, "sort_verb") for at in range(place)) and said.is_a(noun, "field", "date_field"):
            said.items[place].meanings["sort"] = "x"
            continue
        if said.is_a(noun, "field") and not shape.by:
            shape.by = said.value(noun, "field")
            _sum_of_seats(said, shape, place)
            said.use(place, noun + 1)
        elif said.is_a(noun, "date_field"):
            field = said.value(noun, "date_field")
            if shape.by and field == "seats":
                shape.ask = "seats"
            else:
                shape.sort, shape.descending = field, shape.descending or (field == "seats" and shape.explicit)
            said.use(place, noun + 1)


def _of_a_day(said: Said, place: int) -> bool:
    """ "The 15th of each month" names no groups."""
    before = [item.text for item in said.items[max(0, place - 3) : place - 1]]
    return said.is_a(place - 1, "little") and any(text.isdigit() and len(text) <= 2 for text in before)


def _sum_of_seats(said: Said, shape: Shape, place: int) -> None:
    before = said.past_little(place - 1, -1)
    alone = next(
        (at for at in range(len(said.items)) if said.is_a(at, "seat") and not said.is_a(at - 1, "number")), before
    )
    if shape.ask == "list" and said.is_a(alone, "seat"):
        shape.ask = "seats"
        said.use(alone, alone + 1)
        return
    first = said.past_little(0) if not said.is_a(0, "field") else 0
    if shape.ask == "list" and said.is_a(first, "field") and said.value(first, "field") == "account" and first < place:
        shape.ask = "accounts"
        said.use(first, first + 1)


def _compare(said: Said, shape: Shape) -> None:
    for place in range(len(said.items)):
        if said.is_a(place, "compare"):
            shape.compares = True
            said.use(place, place + 1)
            noun = said.past_little(place + 1)
            if said.is_a(noun, "field") and not shape.by:
                shape.by = said.value(noun, "field")
                said.use(noun, noun + 1)


def _compared_by_seats(said: Said, shape: Shape) -> None:
    """ "Sam against Léa by seats": their seats are compared, and nothing is sorted by them."""
    seats = [
        place for place in range(len(said.items)) if said.is_a(place, "seat") and not said.is_a(place - 1, "number")
    ]
    if shape.compares and (seats or shape.sort == "seats") and shape.seats is None:
        shape.ask = "seats"
        shape.sort = None if shape.sort == "seats" else shape.sort
        for place in seats[:1]:
            said.use(place, place + 1)


def _sort(said: Said, shape: Shape) -> None:
    for place in range(len(said.items)):
        if said.is_a(place, "sort"):
            noun = said.past_little(place + 1)
            if said.is_a(noun, "date_field", "field"):
                kind = "date_field" if said.is_a(noun, "date_field") else "field"
                shape.sort, shape.descending = _sortable(said.value(noun, kind)), False
                said.use(place, noun + 1)
    for place in range(len(said.items)):
        for kind in ("descending", "ascending"):
            if said.is_a(place, kind):
                named = said.value(place, kind)
                shape.sort = shape.sort or (None if named == "x" else named) or ("total" if shape.by else "end")
                shape.descending = kind == "descending"
                said.use(place, place + 1)


def _sortable(field: str) -> str:
    return {"kind": "product", "region": "country", "month": "end"}.get(field, field)


def _superlatives(said: Said, shape: Shape) -> None:
    """ "The biggest", "ends first"; "who has the most": groups, the first of them."""
    for place in range(len(said.items)):
        if said.is_a(place, "superlative"):
            what, _, which = said.value(place, "superlative").partition("-")
            group = _asked_of(said)
            said.use(place, place + 1)
            noun = said.past_little(place + 1)
            if what == "seats" and not group and said.is_a(noun, "field") and said.value(noun, "field") in GROUPS:
                group = said.value(noun, "field"), not said.items[noun].meanings.get("several")
                said.use(noun, noun + 1)
            if what == "seats" and (group or shape.by):
                # "The biggest reseller by number of contracts" is none by seats.
                shape.ask = shape.ask if shape.ask in ("count", "accounts") else "seats"
                _rank(shape, group or (shape.by or "", False), which == "most")
                continue
            shape.sort, shape.descending = what, which in ("most", "last")
            shape.upcoming = (what, which) == ("end", "first")
            if shape.most is None and any(item.is_a("one") for item in said.items):
                shape.most = 1
        elif said.is_a(place, "many") and (group := _asked_of(said)):
            _rank(shape, group, said.value(place, "many") == "most")
            said.use(place, place + 1)
            noun = said.past_little(place + 1)
            if said.is_a(noun, "seat"):
                shape.ask = "seats"
                said.use(noun, noun + 1)
            elif said.is_a(noun, "field") and said.value(noun, "field") == "account":
                shape.ask = "accounts"
                said.use(noun, noun + 1)


def _rank(shape: Shape, group: tuple[str, bool], most: bool) -> None:
    shape.by, one = group
    shape.sort, shape.descending = "total", most
    shape.most = shape.most or (1 if one else None)


def _asked_of(said: Said) -> tuple[str, bool] | None:
    """Of what "the most" is asked: its field, and whether one is asked for. "Who" and "which reseller"."""
    for place in range(len(said.items)):
        if place == 0 and said.is_a(place, "who"):
            said.use(place, place + 1)
            return str(said.items[place].meanings["who"]), True
        if said.is_a(place, "field") and said.is_a(said.past_little(place - 1, -1), "which"):
            field = said.value(place, "field")
            said.use(place, place + 1)
            return field, not said.items[place].meanings.get("several")
    return None


def _which(said: Said, shape: Shape) -> None:
    """ "Which reps have …": groups, without a number."""
    for place in range(1, len(said.items)):
        if shape.by or not said.is_a(place, "field") or not said.is_a(place - 1, "which"):
            continue
        field = said.value(place, "field")
        if field not in PLAIN_NOUNS and not said.is_a(place + 1, "named"):
            shape.by = field
            said.use(place, place + 1)


RULES: tuple[Callable[[Said, Shape], None], ...] = (
    _seats,
    _top,
    _ask,
    _groups,
    _compare,
    _sort,
    _compared_by_seats,
    _superlatives,
    _which,
)
