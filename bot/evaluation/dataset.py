"""Labelled messages: what people may type, and what they mean by it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from renewals import answers

OUT_OF_SCOPE = "out-of-scope"


@dataclass(frozen=True)
class Labelled:
    """A message with the topic it belongs to.

    `scope` tells near from far where it is out of scope; `also`: topics that are right as well; `style` and `who`: how
    it is written and who would write it, where the set says so.
    """

    text: str
    topic: str
    language: str
    scope: str | None = None
    also: tuple[str, ...] = ()
    style: str | None = None
    who: str | None = None


class CannotEvaluate(Exception):
    """The files or the running product are not fit for it; the message says why."""


def read(files: Iterable[Path]) -> list[Labelled]:
    """The labelled messages of JSON-lines files. Raises CannotEvaluate.

    A line holds text, `topic` (or `topics`, best first) and `language` (or the file's name does: messages.en.jsonl);
    where out of scope `scope` (near, far), or `far` (true, false); and, where they are known, `style` and `who`.
    """
    messages = []
    for file in files:
        for number, line in enumerate(_lines(file), 1):
            try:
                messages.append(_labelled(json.loads(line), file))
            except (ValueError, KeyError, TypeError) as error:
                raise CannotEvaluate(
                    f"{file}, line {number}: each line must be an object with text, topic (or topics) and "
                    f"language ({error})"
                ) from None
    if not messages:
        raise CannotEvaluate("There is no message to score in these files.")
    return messages


def _labelled(row: Mapping[str, Any], file: Path) -> Labelled:
    topic, *also = row["topics"] if "topics" in row else [row["topic"]]
    language = row.get("language") or _language_of(file)
    scope = row.get("scope") or (None if row.get("far") is None else "far" if row["far"] else "near")
    return Labelled(row["text"], topic, language, scope, tuple(also), row.get("style"), row.get("who"))


def _language_of(file: Path) -> str:
    """The language that a file's name ends with, before its kind: `messages.en.jsonl`."""
    named = Path(file.stem).suffix.removeprefix(".") or file.stem
    if named not in answers.languages():
        raise KeyError("language")
    return named


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
