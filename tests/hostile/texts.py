"""Texts by which somebody may want to keep the product busy, of any length.

For both interpreters (Python 3.10 and later).
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

# What the standard library says of a pattern's parts has no types.
_OLD = sys.version_info < (3, 11)
kinds: Any = importlib.import_module("sre_constants" if _OLD else "re._constants")
parser: Any = importlib.import_module("sre_parse" if _OLD else "re._parser")

Text = Callable[[int], str]
RUNS = "aAé0 .-_/,'\"<@?|&[(\n\u0301\U0001f600\ufdfa“"
REPEATED = (
    "A a ", "a.", "C-", "C-1", "1-", "1 ", "A1 ", "q1 ", "1/1 ", "a1", "2026 ", "du 1 au ", "from 1 to ", "1 mars et ",
    "next 3 days ", "and ", "and how ",
    ", and how ", "et comment ", "for A ", "A's ", "l'a ", "<#", "<@A|", "<a|", "[a](", "&#", "a@", "a.b@", "a@b.c",
    "http://", "\u0301\u0316", "e\u0301", "? ", "a\n", "n° ", "! ",
)  # fmt: skip
# After what repeats: nothing, or what it cannot go on with.
TAILS = ("", "!é@\n")


def _repeated(unit: str, before: str = "", after: str = "") -> Text:
    return lambda length: before + unit * max(1, length // len(unit)) + after


def texts() -> dict[str, Text]:
    """Hostile texts of a length, by what they are made of."""
    return {f"{unit!r}, then {tail!r}": _repeated(unit, after=tail) for unit in (*RUNS, *REPEATED) for tail in TAILS}


def texts_against(pattern: str, flags: int) -> dict[str, Text]:
    """Texts made for one regular expression: what leads to each of its repeats, then what that repeats, then what it
    cannot go on with.
    """
    found = dict(_leading_to_repeats(parser.parse(pattern, flags), ""))
    return {
        f"{before!r}, {unit!r}, then {tail!r}": _repeated(unit, before, tail)
        for unit, before in found.items()
        for tail in ("\n", "!", "é@", "_")
        if unit
    }


def nested(pattern: str, flags: int) -> bool:
    """Whether something without a limit is repeated within something that is repeated: there are too many ways to share
    a text among the two.
    """
    return _holds_nested(parser.parse(pattern, flags), within=False)


def _holds_nested(parsed: Any, within: bool) -> bool:
    for kind, value in parsed:
        repeats = kind in _REPEATS and value[1] > 1
        if repeats and within and value[1] is kinds.MAXREPEAT:
            return True
        if any(_holds_nested(part, within or repeats) for part in _parts(kind, value)):
            return True
    return False


_REPEATS = {kinds.MAX_REPEAT, kinds.MIN_REPEAT} | (
    {kinds.POSSESSIVE_REPEAT} if hasattr(kinds, "POSSESSIVE_REPEAT") else set()
)


def _parts(kind: object, value: Any) -> list[Any]:
    """The patterns that stand within one element of another."""
    if kind is kinds.BRANCH:
        return list(value[1])
    values = value if isinstance(value, tuple) else (value,)
    return [one for one in values if isinstance(one, parser.SubPattern)]


def _leading_to_repeats(parsed: Any, before: str) -> Iterator[tuple[str, str]]:
    """What each repeat without a limit repeats, and what leads to it."""
    for kind, value in parsed:
        if kind in _REPEATS and value[1] is kinds.MAXREPEAT:
            for unit in {_example(value[2], choice) for choice in range(3)}:
                yield unit, before
        for part in _parts(kind, value):
            yield from _leading_to_repeats(part, before)
        before += _example_of(kind, value, 0)


def _example(parsed: Any, choice: int) -> str:
    """Some text that a pattern matches; another one for another choice."""
    return "".join(_example_of(kind, value, choice) for kind, value in parsed)


_OF_CATEGORY = {"CATEGORY_DIGIT": "1", "CATEGORY_NOT_DIGIT": "a", "CATEGORY_SPACE": " ", "CATEGORY_NOT_SPACE": "a",
"CATEGORY_WORD": "a", "CATEGORY_NOT_WORD": " "}  # fmt: skip


def _example_of(kind: object, value: Any, choice: int) -> str:
    if kind is kinds.LITERAL:
        return chr(value)
    if kind in (kinds.ANY, kinds.NOT_LITERAL):
        return "a" if value != ord("a") else "b"
    if kind is kinds.IN:
        return _of_a_set(value, choice)
    if kind in _REPEATS:
        return _example(value[2], choice) * max(1, int(value[0]))
    if kind is kinds.BRANCH:
        return _example(value[1][choice % len(value[1])], choice)
    if kind in (kinds.ASSERT, kinds.ASSERT_NOT, kinds.AT):
        return ""
    return "".join(_example(part, choice) for part in _parts(kind, value))


def _of_a_set(members: list[tuple[Any, Any]], choice: int) -> str:
    if members[0][0] is kinds.NEGATE:
        return next((sign for sign in "a1 .@" if not any(_is_member(sign, member) for member in members[1:])), "€")
    kind, value = members[choice % len(members)]
    if kind is kinds.CATEGORY:
        return _OF_CATEGORY.get(str(value), "a")
    return chr(value[0] if kind is kinds.RANGE else value)


def _is_member(sign: str, member: tuple[Any, Any]) -> bool:
    kind, value = member
    if kind is kinds.LITERAL:
        return bool(ord(sign) == value)
    if kind is kinds.RANGE:
        return bool(value[0] <= ord(sign) <= value[1])
    tests = {"CATEGORY_DIGIT": sign.isdigit(), "CATEGORY_SPACE": sign.isspace(), "CATEGORY_WORD": sign.isalnum()}
    name = str(value)
    return tests.get(name, not tests.get(name.replace("NOT_", ""), True))
