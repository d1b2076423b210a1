"""Decides which topic a message is about, and how sure that is."""

from __future__ import annotations

import json
from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.meaning import MeaningModel
from nlu.wording import with_placeholders
from nlu.words import WordsModel

OUT_OF_SCOPE = "out-of-scope"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Two views of a message, each with its own linear classifier: its words and letters, and its meaning.

    The first knows this field's vocabulary and forgives typing; the second knows that different words, in either language, mean the same.
    Their probabilities are multiplied, and flattened to be honest about how often they are right; out-of-scope gets a bonus, and a message
    whose best topic is too unlikely is out of scope as well. The numbers were chosen on the development set (docs/understanding.md).
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"threshold": 0.3, "meaning_weight": 1.0, "sharpness": 0.9, "out_of_scope_bonus": 1.0, "ranking_length": 5}

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._topics: List[str] = []

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(INTENT) and example.get(TEXT)]
        texts = [_written(example) for example in examples]
        self._topics = sorted({example.get(INTENT) for example in examples})
        number = {topic: index for index, topic in enumerate(self._topics)}
        labels = np.array([number[example.get(INTENT)] for example in examples])
        self._words = WordsModel.learn(texts, labels)
        self._meaning = MeaningModel.learn(texts, labels)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "topics.json").write_text(json.dumps(self._topics), encoding="utf-8")
            self._words.save(folder)
            self._meaning.save(folder)
        return self._resource

    @classmethod
    def load(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> TopicClassifier:
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._topics = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
            classifier._words = WordsModel.load(folder)
            classifier._meaning = MeaningModel.load(folder)
        return classifier

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            ranking = self._ranked(message)
            best = ranking[0]
            if best[INTENT_NAME_KEY] != OUT_OF_SCOPE and best[PREDICTED_CONFIDENCE_KEY] < self._config["threshold"]:
                best = {INTENT_NAME_KEY: OUT_OF_SCOPE, PREDICTED_CONFIDENCE_KEY: 1.0 - best[PREDICTED_CONFIDENCE_KEY]}
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranked(self, message: Message) -> List[Dict[str, Any]]:
        text = _written(message) if message.get(TEXT) else ""
        if not text.strip() or (message.get("metadata") or {}).get("foreign"):
            # The encoder understands a hundred languages; the assistant answers in its own alone, and says so.
            return [{INTENT_NAME_KEY: OUT_OF_SCOPE, PREDICTED_CONFIDENCE_KEY: 1.0}]
        scores = self._words.log_probabilities(text) + self._config["meaning_weight"] * self._meaning.log_probabilities(text)
        scores *= self._config["sharpness"]
        # What people may ask beside the topics is far wider than its examples.
        scores += self._config["out_of_scope_bonus"] * (np.array(self._topics) == OUT_OF_SCOPE)
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        best_first = np.argsort(-likely)[: self._config["ranking_length"]]
        return [{INTENT_NAME_KEY: self._topics[i], PREDICTED_CONFIDENCE_KEY: float(likely[i])} for i in best_first]


def _written(message: Message) -> str:
    return with_placeholders(message.get(TEXT), message.get(ENTITIES) or [])
