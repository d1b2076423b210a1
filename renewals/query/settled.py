"""Words that only their neighbours explain, settled before any rule reads them: "us" the country, "entreprise" the size
of a company, the number of an amount of money, "auto or not", "won't renew by itself".
"""

from __future__ import annotations

from renewals.query.items import Item, ItemizedText
from renewals.query.kinds import FLAGS, NO, YES
from renewals.query.measures import BOUNDS

# What a condition stands before: contracts, or another condition of them.
CONTRACTS = ("noun", "kind", "segment", "status", "field", "offering", "product")
# What stands between a sum of money and its currency, and before it.
OF_AN_AMOUNT = frozenset((*BOUNDS, "number", "little", "or_more", "or_fewer"))
# What narrows, where it stands behind "or not".
CONDITIONS = ("named", "status", "soft_status", "area", "region", "kind", "segment", "offering", *FLAGS)
NEXT = ("upcoming", "next", "prochain")
# A verb's halves stand so many words apart.
LONGEST_SPLIT = 8
# Behind these "us" is who asks.
ASKERS = ("imperative", "head", "ask")


def settle(said: ItemizedText) -> None:
    """Gives each such word the one meaning that it has where it stands."""
    for place, item in enumerate(said.items):
        if "maybe_area" in item.meanings and _is_a_place(said, place):
            item.meanings = {"area": item.meanings["maybe_area"]}
        elif "maybe_segment" in item.meanings and _is_a_size(said, place):
            item.meanings = {"segment": item.meanings["maybe_segment"]}
        elif "money" in item.meanings:
            _of_money(said, place)
        elif item.meanings.get("forecast") == "will-not-renew" and _is(_beyond(said, place), "auto_renew", "oneself"):
            # "Won't renew by itself" is no word on the renewal.
            item.meanings, said.items[place + 1].meanings = {"not": "x"}, {"auto_renew": YES}
        elif "superlative" not in item.meanings and _is_by_its_end(said, place):
            item.meanings = {"superlative": f"end-{said.items[place + 1].meanings['top']}"}
            said.use(place + 1, place + 2)
        elif _is_so_many_next(said, place):
            # "The three upcoming renewals", « les trois prochaines échéances » are an order, and no state.
            item.meanings = {"top": "first"}
        elif item.meanings.get("soft_status") == "due" and _is(said.at(place + 1), "auto_renew"):
            # "To renew by hand", « à renouveler à la main » say how, and no state.
            item.meanings = {"little": "x"}
        elif "oneself" in item.meanings:
            _of_renewing(said, place)
        elif item.text == "both" and any(one.meanings.get("field") == "account" for one in said.items[:place]):
            # "Customers with both hardware and software": a query cannot ask for accounts that have each of them.
            item.meanings = {}
        elif "split_not" in item.meanings and (last := _splits(said, place)) is not None:
            # "Leave the hardware out", "laisse le matériel de côté"
            alone = place <= 1 and last + 1 >= len(said.items)
            item.meanings = {"remove": "x"} if alone else {"not": "x"}
            said.use(last, last + 1)
        else:
            _either_way(said, place)


def _is_by_its_end(said: ItemizedText, place: int) -> bool:
    """ "Which three finish last", "expiring first": an order, where no time follows ("end last month")."""
    first, beyond = said.at(place + 1), said.at(place + 2)
    if first is None or not _is(said.items[place], "end_verb") or not _is(first, "top") or " " in first.text:
        return False
    return not _is(beyond, "unit_of_time", "number", "top", "noun", "one", "field", "superlative")


def _is_so_many_next(said: ItemizedText, place: int) -> bool:
    """Whether a number of contracts stands before a word for what is next."""
    number, before = said.at(place - 1), said.at(place - 2)
    if said.items[place].meanings.get("soft_status") != "due" or not _is(number, "number") or _is(before, *BOUNDS):
        return False
    return said.items[place].text.startswith(NEXT)


def _is_a_place(said: ItemizedText, place: int) -> bool:
    """ "My us contracts", "overdue in us", "canada or us"; but not "show us contracts", "with us"."""
    before, after = said.at(place - 1), said.at(place + 1)
    if before is not None and (_is(before, *ASKERS) or before.text in ("for", "with", "to", "of", "by", "let")):
        return False
    beside_a_place = any(
        _is(joint, "and", "or") and _names_a_country(said.at(beyond))
        for joint, beyond in ((before, place - 2), (after, place + 2))
    )
    return (
        beside_a_place
        or (before is not None and before.text.split()[-1] == "in")
        or (after is not None and _is(after, *CONTRACTS))
    )


