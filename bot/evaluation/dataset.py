"""Labelled messages: what people may type, and what they mean by it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

OUT_OF_SCOPE = "out-of-scope"


@dataclass(frozen=True)
class Labelled:
    """A message with the topic it belongs to; `scope` tells near from far where it is out of scope."""

    text: str
    topic: str
    language: str
    scope: str | None = None


class CannotEvaluate(Exception):
    """The files or the running product are not fit for it; the message says why."""


def read(files: Iterable[Path]) -> list[Labelled]:
    """The labelled messages of JSON-lines files (text, topic, language; scope where out of scope). Raises CannotEvaluate."""
    messages = []
    for file in files:
        for number, line in enumerate(_lines(file), 1):
            try:
                row = json.loads(line)
                messages.append(Labelled(row["text"], row["topic"], row["language"], row.get("scope")))
            except (ValueError, KeyError, TypeError) as error:
                raise CannotEvaluate(
                    f"{file}, line {number}: each line must be an object with text, topic and language ({error})"
                ) from None
    if not messages:
        raise CannotEvaluate("There is no message to score in these files.")
    return messages


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise CannotEvaluate(f"{file} cannot be read: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise CannotEvaluate(f"{file} is no text in UTF-8.") from None


def fingerprint(messages: Sequence[Labelled]) -> str:
    """The same for the same messages in any order: scores on other messages cannot be compared."""
    rows = sorted(f"{one.language}\0{one.topic}\0{one.text}" for one in messages)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]
