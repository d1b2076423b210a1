"""What narrows: each word that names a condition, and what "not", "or", "only" do with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from renewals.query.items import ItemizedText, Named
from renewals.query.kinds import FLAGS, NO, YES, ContractQuery
from renewals.query.words import areas, region_codes

VALUE_KINDS = (
    "kind",
    "offering",
    "segment",
    "region",
    "status",
    "auto_renew",
    "contacted",
    "noted",
    "reminded",
    "snoozed",
    "forecast",
    "disagrees",
)
# Words of the past give way to a period: "lapsed in March". Alone they are of what did not renew by itself.
LAPSED = {"lapsed": "overdue"}
GIVES_WAY = ("expired", "due", "lapsed")
# With these somebody refuses what was shown, before they say what they want.
REFUSALS = ("no", "non")
JOINTS = ("and", "et", "or", "ou")
# What a status that is not meant leaves.
OPPOSITE = {"expired": "running"}
ALL_KINDS = (
    "named",
    "mine",
    "not_mine",
    "for_me",
    "wide",
    "own_region",
    "area",
    "soft_status",
    "reseller_some",
    *VALUE_KINDS,
)


@dataclass(frozen=True)
class Found:
    """A condition as it was named: the place of its words. `soft`: it gives way to a period."""

    field: str
    values: tuple[str, ...]
    negated: bool
    place: int
    soft: bool = False


def found_in(said: ItemizedText, me: str, regions: Sequence[str] = ()) -> list[Found]:
    """The conditions of a text in their order, each with the "not" that belongs to it. Marks what it reads.

    `me`: the asker's address; `regions`: the codes of their own.
    """
    found: list[Found] = []
    negation: int | None = None
    not_only = False
    for place, item in enumerate(said.items):
        if item.is_a("not_only"):
            item.used = not_only = True
        elif item.is_a("not_after") and _stands_behind(said, place, found):
            for at in _joined_before(said, found):
                found[at] = _negated(found[at])
            item.used = True
        elif item.is_a("not"):
            negation = place
        elif _ends_a_negation(said, place, negation):
            negation = None
        elif item.is_a("wide") and me and negation is not None and not said.items[negation].used:
            # "Not those of the team"
            said.items[negation].used = item.used = True
            found.append(Found("owner", (me,), False, place))
        elif one := next(_meant(said, place, me, regions), None):
            if negation is not None and not _goes_on(said, negation, found, one):
                negation = None
            if negation is not None:
                one = _negated(one)
                said.items[negation].used = True
            if not_only and one.field == "owner":
                # "Not only Léa's": somebody else's as well.
                item.used, not_only = True, False
                continue
            found.append(_of_team(said, one))
    found = _of_teams(said, found)
    for one in found:
        said.items[one.place].used = True
    if any(one.field == "reseller" and "named" in said.items[one.place].meanings for one in found):
        # "Quartz or Opal (the partners)"
        for item in said.items:
            item.used = item.used or item.meanings.get("field") == "reseller"
    return found


def _stands_behind(said: ItemizedText, place: int, found: list[Found]) -> bool:
    """Whether "excluded" belongs to the condition before it; a word that may stand before as well ("exclu") does where
    nothing follows.
    """
    following = said.at(place + 1)
    ends = following is None or not following.text.isalnum()
    may_open = "not" in said.items[place].meanings
    return bool(found) and found[-1].place == said.past_little(place - 1, -1) and (ends or not may_open)


def _joined_before(said: ItemizedText, found: Sequence[Found]) -> Iterator[int]:
    """The conditions that a word behind them leaves out: the last, and those of its field that an "and" joins to it."""
    at = len(found) - 1
    yield at
    while at > 0 and found[at - 1].field == found[at].field:
        between = said.items[found[at - 1].place + 1 : found[at].place]
        places = range(found[at - 1].place + 1, found[at].place)
        joined = any("and" in item.meanings and item.text.isalnum() for item in between) or any(
            _joins(said, place) for place in places
        )
        silent = all(said.is_a(place, "and", "or", "little") or _joins(said, place) for place in places)
        if not (joined and silent):
            return
        at -= 1
        yield at


def _ends_a_negation(said: ItemizedText, place: int, negation: int | None) -> bool:
    """Whether what a "not" is about has been said: "but" follows, or a comma before anything, or a word that nobody
    understands.
    """
    item = said.items[place]
    if negation is None:
        return False
    if item.is_a("but"):
        return True
    if said.items[negation].used or any(kind in item.meanings for kind in ALL_KINDS):
        return False
    if _is_a_hyphen(said, place) or item.text == "'" or (item.text == "." and place == negation + 1):
        # "En dehors de l'EMEA", "excl. Brazil"
        return False
    return item.text in ",;" or not item.is_a(
        "little", "noun", "head", "one", "end_verb", "field", "opener", "only", "and", "or", "which", "those", "listed"
    )


def _is_a_hyphen(said: ItemizedText, place: int) -> bool:
    """Whether a hyphen joins the words beside it: "no renewing-by-itself ones"."""
    before, item, after = said.at(place - 1), said.items[place], said.at(place + 1)
    glued = before is not None and after is not None and before.end == item.start and item.end == after.start
    return item.text == "-" and glued


def _of_team(said: ItemizedText, one: Found) -> Found:
    """ "The JP region": a country's code beside this word is a team's; "la zone EMEA"."""
    if one.field not in ("country", "region") or not set(one.values) <= set(region_codes()):
        return one
    for beside in (one.place - 1, one.place + 1):
        of_region = said.is_a(beside, "field") and said.value(beside, "field") == "region"
        if of_region or said.is_a(beside, "of_team"):
            said.use(beside, beside + 1)
            return Found("region", one.values, one.negated, one.place)
    return one


def _of_teams(said: ItemizedText, found: list[Found]) -> list[Found]:
    """ "EMEA/JP/CN and APAC": countries that have a team of their own are teams, where they are named among regions."""
    made = list(found)
    for step in (1, -1):
        order = range(len(made)) if step == 1 else range(len(made) - 1, -1, -1)
        for at in order:
            one, beside = made[at], made[at - step] if 0 <= at - step < len(made) else None
            if beside is None or (one.field, beside.field) != ("country", "region") or one.negated != beside.negated:
                continue
            first, last = sorted((one.place, beside.place))
            joined = all(
                said.is_a(place, "and", "or", "little") or _joins(said, place) for place in range(first + 1, last)
            )
            if joined and last > first + 1 and set(one.values) <= set(region_codes()):
                made[at] = replace(one, field="region")
    return made


def _goes_on(said: ItemizedText, negation: int, found: list[Found], one: Found) -> bool:
    """Whether a "not" that a condition has taken holds for the next as well: of the same field, and joined to it."""
    if not said.items[negation].used:
        return True
    between = range(found[-1].place + 1, one.place)
    if said.items[0].used and said.items[0].text in REFUSALS and any(said.items[at].text == "," for at in between):
        # "No, not Spain, Portugal" puts one in the place of the other.
        return False
    joined = all(said.is_a(at, "and", "or", "little", "or_more") or _joins(said, at) for at in between)
    # "Not the small business or the cloud ones" are neither.
    either = any("or" in said.items[at].meanings for at in between)
    return joined and (found[-1].field == one.field or either) and one.place > found[-1].place


def _joins(said: ItemizedText, place: int) -> bool:
    """Whether a word that may begin a message joins what stands within one: « sauf le cloud et le matériel »."""
    return place > 0 and said.is_a(place, "opener") and said.items[place].text.split()[0] in JOINTS


def _negated(one: Found) -> Found:
    if one.field in FLAGS:
        return Found(one.field, tuple(NO if value == YES else YES for value in one.values), False, one.place)
    if one.soft and one.values == ("overdue",):
        # "Not lapsed" has not ended.
        return Found("status", ("running",), False, one.place)
    if one.field == "status" and one.values[0] in OPPOSITE:
        return Found("status", (OPPOSITE[one.values[0]],), False, one.place)
    return Found(one.field, one.values, not one.negated, one.place)


def _meant(said: ItemizedText, place: int, me: str, regions: Sequence[str]) -> Iterator[Found]:
    item = said.items[place]
    if item.used or item.time:
        return
    meanings = item.meanings
    if "named" in meanings:
        named: Named = meanings["named"]
        yield Found(named.field, named.values, False, place)
    if me and (
        "mine" in meanings or ("for_me" in meanings and not any("imperative" in other.meanings for other in said.items))
    ):
        yield Found("owner", (me,), False, place)
    if regions and "own_region" in meanings:
        yield Found("region", tuple(regions), False, place)
    if me and "not_mine" in meanings:
        yield Found("owner", (me,), True, place)
    if "area" in meanings:
        yield Found("country", areas()[meanings["area"]], False, place)
    if "reseller_some" in meanings:
        yield Found("reseller", ("",), meanings["reseller_some"] == YES, place)
    for kind in VALUE_KINDS:
        if kind in meanings:
            yield Found(kind, (str(meanings[kind]),), False, place)
    if "soft_status" in meanings:
        status = str(meanings["soft_status"])
        yield Found("status", (LAPSED.get(status, status),), False, place, soft=status in GIVES_WAY)


def with_conditions(query: ContractQuery, found: list[Found]) -> ContractQuery:
    """A query with conditions: several values of a field are joined by OR; what is not meant is taken from what is."""
    for one in found:
        before = query.values(one.field, one.negated)
        values = one.values if one.field in FLAGS else (*before, *one.values)
        query = query.having(one.field, values, one.negated)
    if query.values("status") and "check" in query.values("status"):
        # "Should have renewed by themselves": that they do so is part of it, and so is that they are past their end.
        query = query.having("status", [value for value in query.values("status") if value != "expired"])
        query = query.having("auto_renew", [value for value in query.values("auto_renew") if value != YES])
    if query.values("auto_renew") == (YES,) and any(one.soft and one.values == ("overdue",) for one in found):
        # "Expired, on automatic renewal": what renews by itself is never overdue.
        query = query.having("status", ["expired" if one == "overdue" else one for one in query.values("status")])
    for one in found:
        both = set(query.values(one.field)) & set(query.values(one.field, negated=True))
        if both and set(query.values(one.field)) != both:
            kept = [value for value in query.values(one.field) if value not in both]
            taken = [value for value in query.values(one.field, negated=True) if value not in both]
            query = query.having(one.field, kept).having(one.field, taken, negated=True)
    return query


def however_renewed(query: ContractQuery) -> ContractQuery:
    """A query of what is overdue as one of what is past its end, by itself renewing or not."""
    return query.having("status", ["expired" if value == "overdue" else value for value in query.values("status")])


def mixed(said: ItemizedText, found: list[Found]) -> tuple[set[str], set[int]]:
    """What an "or" between conditions of different fields makes of them: that is more than a query can say. The fields
    that may not narrow, since they are named on one side alone ("software or overdue"), and the places of the "or".
    """
    fields, places = set(), set()
    for at, (one, other) in enumerate(zip(found, found[1:])):  # noqa: B905, RUF007 - for Python 3.9 too
        if one.field == other.field or (one.negated and other.negated):
            continue
        between = range(one.place + 1, other.place)
        joints = {place for place in between if "or" in said.items[place].meanings}
        if not joints or not all(said.is_a(place, "or", "little", "and") for place in between):
            continue
        places |= joints
        sides = ({before.field for before in found[: at + 1]}, {after.field for after in found[at + 1 :]})
        fields |= {field for field in (one.field, other.field) if not all(field in side for side in sides)}
    return fields, places
