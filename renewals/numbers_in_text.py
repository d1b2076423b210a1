"""Contract numbers in a text as people paste them: with markup around, spread over spaces, in full width."""

from __future__ import annotations

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣"), "-")
_SPACES = {0x00A0: " ", 0x2007: " ", 0x2009: " ", 0x202F: " ", 0x3000: " "} | dict.fromkeys(
    (0x200B, 0x2060, 0xFEFF, 0x00AD)
)
_MARKED = re.compile(
    r"(?<![\w*~`])[_*~`]{1,3}(?=[A-Za-z0-9])([A-Za-z]{0,6}[-_/ "
    r"]?[0-9](?:[A-Za-z0-9/-]|_(?=[A-Za-z0-9])){1,40})[_*~`]{1,3}(?![\w*~`])"
)
# Letters with digits in groups; a letter that is a word by itself is none of them, save where the message says that it
# is a contract's number.
_GROUPS = r"([0-9]{2,6}(?: [0-9]{2,6}){1,3}|[0-9]{5,12})"
_SPREAD = re.compile(
    (rf"(?<![\w-])([B-HJ-NP-XZ]|[A-Z]{{1,6}}(?= ?[-–—−/] ?[0-9])) ?[-–—−/]? " rf"?{_GROUPS}(?![\w-])"), re.IGNORECASE
)
_NAMED = re.compile(
    (rf"\b(contracts?|contrats?|number|num[eé]ro|n°|no\.) ([A-Z]{{1,6}}) ?[-–—−/]? " rf"?{_GROUPS}(?![\w-])"),
    re.IGNORECASE,
)
FEWEST_DIGITS = 5


def plainly(text: str) -> str:
    """The text with each contract's number as it is usually written ("_C-100234_", "c 100 234", "Ｃ－１００２３４" ->
    "C-100234"); all else stays.
    """
    plain = "".join(_one_width(word) for word in re.split(r"(\s)", text.translate(_SPACES)))
    plain = _MARKED.sub(lambda found: found[1], plain)
    plain = _NAMED.sub(lambda found: f"{found[1]} {_number(found[2], found[3], found[0][len(found[1]) + 1 :])}", plain)
    return _SPREAD.sub(lambda found: _number(found[1], found[2], found[0]), plain)


def _one_width(word: str) -> str:
    """A word that holds digits in plain signs: other dashes and full width are how some keyboards write them."""
    narrow = word.translate(_FULL_WIDTH).translate(_DASHES)
    return narrow if any(sign.isdigit() for sign in narrow) else word


def _number(letters: str, groups: str, written: str) -> str:
    digits = groups.replace(" ", "")
    if len(digits) < FEWEST_DIGITS or " " not in written:
        return written
    return f"{letters.upper()}-{digits}"
