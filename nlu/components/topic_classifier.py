"""Decides which topic a message is about, and how sure that is."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Optional, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.leaning import SMALL_TALK
from nlu.topics import OUT_OF_SCOPE, TopicModel
from nlu.trace import TRACE, stage
from nlu.wording import with_placeholders

# Set on a message: its likeliest topic and how likely that is, whatever was said before it.
BY_ITSELF = "by_itself"
Ranked = List[Tuple[str, float]]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Gives a message the likeliest topic of nlu/topics.py; where that is less likely than `threshold`, it is out of scope.

    The channel tells with each message the topic `before` it. People go on about what was just answered ("how long?", "even on Sundays?"), so that topic
    gets a bonus.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {
            "threshold": 0.3,
            "lead_suffices": 1.4,
            "alike_enough": 0.5,
            "out_of_scope_bonus": 1.5,
            "same_topic_bonus": 3.5,
            "ranking_length": 5,
        }

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, model: Optional[TopicModel] = None) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(INTENT) and example.get(TEXT)]
        texts, topics = [_written(example) for example in examples], [example.get(INTENT) for example in examples]
        self._model = TopicModel.learn(texts, topics, [_language(example) or "" for example in examples])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> TopicClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, TopicModel.load(folder))

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            view, ranked = self._ranked(message)
            trace = [stage(view, *ranked[0], ranked)]
            message.set(BY_ITSELF, ranked[0])
            before = (message.get("metadata") or {}).get("before")
            if before not in SMALL_TALK:
                unlifted, ranked = ranked[0][0], likelier(ranked, before, self._config["same_topic_bonus"])
                if ranked[0][0] != unlifted:
                    trace.append(stage("previous_topic_prior", *ranked[0], ranked))
            ranking = [
                {INTENT_NAME_KEY: topic, PREDICTED_CONFIDENCE_KEY: likely} for topic, likely in ranked[: self._config["ranking_length"]]
            ]
            best = ranking[0]
            if best[INTENT_NAME_KEY] != OUT_OF_SCOPE and best[PREDICTED_CONFIDENCE_KEY] < self._config["threshold"]:
                best = {INTENT_NAME_KEY: OUT_OF_SCOPE, PREDICTED_CONFIDENCE_KEY: 1.0 - best[PREDICTED_CONFIDENCE_KEY]}
                trace.append(stage("low_confidence", OUT_OF_SCOPE, best[PREDICTED_CONFIDENCE_KEY]))
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(TRACE, trace, add_to_output=True)
        return messages

    def _ranked(self, message: Message) -> Tuple[str, Ranked]:
        """The stage that ranked the topics, and the topics with their probabilities."""
        text = _written(message) if message.get(TEXT) else ""
        if not text.strip() or (message.get("metadata") or {}).get("foreign"):
            # The encoder understands a hundred languages; the assistant answers in its own alone, and says so.
            return "foreign_language", [(OUT_OF_SCOPE, 1.0)]
        balance = {name: self._config[name] for name in ("lead_suffices", "alike_enough", "out_of_scope_bonus")}
        return self._model.settled(text, _language(message), **balance)


def likelier(ranked: Ranked, topic: Optional[str], bonus: float) -> Ranked:
    """Topics with their probabilities, best first, where the score (a logarithm) of one topic is higher by a bonus."""
    weighed = [(name, likely * math.exp(bonus) if name == topic else likely) for name, likely in ranked]
    total = sum(likely for _, likely in weighed)
    return sorted(((name, likely / total) for name, likely in weighed), key=lambda one: -one[1])


def _written(message: Message) -> str:
    return with_placeholders(message.get(TEXT), message.get(ENTITIES) or [])


def _language(message: Message) -> Optional[str]:
    """The language that a message is in: the gateway found it, or its example's folder names it."""
    return (message.get("metadata") or {}).get("language")
