"""The words of a language by which a message leans on the conversation, from lexicon/<language>.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Mapping, Sequence, Tuple

import yaml

from nlu.text.tokens import Tokens, tokenize

FOLDER = Path(__file__).resolve().parent / "lexicon"


class LexiconError(ValueError):
    """A lexicon or rule file is not of the form that it must have; the message names file and key."""


@dataclass(frozen=True)
class Lexicon:
    """The words of all languages together: one message may mix them.

    Phrases are tokenized. `product_kinds`, `phrases`: content words of a phrase (without stop words), and the kind that it names, or the
    names under which rules.yml knows it. `ordinals`: the content words that pick the first, second, … button. `conjunctions` and
    `question_openers` are kept as written: the splitter looks for them in the text itself.
    """

    stop_words: FrozenSet[str]
    product_kinds: Mapping[Tokens, str]
    phrases: Mapping[Tokens, FrozenSet[str]]
    sure_name_openers: Tuple[Tokens, ...]
    unsure_name_openers: Tuple[Tokens, ...]
    anaphora: Tuple[Tokens, ...]
    question_words: FrozenSet[str]
    conjunctions: Tuple[str, ...]
    question_openers: Tuple[str, ...]
    refusals: Tuple[Tokens, ...]
    country_unknown: FrozenSet[Tokens]
    ordinals: Tuple[FrozenSet[Tokens], ...]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Lexicon:
        """The lexicon of every language that has a file; raises LexiconError where a key is missing."""
        files = sorted(folder.glob("*.yml"))
        return cls.merged([_read(file) for file in files])

    @classmethod
    def merged(cls, languages: Sequence[Dict[str, Any]]) -> Lexicon:
        """One lexicon from the contents of several files."""
        stop_words = frozenset(word for one in languages for word in one["stop_words"])

        def content(phrase: str) -> Tokens:
            return tuple(word for word in tokenize(phrase) if word not in stop_words)

        phrases: Dict[Tokens, FrozenSet[str]] = {}
        for name, said in [pair for one in languages for pair in one["phrases"].items()]:
            for phrase in said:
                if not content(phrase):
                    raise LexiconError(f"phrases, {name}: {phrase!r} holds stop words alone; a resolver has to look for it (offers.py)")
                phrases[content(phrase)] = phrases.get(content(phrase), frozenset()) | {name}
        kinds = {content(said): kind for one in languages for kind, all_said in one["product_kinds"].items() for said in all_said}
        places = max(len(one["ordinals"]) for one in languages)
        ordinals = tuple(
            frozenset(content(said) for one in languages for wordings in one["ordinals"][place : place + 1] for said in wordings)
            for place in range(places)
        )
        return cls(
            stop_words=stop_words,
            product_kinds=kinds,
            phrases=phrases,
            sure_name_openers=_tokenized(one["name_openers"]["sure"] for one in languages),
            unsure_name_openers=_tokenized(one["name_openers"]["unsure"] for one in languages),
            anaphora=_tokenized(one["anaphora"] for one in languages),
            question_words=frozenset(tokenize(word)[0] for one in languages for word in one["question_words"]),
            conjunctions=tuple(said for one in languages for said in one["conjunctions"]),
            question_openers=tuple(said for one in languages for said in one["question_openers"]),
            refusals=_tokenized(one["refusals"] for one in languages),
            country_unknown=frozenset(_tokenized(one["country_unknown"] for one in languages)),
            ordinals=ordinals,
        )

    def content_words(self, text: str) -> Tokens:
        """The words of a text that say something of their own."""
        return tuple(word for word in tokenize(text) if word not in self.stop_words)


def _tokenized(lists: Any) -> Tuple[Tokens, ...]:
    return tuple(tokenize(said) for one in lists for said in one)


_KEYS: List[str] = [
    "stop_words", "product_kinds", "phrases", "name_openers", "anaphora", "question_words", "conjunctions", "question_openers",
    "refusals",
    "country_unknown", "ordinals",
]  # fmt: skip


def _read(file: Path) -> Dict[str, Any]:
    content: Dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    missing = [key for key in _KEYS if key not in content]
    if missing:
        raise LexiconError(f"{file.name}: {', '.join(missing)} missing")
    return content
