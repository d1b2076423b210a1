"""A picture of what ends per month."""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from bot.slack.text import said
from renewals.contracts import Status, Terms

MOST_MONTHS = 36
# A chart of few months is not filled by a bar or two.
LEAST_MONTHS = 4
# A line of the title has so many characters at most.
TITLE_LINE = 80
COLOURS = {Status.EXPIRED: "#b3261e", Status.CHECK: "#1a56b3", Status.DUE: "#e08a00", Status.ACTIVE: "#2e7d32"}


def chart_of(contracts: Sequence[Terms], language: str, today: date, conditions: Sequence[str] = ()) -> bytes:
    """What ends per month as a bar chart (PNG), the months in between included.

    `conditions`: by which the contracts were asked for, in the reader's words; they stand in the title.
    """
    # Takes most of a second to load, and few ever ask for a chart.
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    counts = Counter((contract.end_on.year, contract.end_on.month) for contract in contracts)
    months = _months(min(counts), max(counts))[-MOST_MONTHS:] if counts else []
    figure = Figure(figsize=(max(6.0, 0.45 * len(months) + 2), 4.0), dpi=120, layout="constrained")
    axes = figure.subplots()
    below = [0] * len(months)
    for status, colour in COLOURS.items():
        ending = Counter(
            (contract.end_on.year, contract.end_on.month) for contract in contracts if contract.status(today) is status
        )
        if ending:
            axes.bar(
                range(len(months)),
                [ending[month] for month in months],
                bottom=below,
                color=colour,
                label=said(language, f"status-{status}"),
            )
        below = [height + ending[month] for height, month in zip(below, months, strict=True)]
    for place, height in enumerate(below):
        if height:
            axes.annotate(str(height), (place, height), ha="center", va="bottom")
    if contracts:
        # Beside the bars: within them it would stand on the highest.
        axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    names = [format_date(date(year, month, 1), "LLL yy", locale=language) for year, month in months]
    axes.set_xticks(range(len(months)), names, rotation=60 if len(months) > 8 else 0)
    axes.set_xlim(-0.6, max(len(months), LEAST_MONTHS) - 0.4)
    axes.set_title(title_of(language, conditions), fontsize="medium")
    axes.set_ylabel(said(language, "chart-axis"))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    return drawn.getvalue()


def title_of(language: str, conditions: Sequence[str]) -> str:
    """What a chart shows, and below it by which conditions, in lines that fit."""
    return titled(said(language, "chart-title"), conditions)


def titled(title: str, conditions: Sequence[str]) -> str:
    """A title with the conditions below it."""
    told = textwrap.wrap(" · ".join(conditions), TITLE_LINE)
    # A dollar sign begins a formula for matplotlib, and names may hold one.
    return "\n".join([title, *told]).replace("$", r"\$")


def _months(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    numbers = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [(number // 12, number % 12 + 1) for number in numbers]
