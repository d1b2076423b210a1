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
from renewals.query.items import Item, ItemizedText, Named, items_of
from renewals.query.words import DESK, vocabulary

CONTACT, EMAIL, PHONE, RESELLER, OWNER = "contact", "email", "phone", "reseller", "owner"
CONTACTED, NOTES, NEXT_STEP, TEAM, FORECAST = "contacted", "notes", "next-step", "team", "forecast"
HELP, HELLO, REQUESTS, DIGEST, REASSIGN = "help", "hello", "requests", "digest", "reassign"
# What stands in the contract file alone, and cannot be changed here.
DELETE, RENEWED = "delete", "renewed"
# Names by which contracts are meant; of a number that nobody in sight has it is told as well that nothing was changed.
CONTRACTS = ("number", "account")
# What leads to whom something is given.
TO = ("to", "over to", "a", "au")
# No message that asks for so little has more characters.
READ_WITHIN = 120


@dataclass(frozen=True)
class DeskQuestion:
    """What is asked of the desk.

    `facts`: of a contract, each once, as they were named; `wish`: something of the desk itself (HELP, HELLO, REQUESTS,
    DIGEST, REASSIGN, DELETE or RENEWED); `numbers`, `accounts`: the contracts that are named, if any; `ordinal`: one of
    the list that was shown (-1: the last); `to`: the colleagues to whom contracts are to be given.
    """

    facts: tuple[str, ...] = ()
    wish: str | None = None
    numbers: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    ordinal: int = 0
    to: tuple[str, ...] = ()


def may_ask(text: str, language: str) -> bool:
    """Whether a text may ask the desk anything: without one of its words no names need to be looked up."""
    if len(text) > READ_WITHIN:
        return False
    said = items_of(text, language, vocabulary(language, DESK), words_of(language), ())
    return any(item.meanings.keys() & {"fact", "wish", "delete", "renewed", "claim", "give"} for item in said.items)


def read(text: str, language: str, named: Sequence[Named] = ()) -> DeskQuestion | None:
    """What a message asks of the desk; None where any word of it is unknown, or it asks for something else."""
    if len(text) > READ_WITHIN:
        return None
    said = items_of(text, language, vocabulary(language, DESK), words_of(language), named)
    if any("group" in item.meanings and "fact" in following.meanings for item, following in pairwise(said.items)):
        # "By owner" groups a list.
        return None
    if (change := _of_the_file(said)) is not None:
        to = _values(said, "owner") if any("give" in item.meanings for item in said.items) else ()
        return DeskQuestion((), change, _values(said, "number"), _values(said, "account"), to=to)
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
    begins = next((item for item in said.items if item.text[0].isalnum() and not _says_nothing(item)), None)
    if begins is None:
        return None
    if _hands_over(said, begins):
        return REASSIGN
    if any("fact" in item.meanings and "contract" not in item.meanings for item in said.items):
        return None
    named = any(
        "contract" in item.meanings
        or ("named" in item.meanings and item.meanings["named"].field in (*CONTRACTS, UNKNOWN))
        for item in said.items
    )
    if "delete" in begins.meanings and named:
        return DELETE
    it = any("it" in item.meanings for item in said.items)
    renewed = any("renewed" in item.meanings for item in said.items)
    return RENEWED if "set" in begins.meanings and renewed and (named or it) else None


def _says_nothing(item: Item) -> bool:
    """Whether a word is but a small one: "give" is one, and what is to be done as well."""
    return "little" in item.meanings and not item.meanings.keys() & {"claim", "give"}


def _hands_over(said: ItemizedText, begins: Item) -> bool:
    """Whether a message begins with taking over a contract that it names, or with giving one to a colleague."""
    contracts = any(
        "named" in item.meanings and item.meanings["named"].field in (*CONTRACTS, UNKNOWN) for item in said.items
    )
    if "claim" in begins.meanings:
        return contracts
    leads = [place for place, item in enumerate(said.items) if item.text in TO]
    before, behind = (said.items[: leads[-1]], said.items[leads[-1] :]) if leads else ([], [])
    given = any("named" in item.meanings and item.meanings["named"].field in CONTRACTS for item in before)
    to = any("named" in item.meanings and item.meanings["named"].field == "owner" for item in behind)
    return "give" in begins.meanings and given and to
