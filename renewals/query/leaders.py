"""So many groups that have the most of something: "which 3 resellers have the most contracts", « les deux pays avec le
plus de postes ».
"""

from __future__ import annotations

from renewals.query.items import ItemizedText
from renewals.query.kinds import GROUPS, Shape

# So many groups are asked for at most.
MOST_GROUPS = 1000


def leaders(said: ItemizedText, shape: Shape) -> None:
    """A number right before what contracts are put together by, and further on "the most"."""
    for place in range(len(said.items) - 1):
        if not said.is_a(place, "number") or not 0 < int(said.value(place, "number")) <= MOST_GROUPS:
            continue
        noun = said.past_little(place + 1)
        if not said.is_a(noun, "field") or said.value(noun, "field") not in GROUPS or said.is_a(place - 1, "by"):
            continue
        most = next((at for at in range(noun + 1, len(said.items)) if _compares(said, at)), None)
        if most is None:
            continue
        seats = "superlative" in said.items[most].meanings
        shape.by, shape.most, shape.explicit = said.value(noun, "field"), int(said.value(place, "number")), True
        shape.sort, shape.descending = "total", _is_most(said, most)
        said.use(place, noun + 1)
        said.use(most, most + 1)
        counted = counted_behind(said, most + 1)
        if seats or said.is_a(counted, "seat"):
            shape.ask = "seats"
        elif said.is_a(counted, "field") and said.value(counted, "field") == "account" and shape.by != "account":
            shape.ask = "accounts"
        else:
            shape.ask = "count"
        if shape.ask != "count" and not seats:
            said.use(counted, counted + 1)
        return


def _compares(said: ItemizedText, place: int) -> bool:
    """Whether it is said there that something has the most, or the least: of seats, or of what follows."""
    return said.is_a(place, "many") or (
        said.is_a(place, "superlative") and said.value(place, "superlative").startswith("seats-")
    )


def _is_most(said: ItemizedText, place: int) -> bool:
    kind = "many" if said.is_a(place, "many") else "superlative"
    return said.value(place, kind).endswith("most")


def counted_behind(said: ItemizedText, place: int) -> int:
    """What "the most" is of, behind the conditions that it has: "the most overdue seats"."""
    place = said.past_little(place)
    beyond = place
    while said.is_a(beyond, "status", "soft_status", "kind", "segment", "offering", "auto_renew"):
        beyond = said.past_little(beyond + 1)
    return beyond if said.is_a(beyond, "seat") else place
