"""Reads questions for contracts with names of firms, products and people."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from renewals import answers
from renewals.matching import AccountName, telling_words
from renewals.named import named_in
from renewals.names import folded
from renewals.people import PersonName, people_meant
from renewals.query import QueryReading, from_json, read, to_json

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
NAMES: dict[str, Any] = json.loads((HERE / "names_in_questions.json").read_text(encoding="utf-8"))
ACCOUNTS = [AccountName(*one) for one in NAMES["accounts"]]
PEOPLE = frozenset(PersonName(*one) for one in NAMES["people"])
LANGUAGES = answers.languages()
PAGE = 10


def questions(language: str) -> list[dict[str, Any]]:
    lines = (HERE / f"questions.{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def reading(text: str, language: str, asker: str = "lea") -> QueryReading:
    """What a text asks for, of an asker among the representatives of the file."""
    beginnings = tuple(word[:3] for word in telling_words(text))
    accounts = (
        [one for one in ACCOUNTS if any(word.startswith(beginnings) for word in folded(one.name).split())]
        if beginnings
        else []
    )
    people = people_meant(text, PEOPLE, [*(one.name for one in accounts), *NAMES["products"], *NAMES["resellers"]])
    named = named_in(text, accounts, NAMES["products"], [], NAMES["resellers"], people)
    me = next(person.email for person in PEOPLE if person.email.startswith(asker))
    return read(text, language, TODAY, me, named)


def plainly(query: dict[str, Any]) -> dict[str, Any]:
    """A query in the one form in which two that ask for the same are equal."""
    asked = to_json(from_json(query))
    fields = {
        side: {field: sorted(values) for field, values in asked.get(side, {}).items()} for side in ("only", "not")
    }
    sort, descending = from_json({**query, "sort": None if query.get("sort") == "total" else query.get("sort")}).order
    if query.get("by") and query.get("descending") is False:
        descending = False
    counted = {
        "ask": asked.get("ask", "count" if query.get("by") else "list"),
        "by": query.get("by"),
        "sort": sort,
        "descending": descending,
    }
    return {**{key: asked.get(key) for key in ("ending", "notice", "seats", "most", "skip")}, **fields, **counted}
