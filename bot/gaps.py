"""Messages that were not understood well: grouped by likeness, and made examples,
as a patch of the files of examples.
"""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from bot.redaction import impersonal
from bot.settings import ROOT
from bot.training_data import EXAMPLES, add, alike, judged_by, known_as, written
from renewals.names import folded
from renewals.store.reviews import Decided, Doubtful

# Percent of likeness from which two messages are looked at together.
ONE_GROUP = 70.0


@dataclass(frozen=True)
class Patch:
    """What decisions change in the files of examples, as a unified diff; and the messages that cannot be examples as
    they are, with the reason.
    """

    text: str
    left_out: list[tuple[str, str]]


def grouped(messages: Sequence[Doubtful]) -> list[list[Doubtful]]:
    """The messages in groups of one language that are alike, the largest group first; a message joins the first group
    in which one is like it.
    """
    groups: list[list[Doubtful]] = []
    for message in messages:
        plain = folded(message.text)
        near = (
            group
            for group in groups
            if group[0].language == message.language
            and any(alike(plain, folded(other.text)) >= ONE_GROUP for other in group)
        )
        own = next(near, None)
        if own is None:
            groups.append([message])
        else:
            own.append(message)
    return sorted(groups, key=len, reverse=True)


def patch(session: Session, decided: Sequence[Decided], root: Path = EXAMPLES) -> Patch:
    """The examples that follow from decisions and are none yet.

    Changes no file; what is applied already is in it no more.
    """
    left_out = list[tuple[str, str]]()
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(root, Path(folder) / "nlu"))
        among = {language: written(language, root) for language in {one.language for one in decided}}
        for one in decided:
            known = among[one.language]
            if one.decision not in known:
                continue
            try:
                ready = fit(session, one.text, one.decision, known)
                add(one.language, one.decision, ready, copy)
                known[one.decision].append(ready)
            except ValueError as reason:
                left_out.append((one.text, str(reason)))
        changed = [_difference(file, copy / file.relative_to(root), root) for file in sorted(root.glob("*/*.yml"))]
    return Patch("".join(changed), left_out)


def fit(session: Session, text: str, topic: str, among: Mapping[str, Sequence[str]]) -> str:
    """The text as an example of a topic may hold it, beside those that there are; raises ValueError with the reason
    where it may not be one.
    """
    line = impersonal(session, text)
    if not folded(line):
        raise ValueError("it holds no words")
    if folded(line) in judged_by():
        raise ValueError("the assistant is judged by this very sentence")
    twin = known_as(line, topic, among)
    if twin:
        raise ValueError(f"{twin[0]} has it already ({twin[1]})")
    return line


def _difference(before: Path, after: Path, root: Path) -> str:
    old, new = (file.read_text(encoding="utf-8").splitlines(keepends=True) for file in (before, after))
    if old == new:
        return ""
    name = (before.relative_to(ROOT) if before.is_relative_to(ROOT) else before.relative_to(root)).as_posix()
    return f"diff --git a/{name} b/{name}\n" + "".join(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))
