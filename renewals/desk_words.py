"""Whether a representative's message asks a fact of a contract that was shown ("what's their email?"), or for something
of the desk itself (help, the open requests). Every word of it must be known. Pure; the words stand in
domain/<language>/desk.yml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from renewals.periods.words import words_of
from renewals.query.items import Named, items_of
from renewals.query.words import DESK, vocabulary

CONTACT, EMAIL, PHONE, RESELLER, OWNER = "contact", "email", "phone", "reseller", "owner"
CONTACTED, NOTES, NEXT_STEP = "contacted", "notes", "next-step"
HELP, HELLO, REQUESTS, DIGEST, REASSIGN = "help", "hello", "requests", "digest", "reassign"
# No message that asks for so little has more characters.
READ_WITHIN = 120


@dataclass(frozen=True)
class Asked:
    """What is asked of the desk.

    `facts`: of a contract, each once, as they were named; `wish`: something of the desk itself (HELP, HELLO, REQUESTS,
    DIGEST or REASSIGN); `numbers`, `accounts`: the contracts that are named, if any.
    """

    facts: tuple[str, ...] = ()
    wish: str | None = None
    numbers: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


def may_ask(text: str, language: str) -> bool:
    """Whether a text may ask the desk anything: without one of its words no names need to be looked up."""
    if len(text) > READ_WITHIN:
        return False
    said = items_of(text, language, vocabulary(language, DESK), words_of(language), ())
    return any(item.meanings.keys() & {"fact", "wish"} for item in said.items)


def read(text: str, language: str, named: Sequence[Named] = ()) -> Asked | None:
    """What a message asks of the desk; None where any word of it is unknown, or it asks for something else."""
    if len(text) > READ_WITHIN:
        return None
    said = items_of(text, language, vocabulary(language, DESK), words_of(language), named)
    facts: list[str] = []
    wishes: list[str] = []
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
        elif item.text.isalnum() and not item.meanings.keys() & {"it", "little"}:
            return None
    wish = next((one for one in wishes if one != HELLO), wishes[0] if wishes else None)
    if names["owner"] and wish != REASSIGN:
        return None
    if wish is not None and wish != HELLO and not facts:
        return Asked(wish=wish)
    if facts:
        return Asked(tuple(dict.fromkeys(facts)), None, tuple(names["number"]), tuple(names["account"]))
    return Asked(wish=wish) if wish else None
