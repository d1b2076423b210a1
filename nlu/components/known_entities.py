"""Finds what can be listed or described: contract numbers, products, offerings, kinds of product, countries, periods."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Set, Tuple

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.wording import fold

LOOKUPS = Path(__file__).resolve().parent.parent / "lookups"
# A word with what may stand before and within it (".NET", "U.A.E", "C++11"); what stands after it is none of it.
_WORD = re.compile(r"[\w.+]+")


class Span(NamedTuple):
    entity: str
    value: str
    start: int
    end: int


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class KnownEntities(GraphComponent):
    """Finds entities by nlu/lookups/<entity>.yml: `wordings` (a value, and how people write it) or `patterns` (regular expressions).

    Words are compared folded (see `nlu.wording.fold`), the longest wording wins, and at equal length a described entity (regular
    expression) wins over a listed one. Rasa's own lookup tables know neither folding nor overlap nor a value for each wording.
    """

    FILE = "known_entities.json"

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> KnownEntities:
        return cls(model_storage, resource, [], [])

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, wordings: List[Tuple[str, str, str]], patterns: List[Tuple[str, str]]
    ) -> None:
        """`wordings`: (entity, folded words, value); `patterns`: (entity, regular expression)."""
        self._model_storage = model_storage
        self._resource = resource
        self._keep(wordings, patterns)

    def _keep(self, wordings: List[Tuple[str, str, str]], patterns: List[Tuple[str, str]]) -> None:
        self._wordings = wordings
        self._patterns = patterns
        self._by_words = {tuple(words.split()): (entity, value) for entity, words, value in wordings}
        self._longest = max((len(words) for words in self._by_words), default=0)
        self._compiled = [(entity, re.compile(pattern, re.IGNORECASE)) for entity, pattern in patterns]

    def train(self, training_data: TrainingData) -> Resource:
        wordings, patterns = read_lookups()
        self._keep(wordings, patterns)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / self.FILE).write_text(json.dumps({"wordings": self._wordings, "patterns": self._patterns}), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> KnownEntities:
        with model_storage.read_from(resource) as folder:
            known = json.loads((folder / cls.FILE).read_text(encoding="utf-8"))
        return cls(model_storage, resource, [tuple(row) for row in known["wordings"]], [tuple(row) for row in known["patterns"]])

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            if not message.get(TEXT):
                continue
            found = [
                {"entity": span.entity, "value": span.value, "start": span.start, "end": span.end, "extractor": "KnownEntities"}
                for span in self.find(message.get(TEXT))
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def find(self, text: str) -> List[Span]:
        """The entities of a text, in order, none overlapping another."""
        candidates = sorted([*self._described(text), *self._listed(text)], key=lambda span: span.start - span.end)
        chosen: List[Span] = []
        taken: Set[int] = set()
        for span in candidates:
            places = range(span.start, span.end)
            if taken.isdisjoint(places):
                chosen.append(span)
                taken.update(places)
        return sorted(chosen, key=lambda span: span.start)

    def _described(self, text: str) -> Iterator[Span]:
        for entity, pattern in self._compiled:
            for match in pattern.finditer(text):
                if match.end() > match.start():
                    yield Span(entity, match.group(), match.start(), match.end())

    def _listed(self, text: str) -> Iterator[Span]:
        words = [(fold(word), start, start + len(word)) for word, start in _words_with_places(text)]
        for first in range(len(words)):
            for last in range(min(first + self._longest, len(words)), first, -1):
                known = self._by_words.get(tuple(word for word, _, _ in words[first:last]))
                if known:
                    yield Span(known[0], known[1], words[first][1], words[last - 1][2])
                    break


def read_lookups() -> Tuple[List[Tuple[str, str, str]], List[Tuple[str, str]]]:
    """All of nlu/lookups: (entity, folded words, value) of each wording, and (entity, regular expression) of each pattern."""
    wordings, patterns = [], []
    for file in sorted(LOOKUPS.glob("*.yml")):
        known = yaml.safe_load(file.read_text(encoding="utf-8"))
        wordings += [(file.stem, _words_of(wording), value) for value, written in known.get("wordings", {}).items() for wording in written]
        patterns += [(file.stem, pattern) for pattern in known.get("patterns", [])]
    return wordings, patterns


def _words_of(wording: str) -> str:
    return " ".join(fold(word) for word, _ in _words_with_places(wording))


def _words_with_places(text: str) -> Iterator[Tuple[str, int]]:
    """The words of a text, each with its place."""
    for match in _WORD.finditer(text):
        word = match.group().rstrip(".+")
        if word:
            yield word, match.start()
