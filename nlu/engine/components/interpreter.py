"""Rasa's component for the product's own interpreter: trains it with Rasa's data, stores it with the model, runs it on
a message.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.dialogue.interpreter import Buttons, Interpreter, interpretation_to_json, load_interpreter
from nlu.dialogue.lexicon import Lexicon
from nlu.dialogue.turn import RANKING_LENGTH
from nlu.encoder.sentence_encoder import SentenceEncoder
from nlu.engine.importer import BUTTON, QUESTION
from nlu.entities.gazetteer import Gazetteer
from nlu.intents.classifier import Options
from nlu.intents.shipped import classifier_for

# Set in the parse data: what the message, and each of its questions, says by itself.
INTERPRETATIONS = "interpretations"


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class MessageInterpreter(GraphComponent, IntentClassifier):
    """Entities and ranked topics of a message, and of each of its questions where it asks several.

    Rules that need more of the context are applied later (channel).
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return asdict(Options())

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageInterpreter:
        return cls(config, model_storage, resource)

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        interpreter: Optional[Interpreter] = None,
    ) -> None:
        self._options = Options(
            **{name: config.get(name, default) for name, default in self.get_default_config().items()}
        )
        self._model_storage = model_storage
        self._resource = resource
        self._interpreter = interpreter

    def train(self, training_data: TrainingData) -> Resource:
        gazetteer = Gazetteer.read()
        examples = [example for example in training_data.intent_examples if example.get(INTENT) and example.get(TEXT)]
        # Not masked: with every number written alike, seven of 2,328 judged messages more were wrong ("ticket 99123"
        # was taken for a contract).
        labelled = [
            (example.get(TEXT), (example.get("metadata") or {}).get(QUESTION) or example.get(INTENT))
            for example in examples
        ]
        classifier = classifier_for(labelled, SentenceEncoder.load())
        buttons = Buttons(
            {one.get(TEXT): one.get(INTENT) for one in examples if (one.get("metadata") or {}).get(BUTTON)}
        )
        self._interpreter = Interpreter(gazetteer, classifier, Lexicon.load(), self._options, buttons)
        with self._model_storage.write_to(self._resource) as folder:
            buttons.save(folder)
            gazetteer.save(folder)
            classifier.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageInterpreter:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._interpreter = load_interpreter(folder, Lexicon.load(), component._options)
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            self._interpret(message)
        return messages

    def _interpret(self, message: Message) -> None:
        assert self._interpreter is not None, "loaded or trained before it runs"
        text, known = message.get(TEXT) or "", message.get("metadata") or {}
        context, foreign = known.get("previous") or "", bool(known.get("foreign"))
        whole = self._interpreter.interpret(text, context, foreign)
        parts = self._interpreter.parts(text, context, foreign) if known.get("in_parts", True) else []
        read = [whole, *parts]
        ranking = [
            {INTENT_NAME_KEY: topic, PREDICTED_CONFIDENCE_KEY: likely}
            for topic, likely in whole.ranking[:RANKING_LENGTH]
        ]
        entities = [{**entity.__dict__, "extractor": "MessageInterpreter"} for entity in whole.entities]
        message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set(INTERPRETATIONS, [interpretation_to_json(one) for one in read], add_to_output=True)
