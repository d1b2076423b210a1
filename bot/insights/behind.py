"""What lies behind each number of the page: the addresses of its conversations, requests for a person and tickets."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from bot.insights.figures import PARTS, Values
from bot.insights.report import UNKNOWN
from bot.insights.tables import Table
from bot.insights.visitors import PATH
from renewals.store.figures import shares
from renewals.store.figures.behind import IN_GENERAL

CONVERSATIONS, REQUESTS, TICKETS = f"{PATH}/conversations", f"{PATH}/requests", f"{PATH}/tickets"
# Figures whose conversations are opened, and those whose tickets are.
OF_CONVERSATIONS = (*shares.VISITS, *shares.RATINGS)
OF_TICKETS = shares.OF_TICKETS
# The columns of numbers, by what each counts: after the names of the row.
_ASKED = ("asked", "answered", "refused", "unhelpful")
_OF_PART = ("conversations", "answered", "handed-over")
# Places (row, column) in a table with the address of what is counted there.
Links = dict[tuple[int, int], str]


def links(found: Values, of: Table, kept: Mapping[str, str]) -> Links:
    """The addresses behind the numbers of a table of the page; where a number is 0 there is nothing to open.

    `kept`: what the page's address chooses.
    """
    if of.name == "shares":
        return _of_shares(found, kept)
    if of.name in ("topics", "questions"):
        return _of_topics(found, of.name, kept)
    if of.name == "waiting":
        return {(row, 1): _address(REQUESTS, kept, region=one["region"]) for row, one in enumerate(found["waiting"])}
    if of.name == "open":
        return {(row, 0): _address(REQUESTS, {}, reference=one["reference"]) for row, one in enumerate(found["open"])}
    return _of_parts(found, of.name, dict(PARTS)[of.name], kept) if of.name in dict(PARTS) else {}


def opens(figure: str) -> str:
    """The page that a share's figure opens; empty for none."""
    return CONVERSATIONS if figure in OF_CONVERSATIONS else TICKETS if figure in OF_TICKETS else ""


def _of_shares(found: Values, kept: Mapping[str, str]) -> Links:
    told: Links = {}
    for row, one in enumerate(found["shares"]):
        for column, figure, number in ((0, one["name"], one["count"]), (2, one["of"], one["whole"])):
            if number and opens(figure):
                told[row, column] = _address(opens(figure), kept, figure=figure)
    return told


def _of_topics(found: Values, name: str, kept: Mapping[str, str]) -> Links:
    names = 2 if name == "questions" else 1
    told: Links = {}
    for row, one in enumerate(found[name]):
        of = {"topic": one["topic"], **({"question": one["question"] or IN_GENERAL} if name == "questions" else {})}
        for column, how in enumerate(_ASKED, names):
            if one[how]:
                told[row, column] = _address(CONVERSATIONS, kept, **of, how=how)
    return told


def _of_parts(found: Values, name: str, part: str, kept: Mapping[str, str]) -> Links:
    told: Links = {}
    for row, one in enumerate(found[name]):
        chosen = {"from": one["value"], "to": one["value"]} if part == "day" else {part: one["value"] or UNKNOWN}
        for column, figure in enumerate(_OF_PART, 1):
            if one[figure.replace("-", "_")]:
                told[row, column] = _address(CONVERSATIONS, {**kept, **chosen}, figure=figure)
    return told


def _address(page: str, kept: Mapping[str, str], **more: str) -> str:
    return f"{page}?{urlencode({**kept, **more})}"
