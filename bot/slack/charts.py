"""A picture of what ends per month."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from bot.slack.text import said
from renewals.contracts import Status, Terms

MOST_MONTHS = 36
COLOURS = {Status.EXPIRED: "#b3261e", Status.CHECK: "#1a56b3", Status.DUE: "#e08a00", Status.ACTIVE: "#2e7d32"}


def chart_of(contracts: Sequence[Terms], language: str, today: date) -> bytes:
    """What ends per month as a bar chart (PNG), the months in between included."""
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
        axes.legend(frameon=False)
    names = [format_date(date(year, month, 1), "LLL yy", locale=language) for year, month in months]
    axes.set_xticks(range(len(months)), names, rotation=60 if len(months) > 8 else 0)
    axes.set_title(said(language, "chart-title"))
    axes.set_ylabel(said(language, "chart-axis"))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    return drawn.getvalue()


def _months(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    numbers = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [(number // 12, number % 12 + 1) for number in numbers]
