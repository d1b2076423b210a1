"""Contracts put together, by region, by owner …, as a picture or a file."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.slack.charts import titled
from bot.slack.context import Desk
from bot.slack.users import Person
from renewals import answers
from renewals.contract_table import csv_of_groups
from renewals.groups_told import name_of_group
from renewals.query import ContractQuery
from renewals.query.kinds import AVERAGES
from renewals.query_told import chips_of
from renewals.store.asked import names_of
from renewals.store.sums import sums_of

NAMES = {"chart": "renewals.png", "csv": "renewals.csv"}
COUNTED = ("contracts", "seats", "accounts")
# More bars cannot be read; the groups come in the order that was asked for.
MOST_GROUPS = 40
COLOUR, LONGEST_NAME = "#1a56b3", 40


@dataclass(frozen=True)
class GroupsTaken:
    """What is drawn: the title, the conditions, and each group's name with its number; `heads`, `rows`: the same as a
    table, with all that is counted.
    """

    title: str
    conditions: Sequence[str]
    groups: Sequence[tuple[str, float]]
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str | float]] = ()


async def send(desk: Desk, person: Person, query: ContractQuery, client: AsyncWebClient, kind: str) -> None:
    """Sends the groups that a query asks for as a bar chart (`chart`: PNG) or file (`csv`), to the person alone."""
    taken = await desk.in_session(lambda session: _taken(desk, session, person, query))
    direct = (await client.conversations_open(users=person.user))["channel"]["id"]
    made = chart_of_groups if kind == "chart" else partial(_csv, person.language)
    content = await asyncio.to_thread(made, taken)
    name = NAMES[kind]
    await client.files_upload_v2(
        channel=direct, content=content, filename=name, title=name, initial_comment=taken.title
    )


def _csv(language: str, taken: GroupsTaken) -> bytes:
    return csv_of_groups(taken.heads, taken.rows, language)


def _taken(desk: Desk, session: Session, person: Person, query: ContractQuery) -> GroupsTaken:
    language, by = person.language, query.by or ""
    groups = sums_of(session, person.subject, query, desk.people.today_for(person))
    names = names_of(session, person.subject, query, None, [one.key for one in groups] if by == "owner" else [])
    total = sum(one.contracts for one in groups)
    counted = answers.phrase(
        language, "contract-list", "contracts-one" if total == 1 else "contracts-other", count=total
    )
    title = answers.phrase(language, "query", f"by-{by}", count=counted).rstrip(" :")
    if query.ask in ("seats", "accounts", *AVERAGES):
        title += f" · {answers.phrase(language, 'query', f'counted-{query.ask}')}"
    conditions = [chip.label for chip in chips_of(query, language, names)]
    drawn = [(name_of_group(language, by, one.key, names), one.of(query.ask)) for one in groups[:MOST_GROUPS]]
    counted_as = ["count", *COUNTED[1:], *([query.ask] if query.ask in AVERAGES else [])]
    heads = [answers.phrase(language, "query", f"by-{by}", count="").partition(" (")[0]]
    heads += [answers.phrase(language, "query", f"counted-{one}") for one in counted_as]
    rows: list[list[str | float]] = [
        [name_of_group(language, by, one.key, names), *(round(one.of(asked), 1) for asked in counted_as)]
        for one in groups
    ]
    return GroupsTaken(title, conditions, drawn, heads, rows)


def chart_of_groups(taken: GroupsTaken) -> bytes:
    """The groups as horizontal bars (PNG), the first on top."""
    # Takes most of a second to load, and few ever ask for a chart.
    from matplotlib.figure import Figure

    names = [name[:LONGEST_NAME].replace("$", r"\$") for name, _ in taken.groups]
    figure = Figure(figsize=(8.0, max(2.5, 0.35 * len(names) + 1.5)), dpi=120, layout="constrained")
    axes = figure.subplots()
    places = range(len(names))
    bars = axes.barh(places, [number for _, number in taken.groups], color=COLOUR)
    axes.bar_label(bars, labels=[f"{round(number, 1):g}" for _, number in taken.groups], padding=3)
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.set_title(titled(taken.title, taken.conditions), fontsize="medium")
    axes.spines[["top", "right"]].set_visible(False)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    return drawn.getvalue()
