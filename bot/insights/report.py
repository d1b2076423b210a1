"""`renewals report`: the figures in the terminal, as one self-contained page, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from html import escape

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from bot.insights.figures import Values, collect
from bot.insights.tables import FigureWords, Table, tables
from renewals import answers
from renewals.experiments import DEFAULT
from renewals.regions import all_regions
from renewals.store.database import Sessions
from renewals.store.figures.selection import Selection
from renewals.store.figures.summary import refresh

DAYS = 30
DOORS = ("chat", "slack")
# What is chosen where the region is not known.
UNKNOWN = "unknown"
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;
  background:#fff}
table{border-collapse:collapse;width:100%;margin-bottom:2rem}th,td{padding:.3rem .7rem;border-bottom:1px solid #d8dee4;
  text-align:left;vertical-align:top}
.number{text-align:right;font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:600;font-size:1.2em;
  padding:.5rem 0}"""


class WrongSelection(Exception):
    """A day, region, language or door that there is not; the message says what to give."""


def selection(first: str, last: str, region: str, language: str, door: str, today: date) -> Selection:
    """What was chosen, in words; without days the last thirty. Raises WrongSelection."""
    until = _day(last, today)
    since = _day(first, until - timedelta(days=DAYS - 1))
    if since > until:
        raise WrongSelection(f"--from ({since}) is after --to ({until}).")
    regions = [*(one.code for one in all_regions()), UNKNOWN]
    for name, value, known in (
        ("region", region, regions),
        ("language", language, answers.languages()),
        ("door", door, DOORS),
    ):
        if value and value not in known:
            raise WrongSelection(f"There is no {name} {value!r}; give one of {', '.join(known)}.")
    return Selection(since, until, "" if region == UNKNOWN else region or None, language or None, door or None)


def figures(
    sessions: Sessions, chosen: Selection, now: datetime, holdout: float = 0.0, experiment: str = DEFAULT,
    limits: Mapping[str, float] | None = None,
) -> Values:  # fmt: skip
    """The figures as of now, with the summary tables brought up to date (`collect`)."""
    refresh(sessions)
    with sessions() as session:
        return collect(session, chosen, now, holdout, experiment, limits)


def as_json(found: Values) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)


def show(found: Values, language: str, console: Console) -> None:
    """The figures as tables in the terminal."""
    for line in heading(found, FigureWords(language)):
        console.print(line, markup=False, highlight=False)
    for table in tables(found, language):
        console.print()
        console.print(_rich(table) if table.rows else Text(f"{table.title}: {FigureWords(language)('nothing')}"))


def page(found: Values, language: str) -> str:
    """The figures as one HTML page that needs nothing else."""
    words = FigureWords(language)
    head = "".join(f"<p>{escape(line)}</p>" for line in heading(found, words)[1:])
    body = "\n".join(_html(table, words) for table in tables(found, language))
    title = escape(words("title"))
    return (
        f'<!doctype html><html lang="{language}"><head><meta '
        f'charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1>{head}\n{body}\n</body></html>\n"
    )


def heading(found: Values, words: FigureWords) -> list[str]:
    """What the figures are of: a title, the days, the instant, and what was chosen."""
    parts = ("region", "language", "door")
    chosen = [f"{words(name)} {found[name] or words('unknown')}" for name in parts if found[name] is not None]
    return [
        words("title"),
        words("period", first=words.day(found["from"]), last=words.day(found["to"])),
        words("as-of", at=datetime.fromisoformat(found["at"]).strftime("%Y-%m-%d %H:%M")),
        *([words("filters", what=", ".join(chosen))] if chosen else []),
    ]


def _day(text: str, otherwise: date) -> date:
    if not text:
        return otherwise
    try:
        day = date.fromisoformat(text)
        # A year before any row would leave no room for the thirty days before it.
        return day if day.year > 2000 else date(2000, 1, 31)
    except ValueError:
        raise WrongSelection(f"{text!r} is no day; write it as 2026-11-23.") from None


def _rich(table: Table) -> RichTable:
    drawn = RichTable(title=table.title, title_justify="left")
    for place, name in enumerate(table.headings):
        drawn.add_column(name, justify="right" if place in table.numbers else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(cell) for cell in row))
    return drawn


def _html(table: Table, words: FigureWords) -> str:
    if not table.rows:
        return f"<h2>{escape(table.title)}</h2><p>{escape(words('nothing'))}</p>"
    head = "".join(
        f'<th scope="col"{_number(table, place)}>{escape(name)}</th>' for place, name in enumerate(table.headings)
    )
    rows = "\n".join(
        "<tr>" + "".join(f"<td{_number(table, place)}>{escape(cell)}</td>" for place, cell in enumerate(row)) + "</tr>"
        for row in table.rows
    )
    return f"<table><caption>{escape(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _number(table: Table, place: int) -> str:
    return ' class="number"' if place in table.numbers else ""
