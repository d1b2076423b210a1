"""One evaluation as one self-contained page: scores, difference from the accepted run, topics, confusions,
calibration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from io import StringIO
from operator import attrgetter
from typing import TYPE_CHECKING

import yaml

from bot.evaluation.baseline import Run, falls
from bot.evaluation.runner import Scored
from bot.evaluation.scores import by_mark, calibration, confusions, expected_calibration_error, languages
from bot.settings import ROOT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MEASURED = ROOT / "nlu" / "evaluation" / "measured.yml"
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;
  background:#fff}
table{border-collapse:collapse;margin:1rem 0}th,td{padding:.2rem .7rem;border-bottom:1px solid #d8dee4;text-align:left}
td.worse{background:#ffe1df}td.better{background:#dff5e3}svg{max-width:100%;height:auto}"""


def page(scored: Sequence[Scored], run: Run, before: Run | None, made_at: datetime, blind: bool = False) -> str:
    """The page's HTML. `blind`: no message and no topic is shown, so that the set stays one that nobody looked at."""
    own = {language: [one for one in scored if one.message.language == language] for language in languages(scored)}
    parts = [
        (
            f"<p>{len(scored)} messages, each in a conversation of its own. "
            f"{escape(made_at.strftime('%Y-%m-%d %H:%M'))} UTC.</p>"
        )
    ]
    if before is None:
        parts.append("<p>No run has been accepted yet.</p>")
    elif before.messages != run.messages:
        parts.append("<p>The accepted run was on other messages: nothing to compare.</p>")
    else:
        lost = falls(run, before)
        parts.append("<p>No fall beyond noise.</p>" if not lost else "<h2>Falls beyond noise</h2>" + _list(lost))
    parts.append("<h2>Scores</h2>" + _scores(run, before))
    if run.entities:
        kinds = list(next(iter(run.entities.values())))
        rows = [[language, *(f"{run.entities[language][kind]:.3f}" for kind in kinds)] for language in run.entities]
        parts.append("<h2>Entities, F1</h2>" + _table(["language", *kinds], rows))
    parts += [f"<h2>Calibration, {language}</h2>" + _calibration(some) for language, some in own.items()]
    if not blind:
        parts += [f"<h2>Confusions, {language}</h2>" + _confusions(some) for language, some in own.items()]
        parts += [f"<h2>Topics, {language}</h2>" + _topics(run, before, language) for language in own]
    parts += [*_by_style_and_person(own), _measured()]
    body = "\n".join(parts)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Understanding</title>'
        f"<style>{_STYLE}</style></head><body><h1>Understanding</h1>\n{body}\n</body></html>\n"
    )


def _scores(run: Run, before: Run | None) -> str:
    names = list(next(iter(run.measures.values())))
    rows = []
    for language, measures in run.measures.items():
        row = [language]
        for name in names:
            gained = before and run.difference(before, language, name)
            row.append(str(measures[name]) + (f" {gained:+.1f}" if gained else ""))
        rows.append([*row, f"{run.calibration_error[language]:.3f}"])
    return _table(["language", *names, "expected calibration error"], rows)


def _topics(run: Run, before: Run | None, language: str) -> str:
    comparable = before.topics.get(language, {}) if before and before.messages == run.messages else {}
    lines = []
    for topic, tally in sorted(run.topics[language].items(), key=lambda item: item[1].share):
        gained = tally.part - comparable[topic].part if topic in comparable else 0
        shade = ' class="worse"' if gained < 0 else ' class="better"' if gained > 0 else ""
        lines.append(
            f"<tr><td>{escape(topic)}</td><td>{tally}</td><td{shade}>{f'{gained:+d}' if gained else ''}</td></tr>"
        )
    return (
        ("<table><thead><tr><th>topic</th><th>right</th><th>since accepted</th></tr></thead><tbody>")
        + "".join(lines)
        + "</tbody></table>"
    )


def _confusions(scored: Sequence[Scored]) -> str:
    """The picture of the topics that are confused at all, and the messages behind it."""
    times = confusions(scored)
    if not times:
        return "<p>None.</p>"
    named = sorted({topic for _, meant, understood in times for topic in (meant, understood)})
    counts = [
        [sum(n for (_, m, u), n in times.items() if (m, u) == (meant, understood)) for understood in named]
        for meant in named
    ]
    figure = _figure(0.28 * len(named) + 3, 0.28 * len(named) + 2.5)
    axes = figure.subplots()
    # A single message is pale: it is noise; from five on it is a matter.
    axes.imshow(counts, cmap="Reds", vmin=0, vmax=2 * max(5, *map(max, counts)))
    axes.set_xticks(range(len(named)), named, rotation=90)
    axes.set_yticks(range(len(named)), named)
    axes.set_xlabel("understood")
    axes.set_ylabel("meant")
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count:
                axes.text(column, row, str(count), ha="center", va="center")
    wrong = sorted((one for one in scored if not one.right), key=lambda one: (one.message.topic, str(one.understood)))
    rows = [[one.message.text, one.message.topic, str(one.understood), f"{one.confidence:.0%}"] for one in wrong]
    return _svg(figure) + _table(["message", "meant", "understood", "how sure"], rows)


def _calibration(scored: Sequence[Scored]) -> str:
    bins = calibration(scored)
    figure = _figure(5, 4)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#8c959f", linestyle="--")
    axes.scatter(
        [one.confidence for one in bins],
        [one.right.share for one in bins],
        s=[10 * one.right.whole**0.5 for one in bins],
    )
    axes.set_xlabel("how sure (mean of a tenth)")
    axes.set_ylabel("share of right ones")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.05)
    return (
        f"<p>Expected calibration error {expected_calibration_error(bins):.3f}; a dot's size is its "
        f"number of messages.</p>"
    ) + _svg(figure)


def _by_style_and_person(own: Mapping[str, Sequence[Scored]]) -> Iterator[str]:
    """A table for each language and mark that the set has; nothing where it has none."""
    for heading, mark in (("By style", attrgetter("style")), ("By person", attrgetter("who"))):
        for language, some in own.items():
            if tallies := by_mark(some, mark):
                rows = [
                    [told, str(tally), " to ".join(f"{end:.0%}" for end in tally.interval)]
                    for told, tally in tallies.items()
                ]
                yield f"<h2>{heading}, {language}</h2>" + _table(["", "right", "95 % interval"], rows)


def _measured() -> str:
    """What is measured apart from an evaluation: the learning curve, and how far two labellers agree."""
    told = yaml.safe_load(MEASURED.read_text(encoding="utf-8"))
    figure = _figure(5, 3.5)
    axes = figure.subplots()
    points = told["learning_curve"]
    for language in [name for name in points[0] if name != "examples"]:
        axes.plot([one["examples"] for one in points], [one[language] for one in points], marker="o", label=language)
    axes.set_xlabel("examples")
    axes.set_ylabel("right topic, %")
    axes.legend()
    rows = [[one["of"], str(one["count"]), f"{one['percent']} %"] for one in told["agreement"]]
    return (
        "<h2>Learning curve</h2><p>Hard messages that others wrote, which were looked at; one recipe.</p>"
        + _svg(figure)
        + "<h2>Two labellers</h2>"
        + _table(["of", "how many", "agree on"], rows)
    )


def _figure(width: float, height: float) -> Figure:
    """An empty figure; `width` and `height` in inches."""
    # Takes most of a second to load, and every command imports this module.
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _svg(figure: Figure) -> str:
    out = StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    drawn = out.getvalue()
    return drawn[drawn.index("<svg") :]


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _list(told: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in told) + "</ul>"
