"""Whether a representative's message asks a fact of a contract that was shown ("what's their email?"), or for something
of the desk itself (help, the open requests). Every word of it must be known. Pure; the words stand in
domain/<language>/desk.yml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from renewals.acts.kinds import UNKNOWN
from renewals.periods.words import words_of
from renewals.query.items import ItemizedText, Named, items_of
from renewals.query.words import DESK, vocabulary

CONTACT, EMAIL, PHONE, RESELLER, OWNER = "contact", "email", "phone", "reseller", "owner"
CONTACTED, NOTES, NEXT_STEP, TEAM, FORECAST = "contacted", "notes", "next-step", "team", "forecast"
HELP, HELLO, REQUESTS, DIGEST, REASSIGN = "help", "hello", "requests", "digest", "reassign"
# What stands in the contract file alone, and cannot be changed here.
DELETE, RENEWED = "delete", "renewed"
# Names by which contracts are meant; of a number that nobody in sight has it is told as well that nothing was changed.
CONTRACTS = ("number", "account")
# No message that asks for so little has more characters.
READ_WITHIN = 120


@dataclass(frozen=True)
class DeskQuestion:
    """What is asked of the desk.

    `facts`: of a contract, each once, as they were named; `wish`: something of the desk itself (HELP, HELLO, REQUESTS,
    DIGEST, REASSIGN, DELETE or RENEWED); `numbers`, `accounts`: the contracts that are named, if any; `ordinal`: one of
    the list that was shown (-1: the last).
    """

    facts: tuple[str, ...] = ()
    wish: str | None = None
    numbers: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    ordinal: int = 0


def may_ask(text: str, language: str) -> bool:
    """Whether a text may ask the desk anything: without one of its words no names need to be looked up."""
    if len(text) > READ_WITHIN:
        return False
    said = items_of(text, language, vocabulary(language, DESK), words_of(language), ())
    return any(item.meanings.keys() & {"fact", "wish", "delete", "renewed", "claim"} for item in said.items)


def read(text: str, language: str, named: Sequence[Named] = ()) -> DeskQuestion | None:
    """What a message asks of the desk; None where any word of it is unknown, or it asks for something else."""
    if len(text) > READ_WITHIN:
        return None
    said = items_of(text, language, vocabulary(language, DESK), words_of(language), named)
    if any("group" in item.meanings and "fact" in following.meanings for item, following in pairwise(said.items)):
        # "By owner" groups a list.
        return None
    if (change := _of_the_file(said)) is not None:
        return DeskQuestion((), change, _values(said, "number"), _values(said, "account"))
    facts: list[str] = []
    wishes: list[str] = []
    ordinal = 0
    names: dict[str, list[str]] = {"number": [], "account": [], "owner": []}
    for item in said.items:
        if "named" in item.meanings:
            one: Named = item.meanings["named"]
            if one.field not in names:
                return None
            names[one.field] += one.values
        elif "fact" in item.meanings:
            facts.append(str(item.meanings["fact"]))
        elif "wish" in item.meanings:
            wishes.append(str(item.meanings["wish"]))
        elif "ordinal" in item.meanings:
            ordinal = int(item.meanings["ordinal"])
        elif item.text.isalnum() and not item.meanings.keys() & {"it", "little", "contract"}:
            return None
    wish = next((one for one in wishes if one != HELLO), wishes[0] if wishes else None)
    if names["owner"] and wish != REASSIGN:
        return None
    if wish is not None and wish != HELLO and not facts:
        return DeskQuestion(wish=wish)
    if facts:
        return DeskQuestion(tuple(dict.fromkeys(facts)), None, tuple(names["number"]), tuple(names["account"]), ordinal)
    return DeskQuestion(wish=wish) if wish else None


def _values(said: ItemizedText, field: str) -> tuple[str, ...]:
    """The values of a field that a message names."""
    named = (item.meanings["named"] for item in said.items if "named" in item.meanings)
    return tuple(dict.fromkeys(value for one in named if one.field == field for value in one.values))


def _of_the_file(said: ItemizedText) -> str | None:
    """Whether contracts are to be deleted, marked as renewed or taken over: a message that begins so, whatever else it
    says.
    """
    begins = next((item for item in said.items if item.text[0].isalnum() and "little" not in item.meanings), None)
    if begins is None or any("fact" in item.meanings and "contract" not in item.meanings for item in said.items):
        return None
    named = any(
        "contract" in item.meanings
        or ("named" in item.meanings and item.meanings["named"].field in (*CONTRACTS, UNKNOWN))
        for item in said.items
    )
    if "delete" in begins.meanings and named:
        return DELETE
    if "claim" in begins.meanings and any("named" in item.meanings for item in said.items) and named:
        return REASSIGN
    it = any("it" in item.meanings for item in said.items)
    renewed = any("renewed" in item.meanings for item in said.items)
    return RENEWED if "set" in begins.meanings and renewed and (named or it) else None
