"""What a week of the assistant is told as: its figures beside those of the week before, what changed by more than
chance, and a chart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.insights import charts
from bot.insights.figures import Values, collect
from bot.insights.tables import FigureWords
from renewals.experiments import DEFAULT
from renewals.store.database import Sessions
from renewals.store.figures.selection import Selection
from renewals.store.figures.summary import refresh
from renewals.store.reviews import doubtful

WEEK = timedelta(days=7)
# Weeks that the chart shows.
SHOWN = 4
TOLD = ("answered", "unanswered", "refused", "handed-over", "resolved", "rating", "suggested", "deflected", "submitted")
# A change is told from so many standard errors on: some fifty figures are looked at each week.
BEYOND_CHANCE = 3.0
# Of fewer nothing is said.
FEWEST = 20
MOST_TOPICS = 5
MOST_WAITING = 200


@dataclass(frozen=True)
class WeeklySummary:
    """A week in words, the first line its title, and its picture (PNG)."""

    title: str
    lines: tuple[str, ...]
    picture: bytes


def told(
    sessions: Sessions, monday: date, language: str, now: datetime, holdout: float, experiment: str = DEFAULT,
    limits: Mapping[str, float] | None = None,
) -> WeeklySummary:  # fmt: skip
    """The week before a Monday (UTC days), told in a language."""

    def of(session: Session, first: date, weeks: int) -> Values:
        days = Selection(first, first + weeks * WEEK - timedelta(days=1))
        return collect(session, days, now, holdout, experiment, limits)

    refresh(sessions)
    with sessions() as session:
        week, before = (of(session, monday - count * WEEK, 1) for count in (1, 2))
        shown = of(session, monday - SHOWN * WEEK, SHOWN)
        waiting = len(doubtful(session, MOST_WAITING, now))
    words = FigureWords(language)
    title = words("week-title", first=words.day(week["from"]), last=words.day(week["to"]))
    lines = (*_figure_lines(week, before, words), "", *_changes(week, before, words), "", *_state(week, waiting, words))
    return WeeklySummary(title, lines, charts.draw("days", shown, language, "png"))


def share_changed(count: int, whole: int, count_before: int, whole_before: int) -> bool:
    """Whether two shares differ by more than chance explains (two proportions, pooled)."""
    if min(whole, whole_before) < FEWEST:
        return False
    pooled = (count + count_before) / (whole + whole_before)
    error = math.sqrt(pooled * (1 - pooled) * (1 / whole + 1 / whole_before))
    return abs(count / whole - count_before / whole_before) > BEYOND_CHANCE * error


def count_changed(count: int, before: int) -> bool:
    """Whether two counts, each of a week, differ by more than chance explains (events that come independently)."""
    return count + before >= FEWEST and abs(count - before) > BEYOND_CHANCE * math.sqrt(count + before)


def _shares(figures: Values) -> dict[str, Values]:
    return {one["name"]: one for one in figures["shares"]}


def _conversations(figures: Values) -> int:
    return sum(day["conversations"] for day in figures["days"])


def _figure_lines(week: Values, before: Values, words: FigureWords) -> list[str]:
    """The figures, each with its whole and what it was; those of which there is nothing are left out."""
    now, then = _shares(week), _shares(before)
    lines = [words("week-count", count=words.number(_conversations(week)), before=words.number(_conversations(before)))]
    for name in TOLD:
        one = now[name]
        if one["whole"]:
            shares = {"rate": words.share(one["rate"]), "before": words.share(then[name]["rate"])}
            lines.append(
                words(
                    "week-share",
                    figure=words(name),
                    count=words.number(one["count"]),
                    whole=words.number(one["whole"]),
                    **shares,
                )
            )
    for one in week["waiting"]:
        reply = one["reply"]
        lines.append(
            words(
                "week-waiting",
                region=one["region"],
                minutes=words.number(reply["median"]),
                served=words.number(reply["served"]),
            )
        )
    return lines


def _changes(week: Values, before: Values, words: FigureWords) -> list[str]:
    found = [
        *_changed_counts(
            [(words("conversations"), _conversations(week), _conversations(before))],
            words,
        ),
        *_changed_shares(week, before, words),
        *_changed_counts(_asked(week, before, words), words)[:MOST_TOPICS],
    ]
    return [words("week-changed"), *found] if found else [words("week-unchanged")]


def _changed_shares(week: Values, before: Values, words: FigureWords) -> list[str]:
    then = _shares(before)
    pairs = [(one, then[one["name"]]) for one in week["shares"] if one["name"] in TOLD]
    return [
        words("week-change", figure=words(now["name"]), before=words.share(was["rate"]), now=words.share(now["rate"]))
        for now, was in pairs
        if share_changed(now["count"], now["whole"], was["count"], was["whole"])
    ]


def _asked(week: Values, before: Values, words: FigureWords) -> list[tuple[str, int, int]]:
    """Topics with how often they were asked in both weeks, the greatest change first."""
    now, then = ({one["topic"]: int(one["asked"]) for one in figures["topics"]} for figures in (week, before))
    topics = sorted({*now, *then}, key=lambda topic: (-abs(now.get(topic, 0) - then.get(topic, 0)), topic))
    return [(words.topic(topic), now.get(topic, 0), then.get(topic, 0)) for topic in topics]


def _changed_counts(counts: Sequence[tuple[str, int, int]], words: FigureWords) -> list[str]:
    return [
        words("week-change", figure=figure, before=words.number(before), now=words.number(now))
        for figure, now, before in counts
        if count_changed(now, before)
    ]


def _state(week: Values, waiting: int, words: FigureWords) -> list[str]:
    """What waits for somebody as the post is made."""
    lines = [words("week-open", count=words.number(len(week["open"])))]
    broken = [words(one["name"]) for one in week["guardrails"] if one["kept"] is False]
    lines += [words("week-guardrails", figures=", ".join(broken))] if broken else []
    if week["proof"] is not None:
        caused = week["proof"]["caused"]
        span = {name: words.share(caused[name]) for name in ("low", "high")}
        lines.append(words("week-caused", verdict=words(f"proof-{caused['verdict']}"), **span))
    return [*lines, words("week-gaps", count=words.number(waiting))] if waiting else lines
