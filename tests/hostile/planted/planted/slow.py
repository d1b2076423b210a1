"""Each of these takes longer than its text, or hides."""

# ruff: noqa

import re
import re as regular
from re import compile as made

A_NAME = re.compile(r"\b(?:of|for)\s+((?:[A-Z][\w&.-]*\w\s?){1,4})")
BY_NAME = {"number": [re.compile(r"\S*\d\S*")]}
AFTER_ITS_BEGINNING = re.compile(r"due\s+(.+)e")
HIDDEN = (regular.compile("a"), made("b"))


def words(text: str) -> list[str]:
    return re.findall(r"[\w.+]*\w", text)


def never_read(ending: str, text: str) -> object:
    return re.search(f"{ending}$", text)


def pairs(text: str) -> int:
    return sum(one == other for one in text for other in text)
