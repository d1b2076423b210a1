"""Messages that were not understood well: grouped by likeness, and made examples or new questions, as a patch of the
files of examples and content.
"""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from bot import new_questions
from bot.redaction import impersonal
from bot.settings import ROOT
from bot.training_data import add, add_to_question, alike, judged_by, known_as, written
from renewals.languages import small_words
from renewals.names import folded
from renewals.store.question_drafts import NewQuestion
from renewals.store.reviews import Decided, Doubtful

# What decisions may change: the examples, and for a new question the content.
PARTS = ("data/nlu", "domain", "renewals/data/questions.yml")
# Percent of likeness of their letters from which two messages are looked at together; or so many words in common that
# say something, as a share of all of them.
ONE_GROUP = 70.0
WORDS_IN_COMMON, SHARE_IN_COMMON = 2, 0.5


@dataclass(frozen=True)
class Patch:
    """What decisions change in the files, as a unified diff; and the messages that cannot be examples as
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
            if group[0].language == message.language and any(_one_group(plain, folded(other.text)) for other in group)
        )
        own = next(near, None)
        if own is None:
            groups.append([message])
        else:
            own.append(message)
    return sorted(groups, key=len, reverse=True)


def _one_group(one: str, other: str) -> bool:
    """Whether two folded texts ask alike: by their letters, or in other words about the same ("do you sell printer
    toner", "can i buy printer toner").
    """
    if alike(one, other) >= ONE_GROUP:
        return True
    telling, others = (frozenset(text.split()) - small_words() for text in (one, other))
    shared = len(telling & others)
    return shared >= WORDS_IN_COMMON and shared >= SHARE_IN_COMMON * len(telling | others)


def patch(session: Session, decided: Sequence[Decided], drafts: Sequence[NewQuestion] = (), root: Path = ROOT) -> Patch:
    """The examples and questions that follow from decisions and are none yet.

    Changes no file; what is applied already is in it no more.
    """
    with TemporaryDirectory() as folder:
        left_out = written_into(Path(folder), session, decided, drafts, root)
        return Patch("".join(_differences(Path(folder), root)), left_out)


def written_into(
    folder: Path, session: Session, decided: Sequence[Decided], drafts: Sequence[NewQuestion], root: Path = ROOT
) -> list[tuple[str, str]]:
    """Copies the files of examples and content into a folder, as decisions and new questions change them; what was left
    out, with the reasons.
    """
    for part in PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (root / part).is_dir() else shutil.copy)(root / part, folder / part)
    copy, left_out = folder / PARTS[0], list[tuple[str, str]]()
    among = {language: written(language, copy) for language in {one.language for one in decided}}
    wanted = {one.decision for one in decided}
    for draft in drafts:
        # A question that nobody asks cannot be learned.
        if draft.id in wanted:
            new_questions.write(draft, folder)
    for one in decided:
        topic, _, question = one.decision.partition("/")
        if topic not in among[one.language]:
            continue
        try:
            ready = fit(session, one.text, topic, among[one.language])
            if question:
                add_to_question(one.language, one.decision, ready, copy)
            else:
                add(one.language, topic, ready, copy)
            among[one.language][topic].append(ready)
        except ValueError as reason:
            left_out.append((one.text, str(reason)))
    return left_out


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


def _differences(folder: Path, root: Path) -> Iterator[str]:
    for file in sorted(one for one in folder.rglob("*.yml") if one.is_file()):
        name = file.relative_to(folder).as_posix()
        old, new = (one.read_text(encoding="utf-8").splitlines(keepends=True) for one in (root / name, file))
        if old != new:
            yield f"diff --git a/{name} b/{name}\n" + "".join(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))
