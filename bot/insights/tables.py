"""The figures as tables of words, in a person's language: what the terminal, the page and the CSV files show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal, format_percent

from bot.insights.figures import PARTS, Values
from renewals import answers
from renewals.store.figures.guardrails import AT_LEAST, MINUTES

NO_NUMBER = "–"


@dataclass(frozen=True)
class Table:
    """A table of words: its name (in addresses), its title, its headings, its rows, and which columns hold numbers."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    numbers: tuple[int, ...] = ()


class FigureWords:
    """The words of the figures in a language, and how it writes numbers, days and names."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, name: str, **values: object) -> str:
        return answers.phrase(self.language, "figures", name, **values)

    def number(self, value: float | None) -> str:
        return NO_NUMBER if value is None else str(format_decimal(round(value), locale=self.language))

    def share(self, rate: float | None) -> str:
        return (
            NO_NUMBER
            if rate is None
            else str(format_percent(round(rate, 3), locale=self.language, decimal_quantization=False))
        )

    def day(self, iso: str) -> str:
        return str(format_date(date.fromisoformat(iso), "medium", locale=self.language))

    def age(self, minutes: int) -> str:
        return str(
            format_timedelta(
                timedelta(minutes=max(minutes, 1)), granularity="minute", threshold=1.5, locale=self.language
            )
        )

    def tongue(self, code: str) -> str:
        return str(Locale(self.language).languages.get(code, code))

    def own_name(self, code: str) -> str:
        return str(Locale(code).languages.get(code, code)).capitalize()

    def door(self, name: str) -> str:
        return answers.topics(self.language)["figures"].phrases.get(f"{name}-door", name)

    def topic(self, name: str) -> str:
        found = answers.topics(self.language).get(name)
        return (found.title if found else "") or name

    def question(self, name: str) -> str:
        return answers.asks(self.language, name)


def tables(figures: Values, language: str) -> list[Table]:
    """All tables of the figures, the most telling first."""
    words = FigureWords(language)
    return [
        _shares(figures, words),
        *_proof(figures, words),
        *_guardrails(figures, words),
        _waiting(figures, words),
        _open(figures, words),
        *_asked(figures, words),
        *_parts(figures, words),
    ]


def _shares(figures: Values, words: FigureWords) -> Table:
    rows = [
        (
            words(one["name"]),
            words.number(one["count"]),
            words.number(one["whole"]),
            words(one["of"]),
            words.share(one["rate"]),
        )
        for one in figures["shares"]
    ]
    return Table(
        "shares", words("shares"), (words("figure"), words("count"), words("whole"), "", words("rate")), rows, (1, 2, 4)
    )


def _proof(figures: Values, words: FigureWords) -> list[Table]:
    """The three numbers side by side, and the arms that the third is made of;
    nothing where no answers are held back.
    """
    found = figures["proof"]
    if found is None:
        return []
    whole = words.number(found["shown"]["visitors"])
    rows = [
        (
            words(f"proof-{name}"),
            words.share(found[name]["rate"]),
            words("proof-of", count=words.number(found[name]["count"]), whole=whole),
        )
        for name in ("claimed", "confirmed")
    ]
    caused = found["caused"]
    span = words(
        "proof-span",
        low=words.share(caused["low"]),
        high=words.share(caused["high"]),
        verdict=words(f"proof-{caused['verdict']}"),
    )
    rows.append((words("proof-caused"), words.share(caused["estimate"]), span))
    for arm in ("shown", "held_back"):
        of = found[arm]
        sent = words("proof-sent", sent=words.number(of["sent"]), whole=words.number(of["visitors"]))
        rows.append(
            (
                words(f"proof-{arm.replace('_', '-')}"),
                words.share(of["sent"] / of["visitors"] if of["visitors"] else None),
                sent,
            )
        )
    return [Table("proof", words("proof"), (words("figure"), words("rate"), ""), rows, (1,))]


def _guardrails(figures: Values, words: FigureWords) -> list[Table]:
    """The limits that are set, and how the figures keep to them."""

    def told(name: str, value: float | None) -> str:
        of_time = name in MINUTES and value is not None
        return words("minutes", minutes=words.number(value)) if of_time else words.share(value)

    rows = [
        (
            words(one["name"]),
            told(one["name"], one["value"]),
            words.number(one["whole"]),
            words("no-less" if one["name"] in AT_LEAST else "no-more", limit=told(one["name"], one["limit"])),
            told(one["name"], one["held_back"]),
            words({None: "rail-too-few", True: "rail-kept", False: "rail-broken"}[one["kept"]]),
        )
        for one in figures["guardrails"]
    ]
    headings = tuple(words(name) for name in ("figure", "value", "whole", "limit", "rail-held-back", "state"))
    return [Table("guardrails", words("guardrails"), headings, rows, (1, 2, 4))] if rows else []


def _waiting(figures: Values, words: FigureWords) -> Table:
    def told(minutes: Values) -> str:
        return words(
            "median",
            **{
                name: words.number(minutes[of])
                for name, of in (("minutes", "median"), ("ninth", "ninth"), ("served", "served"))
            },
        )

    rows = [
        (one["region"], words.number(one["requests"]), told(one["claim"]), told(one["reply"]))
        for one in figures["waiting"]
    ]
    return Table(
        "waiting", words("waiting"), (words("region"), words("requests"), words("claim"), words("reply")), rows, (1,)
    )


def _open(figures: Values, words: FigureWords) -> Table:
    headings = tuple(words(name) for name in ("reference", "region", "language", "state", "owner", "since"))
    rows = [
        (
            one["reference"],
            one["region"],
            words.tongue(one["language"]),
            words(f"{one['state']}-state"),
            one["owner"] or NO_NUMBER,
            words.age(one["minutes"]),
        )
        for one in figures["open"]
    ]
    return Table("open", words("open"), headings, rows)


def _asked(figures: Values, words: FigureWords) -> list[Table]:
    counts = ("asked", "answered", "refused", "unhelpful")
    headings = tuple(words(name) for name in ("asked", "answered-times", "refused-times", "unhelpful-times"))

    def numbers(one: Values) -> tuple[str, ...]:
        return tuple(words.number(one[name]) for name in counts)

    topics = [(words.topic(one["topic"]), *numbers(one)) for one in figures["topics"]]
    questions = [
        (
            words.topic(one["topic"]),
            words.question(one["question"]) if one["question"] else words("in-general"),
            *numbers(one),
        )
        for one in figures["questions"]
    ]
    return [
        Table("topics", words("topics"), (words("topic"), *headings), topics, (1, 2, 3, 4)),
        Table("questions", words("questions"), (words("topic"), words("question"), *headings), questions, (2, 3, 4, 5)),
    ]


def _parts(figures: Values, words: FigureWords) -> list[Table]:
    named: dict[str, Callable[[str], str]] = {
        "day": words.day,
        "language": words.tongue,
        "door": words.door,
        "region": str,
    }
    headings = tuple(words(name) for name in ("conversations", "answered", "handed-over"))
    found = []
    for name, part in PARTS:
        rows = [
            (named[part](one["value"]) if one["value"] else words("unknown"), *map(words.number, _counts(one)))
            for one in figures[name]
        ]
        found.append(Table(name, words(name), (words(part), *headings), rows, (1, 2, 3)))
    return found


def _counts(one: Values) -> Sequence[int]:
    return one["conversations"], one["answered"], one["handed_over"]
