"""Knows when two topics are too close to choose: the person is asked which is meant, instead of getting a guess."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

from nlu.before import CLOSE_CALL
from nlu.leaning import SMALL_TALK
from nlu.trace import TRACE, stage


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CloseCall(GraphComponent):
    """Where the two best topics are nearer than `margin`, the message becomes a close call; the ranking keeps both.

    Rasa's FallbackClassifier does so for any two intents. Here both must be topics that have an answer: beside small talk or what is out of
    scope there is nothing to choose between. The margin was chosen on the development set (docs/conversation.md).
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"margin": 0.3}

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> CloseCall:
        return cls({**cls.get_default_config(), **config}["margin"])

    def __init__(self, margin: float) -> None:
        self._margin = margin

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY) or []
            if self._too_close(ranking) and message.get(INTENT) == ranking[0]:
                message.set(INTENT, {**ranking[0], INTENT_NAME_KEY: CLOSE_CALL}, add_to_output=True)
                close = stage("disambiguation", CLOSE_CALL, ranking[0][PREDICTED_CONFIDENCE_KEY])
                message.set(TRACE, [*(message.get(TRACE) or []), close], add_to_output=True)
        return messages

    def _too_close(self, ranking: List[Dict[str, Any]]) -> bool:
        if len(ranking) < 2 or SMALL_TALK.intersection(entry[INTENT_NAME_KEY] for entry in ranking[:2]):
            return False
        return ranking[0][PREDICTED_CONFIDENCE_KEY] - ranking[1][PREDICTED_CONFIDENCE_KEY] < self._margin
