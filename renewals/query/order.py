"""The order and the groups that a question asks for: "by owner", "the biggest", "who has the most"."""

from __future__ import annotations

from renewals.periods.words import words_of
from renewals.query.items import ItemizedText
from renewals.query.kinds import AVERAGES, DATED, GROUPS, Shape
from renewals.query.leaders import counted_behind

# Fields whose nouns stand for the contracts themselves in a question ("which accounts end in May?").
PLAIN_NOUNS = ("account", "product")
ONE = ("contract", "renewal", "deal", "subscription", "account", "one", "contrat", "renouvellement", "tout")


SEVERAL_END = ("end ", "expire ", "finissent ", "expirent ", "se terminent ")


def groups(said: ItemizedText, shape: Shape) -> None:
    """ "By owner", "per month"; and "by seats", which is an order."""
    for place in range(len(said.items)):
        words = said.items[place].text.split()
        # "Month by month"
        doubled = len(words) > 1 and words[0] == words[-1]
        if said.is_a(place, "by_field") and (shape.ask != "list" or doubled) and not shape.by:
            # "How many end every month?"; "what ends every month" names no period, and is asked back.
            shape.by = said.value(place, "by_field")
            said.use(place, place + 1)
            continue
        if not said.is_a(place, "by") or said.is_a(place, "sort") or _of_a_day(said, place):
            continue
        noun = said.past_little(place + 1)
        verbs = [at for at in range(place) if said.is_a(at, "sort_verb")]
        if verbs and said.is_a(noun, "field", "date_field"):
            said.items[place].meanings["sort"] = "x"
            for at in verbs:
                said.use(at, at + 1)
            continue
        if said.is_a(noun, "field") and not shape.by:
            shape.by = said.value(noun, "field")
            _sum_of_seats(said, shape, place)
            # "Country by country"
            doubled = said.is_a(place - 1, "field") and said.items[place - 1].text == said.items[noun].text
            said.use(place - doubled, noun + 1)
        elif said.is_a(noun, "date_field"):
            field = said.value(noun, "date_field")
            if shape.by and field == "seats":
                shape.ask = "seats"
            else:
                # "Bottom five by seats" are the smallest.
                lowest = shape.explicit and shape.descending
                shape.sort, shape.descending = field, not lowest and (shape.descending or field == "seats")
                shape.ordered, shape.upcoming = True, shape.upcoming and field == "end"
            said.use(place, noun + 1)


def _of_a_day(said: ItemizedText, place: int) -> bool:
    """ "The 15th of each month" names no groups."""
    before = [item.text for item in said.items[max(0, place - 3) : place]]
    of = said.is_a(place - 1, "little") or " " in said.items[place].text
    return of and any(text.isdigit() and len(text) <= 2 for text in before)


def _sum_of_seats(said: ItemizedText, shape: Shape, place: int) -> None:
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


def compare(said: ItemizedText, shape: Shape) -> None:
    for place in range(len(said.items)):
        if said.is_a(place, "compare") and not (said.is_a(place, "many") and _has_group(said)):
            shape.compares = True
            said.use(place, place + 1)
            noun = said.past_little(place + 1)
            # "Compare this quarter and next quarter" names two of them.
            between = (item.text for item in said.items[place + 1 : noun])
            pointed = any("this" in words_of(said.language).at([text], 0)[1] for text in between)
            if said.is_a(noun, "field") and not shape.by and not (pointed and said.value(noun, "field") in DATED):
                shape.by = said.value(noun, "field")
                said.use(noun, noun + 1)


def of_each(said: ItemizedText, shape: Shape) -> None:
    """ "How many of each", "combien de chaque": groups of what is named several times (renewals/query/compared.py)."""
    for place in range(len(said.items)):
        if said.is_a(place, "each_of") and not said.is_a(said.past_little(place + 1), "field", "noun", "unit_of_time"):
            shape.of_each = True
            if shape.ask == "list":
                shape.ask = "count"
            said.use(place, place + 1)


def compared_by_seats(said: ItemizedText, shape: Shape) -> None:
    """ "Sam against Léa by seats": their seats are compared, and nothing is sorted by them."""
    seats = [
        place for place in range(len(said.items)) if said.is_a(place, "seat") and not said.is_a(place - 1, "number")
    ]
    if shape.compares and (seats or shape.sort == "seats") and shape.seats is None:
        shape.ask = "seats"
        shape.sort = None if shape.sort == "seats" else shape.sort
        for place in seats[:1]:
            said.use(place, place + 1)


def sort(said: ItemizedText, shape: Shape) -> None:
    for place in range(len(said.items)):
        if said.is_a(place, "sort"):
            noun = said.past_little(place + 1)
            if said.is_a(noun, "date_field", "field"):
                kind = "date_field" if said.is_a(noun, "date_field") else "field"
                shape.sort = _sortable(said.value(noun, kind))
                # Who sorts by seats looks at the biggest first.
                shape.descending = shape.sort == "seats"
                shape.ordered = True
                said.use(place, noun + 1)
    for place in range(len(said.items)):
        for kind in ("descending", "ascending"):
            if said.is_a(place, kind):
                named = said.value(place, kind)
                shape.turned = named == "x" and shape.sort is None and not shape.by
                shape.sort = shape.sort or (None if named == "x" else named) or ("total" if shape.by else "end")
                shape.descending = kind == "descending"
                shape.ordered = True
                said.use(place, place + 1)
    if shape.ordered:
        # "Trie du plus gros au plus petit"
        for place in range(len(said.items)):
            if said.is_a(place, "sort", "sort_verb"):
                said.use(place, place + 1)


