"""Tells the dialogue which language the gateway found the person to speak."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SpokenLanguage(GraphComponent):
    """Turns the message's `language` (set by the gateway) into an entity, from which the slot `language` is filled.

    An entity is the one door through which a value that comes with a message reaches a slot without a further action.
    """

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SpokenLanguage:
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            language = (message.get("metadata") or {}).get("language")
            if language:
                found = {"entity": "language", "value": language, "start": 0, "end": 0, "extractor": "SpokenLanguage"}
                message.set(ENTITIES, message.get(ENTITIES, []) + [found], add_to_output=True)
        return messages