def _of_renewing(said: ItemizedText, place: int) -> None:
    """ "Renew themselves", "se renouvellent seuls": automatic behind a verb of the renewal; else a word as others."""
    at = said.past_little(place - 1, -1)
    # "Se renouvellent pas seuls"
    before = said.at(said.past_little(at - 1, -1) if _is(said.at(at), "not") else at)
    renews = (before is not None and "end_verb" in before.meanings and "renouvel" in before.text) or (
        before is not None and before.text.startswith("renew")
    )
    said.items[place].meanings = {"auto_renew": YES} if renews else {}


def _of_money(said: ItemizedText, place: int) -> None:
    """The words of an amount belong to its currency: "more than 20,000 euros" are neither seats nor a time."""
    for step in (1, -1):
        run: list[Item] = []
        at = place + step
        while (item := said.at(at)) is not None and (item.text.isdigit() or item.meanings.keys() & OF_AN_AMOUNT):
            run.append(item)
            at += step
        while run and "little" in run[-1].meanings and "number" not in run[-1].meanings:
            run.pop()
        if any("number" in item.meanings or item.text.isdigit() for item in run):
            for item in run:
                item.meanings = {"money": "x"}


def _splits(said: ItemizedText, place: int) -> int | None:
    """Where the second half of a verb stands, behind what it is about."""
    for at in range(place + 2, min(place + 2 + LONGEST_SPLIT, len(said.items))):
        if said.items[at].text in ",.;?!":
            return None
        if said.is_a(at, "split_end"):
            return at
    return None


def _either_way(said: ItemizedText, place: int) -> None:
    """ "Auto or not", "auto ones too", "including the auto ones": what is as good with as without limits nothing."""
    item = said.items[place]
    flag = next((field for field in FLAGS if field in item.meanings), None)
    state = "status" if item.meanings.keys() & {"status", "soft_status"} else flag
    if state is not None and (before := _even_before(said, place)) is not None:
        # "No matter if ended", « même échus »
        before.used = True
        item.meanings = {"freed": state}
        return
    if flag is None and item.meanings.keys() & {"status", "soft_status"}:
        # "Ended or not", « échus ou pas »
        flag = "status" if _is(said.at(place + 1), "or") and _is(said.at(place + 2), "not") else None
    if flag is None and "mine" not in item.meanings:
        return
    after, last = said.at(place + 1), said.at(place + 2)
    if flag is not None and last is not None and _is(after, "compare") and _is(last, "not"):
        # "Auto vs not": both sides
        last.meanings = {flag: NO if item.meanings[flag] == YES else YES}
        return
    if _is(after, "or") and _is(said.at(place + 2), "not") and not _is(_beyond(said, place + 2), *CONDITIONS):
        said.use(place + 1, place + 3)
    elif flag is None or not _is_as_well(said, place):
        return
    item.meanings = {"freed": flag} if flag else {"wide": "x"}


def _even_before(said: ItemizedText, place: int) -> Item | None:
    """The word that makes a state limit nothing, where it stands before that state."""
    place -= 1
    while _is(said.at(place), "little", "those", "one") and not _is(said.at(place), "even_if"):
        place -= 1
    return said.at(place) if _is(said.at(place), "even_if") else None


def _is_as_well(said: ItemizedText, place: int) -> bool:
    """Whether "too" stands behind a word, or "including" before it."""
    last = place + 1
    while _is(said.at(last), "one", "those", "noun", "little") and not _is(said.at(last), "as_well"):
        last += 1
    if _is(said.at(last), "as_well") and not _is(_beyond(said, last), *CONDITIONS):
        said.use(last, last + 1)
        return True
    first = place - 1
    while _is(said.at(first), "little") and not _is(said.at(first), "add"):
        first -= 1
    return _is(said.at(first), "add") and first > 0


def _beyond(said: ItemizedText, place: int) -> Item | None:
    """The next item that says something."""
    return said.at(said.past_little(place + 1))


def _names_a_country(item: Item | None) -> bool:
    if item is None:
        return False
    named = item.meanings.get("named")
    return "area" in item.meanings or (named is not None and named.field == "country")


def _is_a_size(said: ItemizedText, place: int) -> bool:
    """ "Contrats entreprise", "Maroc, entreprise, en retard"; but not "les entreprises", "par entreprise"."""
    before = said.at(place - 1)
    if before is None:
        # Alone, or before a condition: "entreprise en retard".
        return said.items[place].text == "entreprise"
    if before.text in (",", "+", ";") or _is(
        before, "not", "noun", "kind", "status", "soft_status", "named", "area", "region"
    ):
        return True
    # "Que les entreprises", "seulement entreprise".
    return _is(before, "only") or (before.text == "les" and _is(said.at(place - 2), "only"))


def _is(item: Item | None, *kinds: str) -> bool:
    return item is not None and any(kind in item.meanings for kind in kinds)