def _sortable(field: str) -> str:
    return {"kind": "product", "region": "country", "month": "end"}.get(field, field)


def superlatives(said: ItemizedText, shape: Shape) -> None:
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
                shape.ask = shape.ask if shape.ask in ("count", "accounts", *AVERAGES) else "seats"
                _rank(shape, group or (shape.by or "", False), which == "most")
                continue
            # "The most overdue" are overdue as well.
            said.items[place].used = what != "age" or "status" not in said.items[place].meanings
            if what == "age":
                # Of what is past its end the oldest is the longest past it, else it is what began first.
                what, which = ("end" if _speaks_of_ended(said) else "start"), "last" if which == "least" else "longest"
            shape.sort, shape.descending = what, which in ("most", "last")
            # "Which end first?" of several asks for their order; "which ends first?" for what is next.
            several = shape.most is None and said.items[place].text.startswith(SEVERAL_END)
            shape.upcoming = (what, which) == ("end", "first") and not several
            shape.ordered = shape.ordered or several
            if shape.most is None and (_is_one(said, place) or any(item.is_a("one", "single") for item in said.items)):
                shape.most = 1
            if shape.most is None and what == "seats" and _is_single(said, place):
                shape.most = 1
        elif said.is_a(place, "many") and said.is_a(place + 1, "status", "soft_status") and not _has_group(said):
            # "The five most overdue" are the longest past their end.
            said.use(place, place + 1)
        elif said.is_a(place, "many") and (group := _asked_of(said)):
            _rank(shape, group, said.value(place, "many") == "most")
            said.use(place, place + 1)
            noun = counted_behind(said, place + 1)
            if said.is_a(noun, "seat"):
                shape.ask = "seats"
                said.use(noun, noun + 1)
            elif said.is_a(noun, "field") and said.value(noun, "field") == "account":
                shape.ask = "accounts"
                said.use(noun, noun + 1)


def _is_one(said: ItemizedText, place: int) -> bool:
    """Whether a superlative of several words holds the noun, and one alone: "the last contract to end"."""
    return any(word in ONE for word in said.items[place].text.split())


def _is_single(said: ItemizedText, place: int) -> bool:
    """Whether "only" stands before a superlative that is none of several: "juste le plus gros", "just the biggest"."""
    alone = any(said.is_a(place - step, "only") for step in (1, 2))
    return alone and not said.items[place].text.startswith("les ")


def _speaks_of_ended(said: ItemizedText) -> bool:
    """Whether contracts past their end are asked for."""
    states = [item.meanings.get("status") or item.meanings.get("soft_status") for item in said.items]
    return any(state in ("overdue", "expired", "lapsed", "check") for state in states)


def _rank(shape: Shape, group: tuple[str, bool], most: bool) -> None:
    shape.by, one = group
    shape.sort, shape.descending, shape.upcoming = "total", most, False
    shape.most = shape.most or (1 if one else None)


def _has_group(said: ItemizedText) -> bool:
    """Whether "the most" is asked of somebody or something."""
    return any(
        ("who" in item.meanings and _begins(said, place))
        or ("field" in item.meanings and said.is_a(said.past_little(place - 1, -1), "which"))
        for place, item in enumerate(said.items)
    )


def _asked_of(said: ItemizedText) -> tuple[str, bool] | None:
    """Of what "the most" is asked: its field, and whether one is asked for. "Who" and "which reseller"."""
    for place in range(len(said.items)):
        if said.is_a(place, "who") and _begins(said, place):
            said.use(place, place + 1)
            return str(said.items[place].meanings["who"]), True
        if said.is_a(place, "field") and said.is_a(said.past_little(place - 1, -1), "which"):
            field = said.value(place, "field")
            said.use(place, place + 1)
            return field, not said.items[place].meanings.get("several")
    return None


def _begins(said: ItemizedText, place: int) -> bool:
    """Whether nothing is said before a place that is part of the question: "new question: who has most"."""
    return all(item.is_a("opener", "anew", "little", "and") or not item.text.isalnum() for item in said.items[:place])


def whose(said: ItemizedText, shape: Shape) -> None:
    """ "Who owns those?": the owners of the list before."""
    if not shape.by and said.is_a(0, "who") and any("these" in item.meanings for item in said.items[1:]):
        conditions = any(item.is_a("named", "status", "soft_status", "kind", "area", "region") for item in said.items)
        shape.by = None if conditions else str(said.items[0].meanings["who"])


def which(said: ItemizedText, shape: Shape) -> None:
    """ "Which reps have …", "list resellers with …": groups, without a number."""
    for place in range(1, len(said.items)):
        if shape.by or not said.is_a(place, "field"):
            continue
        field = said.value(place, "field")
        several = "several" in said.items[place].meanings and said.is_a(place - 1, "list_verb", "imperative")
        if not (said.is_a(place - 1, "which") or several):
            continue
        if field not in PLAIN_NOUNS and not said.is_a(place + 1, "named"):
            shape.by = field
            said.use(place, place + 1)
