"""Charts of the figures, drawn on the server: a picture needs no script, and prints."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.insights.figures import Values
from bot.insights.tables import FigureWords

KINDS = {"svg": "image/svg+xml", "png": "image/png"}
BLUE, GREEN, ORANGE = "#174ea6", "#2e7d32", "#b45309"
MOST_TOPICS = 15
# Matplotlib's fonts are not made for several threads.
_ONE = threading.Lock()


def draw(name: str, figures: Values, language: str, kind: str) -> bytes:
    """A chart (`days` or `topics`) as SVG or PNG. Raises KeyError where there is no such chart."""
    drawing, words = CHARTS[name], FigureWords(language)
    with _ONE:
        # Takes most of a second to load.
        import matplotlib
        from matplotlib.figure import Figure

        # Letters as letters: a picture that can be searched, and is smaller.
        with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "renewals", "font.family": "sans-serif"}):
            figure = Figure(figsize=(9, 4), dpi=110, layout="constrained")
            axes = figure.subplots()
            drawing(axes, figures, words)
            axes.spines[["top", "right"]].set_visible(False)
            out = io.BytesIO()
            figure.savefig(out, format=kind, metadata={"Date": None} if kind == "svg" else None)
    return out.getvalue()


def _days(axes: Any, figures: Values, words: FigureWords) -> None:
    rows = figures["days"]
    days = [date.fromisoformat(row["value"]) for row in rows]
    for name, key, colour in (
        ("conversations", "conversations", BLUE),
        ("answered", "answered", GREEN),
        ("handed-over", "handed_over", ORANGE),
    ):
        axes.plot(
            days, [row[key] for row in rows], color=colour, marker="." if len(days) < 60 else "", label=words(name)
        )
    axes.set_title(words("days"), loc="left")
    axes.set_ylim(bottom=0)
    axes.tick_params(axis="x", rotation=30)
    if rows:
        axes.legend(frameon=False)


def _topics(axes: Any, figures: Values, words: FigureWords) -> None:
    rows: Sequence[Values] = figures["topics"][:MOST_TOPICS][::-1]
    axes.barh([words.topic(row["topic"]) for row in rows], [row["asked"] for row in rows], color=BLUE)
    axes.set_title(words("topics"), loc="left")


CHARTS = {"days": _days, "topics": _topics}
