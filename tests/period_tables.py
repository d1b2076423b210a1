"""The tables of phrases that name a time, with what each means."""

from collections.abc import Iterator
from pathlib import Path

TABLES = Path(__file__).parent / "periods"
LANGUAGES = ("en", "fr")


def lines(name: str) -> list[str]:
    return [
        line for line in (TABLES / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]


def by_kind() -> Iterator[tuple[str, str, str | None, str | None]]:
    """Phrases by kind, as seen on 23 November 2026: language, phrase, first and last day (None: open)."""
    yield from _rows("kinds")


def table() -> Iterator[tuple[str, str, str | None, str | None]]:
    """Every phrase, as seen on 23 November 2026, with its first and last day (None: open)."""
    yield from by_kind()
    yield from _rows("phrases")


def _rows(name: str) -> Iterator[tuple[str, str, str | None, str | None]]:
    for language in LANGUAGES:
        for line in lines(f"{name}.{language}.txt"):
            phrase, value = line.rsplit(" = ", 1)
            start, _, end = value.partition("..")
            yield language, phrase, None if start == "open" else start, None if end == "open" else end or start


def further() -> Iterator[tuple[str, str, str]]:
    """Further phrases, as seen on Thursday, 26 November 2026, and the days that they mean; "ASK" where it is asked
    back.
    """
    for language in LANGUAGES:
        for line in lines(f"further.{language}.txt"):
            phrase, value = line.rsplit(" = ", 1)
            yield language, phrase, value


def unreadable() -> Iterator[tuple[str, str]]:
    """What is asked back and never guessed."""
    for language in LANGUAGES:
        for line in lines(f"unreadable.{language}.txt"):
            yield language, line
