"""Rasa's policy: the one action of the decided topic, then listening."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from nlu.engine.conversation_context import OFFERS, TOPIC_QUESTION

# Answers a question within a topic whose general answer is a response.
QUESTION_ACTION = "action_question"


class NotOneAnswer(RasaException):
    """A rule is not of the form: one topic, one action."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class TopicPolicy(Policy):
    """Follows the rules of data/rules, each of which gives one topic one action; a topic without a rule gets
    `fallback`.

    Rasa's RulePolicy follows them too, and compares every rule with the state of the whole dialogue, three times a
    message: 8 of the 17 ms that a turn takes beside understanding it. What goes before a message is understood before
    the dialogue sees it (nlu/dialogue/decide.py), so the topic decides alone, but for a question within it, whose
    answer the action `action_question` says (actions/question.py).
    """

    FILE = "actions.json"

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"priority": 6, "fallback": "action_out_of_scope"}

    @staticmethod
    def supported_data() -> SupportedData:
        return SupportedData.RULE_DATA

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        actions: Optional[Dict[str, str]] = None,
    ) -> None:
        """`actions`: by topic."""
        super().__init__({**self.get_default_config(), **config}, model_storage, resource, execution_context)
        self._actions = actions or {}

    def train(self, training_trackers: List[DialogueStateTracker], domain: Domain, **kwargs: Any) -> Resource:
        rules = [tracker for tracker in training_trackers if tracker.is_rule_tracker]
        self._actions = dict(_one_answer(tracker) for tracker in rules)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / self.FILE).write_text(json.dumps(self._actions), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicPolicy:
        with model_storage.read_from(resource) as folder:
            actions = json.loads((folder / cls.FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, execution_context, actions)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        return self._prediction(confidence_scores_for(self._next(tracker), 1.0, domain))

    def _next(self, tracker: DialogueStateTracker) -> str:
        if tracker.latest_action_name != ACTION_LISTEN_NAME or tracker.latest_message is None:
            return ACTION_LISTEN_NAME
        message = tracker.latest_message
        topic = message.intent.get("name")
        action = self._actions.get(topic, self.config["fallback"])
        return QUESTION_ACTION if action == f"utter_{topic}" and _needs_an_action(message) else action


def _needs_an_action(message: UserUttered) -> bool:
    """Whether more than the card is to be said: a question, offers beside it, a contract that is talked of; or it was
    the last answer.
    """
    previous = ((message.metadata or {}).get("context") or {}).get("previous") or {}
    said_already = previous.get("topic") == message.intent.get("name") and not previous.get("topic_question")
    parsed = message.parse_data
    return bool(parsed.get(TOPIC_QUESTION) or parsed.get(OFFERS) or previous.get("contract")) or said_already


def _one_answer(rule: DialogueStateTracker) -> List[str]:
    """The topic and the action of a rule."""
    said = [event.intent["name"] for event in rule.events if isinstance(event, UserUttered)]
    done = [
        event.action_name
        for event in rule.events
        if isinstance(event, ActionExecuted)
        and event.action_name
        and event.action_name not in (ACTION_LISTEN_NAME, "...")
    ]
    if len(said) != 1 or len(done) != 1:
        raise NotOneAnswer(
            f"the rule {rule.sender_id!r} gives {said} the actions {done}: each rule gives one topic one action"
        )
    return [said[0], done[0]]
