"""The examples that the assistant learns from (data/nlu/<language>/<topic>.yml), read and added to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bot.settings import ROOT
from renewals.names import folded
from renewals.yaml_file import read_yaml

EXAMPLES = ROOT / "data" / "nlu"
# Percent of likeness from which a second example teaches nothing that the first does not.
NEAR_DUPLICATE = 90.0
# Of shorter ones ("merci", "merco") a single letter is a large part.
LETTERS_COMPARED = 8
# Comparing takes as much time as one text is long, times the other; no example is longer than half of this.
LONGEST_COMPARED = 500
# Rasa would read them as an entity's mark.
_MARKS = frozenset("[]{}")
_SENTENCES = re.compile(r"(?<=[.?!])\s+|\n+")


def topics(root: Path = EXAMPLES) -> list[str]:
    """The topics that have examples."""
    return sorted({file.stem for file in root.glob("*/*.yml")})


def examples(language: str, topic: str, root: Path = EXAMPLES) -> list[str]:
    """The examples of a topic, as they were typed."""
    content = read_yaml(_file(language, topic, root))
    return [line.removeprefix("- ") for block in content["nlu"] for line in block["examples"].splitlines()]


def near_duplicate(text: str, among: Iterable[str]) -> str | None:
    """The first of some examples that says the same in nearly the same letters or words, whatever their order, case and
    accents.
    """
    plain = _plain(text)
    for example in among:
        other = _plain(example)
        if plain == other or (
            min(len(plain), len(other)) >= LETTERS_COMPARED and alike(plain, other) >= NEAR_DUPLICATE
        ):
            return example
    return None


def near_duplicates(written: Sequence[str]) -> list[tuple[str, str]]:
    """Each pair of examples of which the second teaches nothing that the first does not: `near_duplicate` of all with
    all, by every core.
    """
    plain = [_plain(text)[:LONGEST_COMPARED] for text in written]
    pairs: set[tuple[int, int]] = set()
    # As `alike` compares: by letters, and by words in any order (sorting them once is what `token_sort_ratio` does for
    # each pair anew).
    for texts in (plain, [" ".join(sorted(text.split())) for text in plain]):
        likeness = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=NEAR_DUPLICATE, workers=-1)
        pairs |= {(int(one), int(other)) for one, other in zip(*likeness.nonzero(), strict=True) if one < other}
    found = [
        (one, other)
        for one, other in sorted(pairs)
        if plain[one] == plain[other] or min(len(plain[one]), len(plain[other])) >= LETTERS_COMPARED
    ]
    return [(written[one], written[other]) for one, other in found]


def alike(one: str, other: str) -> float:
    """How alike two folded texts are, in percent, by letters or by words in any order."""
    one, other = one[:LONGEST_COMPARED], other[:LONGEST_COMPARED]
    return max(float(fuzz.ratio(one, other)), float(fuzz.token_sort_ratio(one, other)))


def written(language: str, root: Path = EXAMPLES) -> dict[str, list[str]]:
    """All examples in a language, by topic."""
    return {topic: examples(language, topic, root) for topic in topics(root) if _file(language, topic, root).exists()}


def known_as(text: str, topic: str, among: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
    """The topic and example that a text would repeat: nearly the same one of its own topic, or the very same one of
    another. `among`: as `written` gives them.
    """
    plain = _plain(text)
    for other, told in among.items():
        twin = (
            near_duplicate(text, told) if other == topic else next((one for one in told if _plain(one) == plain), None)
        )
        if twin is not None:
            return other, twin
    return None


@cache
def judged_by() -> frozenset[str]:
    """The labelled messages, and the sentences of labelled tickets (folded), by which the assistant is judged: none of
    them may be an example.
    """
    files = (ROOT / "nlu" / "evaluation").glob("*.jsonl")
    told = (json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return frozenset(folded(text) for one in told for text in _judged(one) if text.strip())


def _judged(labelled: dict[str, Any]) -> list[str]:
    if "text" in labelled:
        return [labelled["text"]]
    subject, body = labelled["subject"], labelled["body"]
    return [subject, body, *_SENTENCES.split(body)]


def add(language: str, topic: str, text: str, root: Path = EXAMPLES) -> Path:
    """Writes an example at the end of its topic's own in the topic's file, before those of its questions, and gives the
    file.

    Nothing is committed: it is reviewed as any other change. Raises ValueError, with nothing changed, where the text
    cannot stand in such a file.
    """
    if not text.strip() or not text.isprintable() or _MARKS & set(text):
        raise ValueError("an example is one line of plain text, without brackets")
    file = _file(language, topic, root)
    content = file.read_text(encoding="utf-8")
    own, question, questions = content.partition(f"\n- intent: {topic}/")
    file.write_text(f"{own.rstrip()}\n    - {text}\n{question.lstrip(chr(10))}{questions}", encoding="utf-8")
    if text not in own_examples(language, topic, root):
        file.write_text(content, encoding="utf-8")
        raise ValueError(f"{text!r} would not be read back as it is written")
    return file


def add_to_question(language: str, question: str, text: str, root: Path = EXAMPLES) -> None:
    """Writes an example at the end of a question's own (`topic/question`), whose block is made where there is none yet.

    Raises ValueError, with nothing changed, where the text cannot stand in such a file.
    """
    if not text.strip() or not text.isprintable() or _MARKS & set(text):
        raise ValueError("an example is one line of plain text, without brackets")
    file = _file(language, question.partition("/")[0], root)
    content = file.read_text(encoding="utf-8").rstrip()
    head = f"\n- intent: {question}\n"
    before, block, own = content.partition(head) if f"{head}" in f"{content}\n" else (content, head, "  examples: |")
    own, following, rest = own.partition("\n- intent: ")
    file.write_text(f"{before}{block}{own.rstrip()}\n    - {text}\n{following.lstrip()}{rest}".rstrip() + "\n", "utf-8")
    read = {block["intent"]: block["examples"].splitlines() for block in read_yaml(file)["nlu"]}
    if f"- {text}" not in read.get(question, []):
        file.write_text(f"{content}\n", encoding="utf-8")
        raise ValueError(f"{text!r} would not be read back as it is written")


def own_examples(language: str, topic: str, root: Path = EXAMPLES) -> list[str]:
    """The examples of a topic that are none of its questions'."""
    content = read_yaml(_file(language, topic, root))
    own = next(block for block in content["nlu"] if block["intent"] == topic)
    return [line.removeprefix("- ") for line in own["examples"].splitlines()]


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    return folded(text)


def _file(language: str, topic: str, root: Path) -> Path:
    return root / language / f"{topic}.yml"
