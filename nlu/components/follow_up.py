"""Understands a short message by what it follows: a bare country, or "and for hardware?"."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.wording import fold

RULES = Path(__file__).resolve().parent.parent / "follow_ups.yml"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FollowUp(GraphComponent):
    """Where a message holds little more than one entity, its topic follows from the topic before (nlu/follow_ups.yml).

    The channel tells the topic of the message before, and the question that waits for a detail, with each message.
    """

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> FollowUp:
        return cls(yaml.safe_load(RULES.read_text(encoding="utf-8")))

    def __init__(self, rules: Dict[str, Any]) -> None:
        self._little = set(rules["little_words"].split())
        self._families: List[Dict[str, Any]] = rules["families"]
        self._several: Dict[str, str] = rules["several"]
        self._own_topic: Dict[str, str] = rules["alone"]

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            known = message.get("metadata") or {}
            topic = self.topic(message.get(TEXT) or "", message.get(ENTITIES) or [], known.get("before"))
            if topic and not known.get("foreign"):
                message.set(INTENT, {INTENT_NAME_KEY: topic, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
        return messages

    def topic(self, text: str, entities: List[Dict[str, Any]], before: Optional[str]) -> Optional[str]:
        """The topic that follows, or None where the message says enough by itself."""
        found = [entity for entity in entities if entity["entity"] != "language"]
        kinds = {entity["entity"] for entity in found}
        if len(kinds) != 1:
            return None
        entity = found[0]
        if len({one["value"] for one in found}) > 1 and entity["entity"] in self._several:
            return self._several[entity["entity"]]
        rest = text
        for one in sorted(found, key=lambda one: -one["start"]):
            rest = rest[: one["start"]] + " " + rest[one["end"] :]
        rest = fold(rest).replace("'", " ").replace("?", " ").replace("-", " ").split()
        if any(word.strip(".!,") not in self._little for word in rest if word.strip(".!,")):
            return None
        for family in self._families:
            if before in family["after"] and entity["entity"] == family["entity"]:
                return family["topic"] if "topic" in family else family["topics"].get(entity["value"])
        return self._own_topic.get(entity["entity"])
