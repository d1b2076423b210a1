"""Rasa's policy: a topic's one action, then listening."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Optional

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.engine.policy import NotOneAnswer, TopicPolicy

DOMAIN = {
    "intents": ["greet", "price", "odd"],
    "actions": ["action_price", "action_out_of_scope", "action_question"],
    "responses": {"utter_greet": [{"text": "hi"}]},
}


def dialogue(*events: Any, rule: bool = False) -> DialogueStateTracker:
    tracker = DialogueStateTracker.from_events("a rule", [ActionExecuted("action_listen"), *events])
    tracker.is_rule_tracker = rule
    return tracker


def message(topic: str, question: Optional[str] = None, before: Optional[Dict[str, str]] = None) -> UserUttered:
    """A message as the channel gives it to Rasa; `before`: the turn before it."""
    parsed: Dict[str, Any] = {
        "text": "...",
        "intent": {"name": topic, "confidence": 1.0},
        "entities": [],
        "topic_question": question,
    }
    return UserUttered("...", parsed["intent"], parse_data=parsed, metadata={"context": {"previous": before or {}}})


def rule(topic: str, *actions: str) -> DialogueStateTracker:
    return dialogue(
        message(topic), *(ActionExecuted(action) for action in actions), ActionExecuted("action_listen"), rule=True
    )


@pytest.fixture
def domain() -> Domain:
    return Domain.from_dict(DOMAIN)


@pytest.fixture
def policy(tmp_path: Path, domain: Domain) -> TopicPolicy:
    """A policy that was trained, stored and loaded."""
    place = (LocalModelStorage(tmp_path), Resource("policy"), ExecutionContext(GraphSchema({})))
    TopicPolicy.create({}, *place).train([rule("greet", "utter_greet"), rule("price", "action_price")], domain)
    return TopicPolicy.load({}, *place)


def next_action(policy: TopicPolicy, domain: Domain, *events: Any) -> str:
    likely = policy.predict_action_probabilities(dialogue(*events), domain).probabilities
    name: str = domain.action_names_or_texts[likely.index(max(likely))]
    return name


@pytest.mark.parametrize(
    ("topic", "action"), [("greet", "utter_greet"), ("price", "action_price"), ("odd", "action_out_of_scope")]
)
def test_a_topic_is_followed_by_the_action_of_its_rule_or_the_fallback(
    policy: TopicPolicy, domain: Domain, topic: str, action: str
) -> None:
    assert next_action(policy, domain, message(topic)) == action


def test_an_action_is_followed_by_listening_and_listening_by_the_next_topic(
    policy: TopicPolicy, domain: Domain
) -> None:
    answered = (message("price"), ActionExecuted("action_price"))
    assert next_action(policy, domain, *answered) == "action_listen"
    assert next_action(policy, domain, *answered, ActionExecuted("action_listen"), message("greet")) == "utter_greet"


def test_a_question_within_a_topic_that_a_response_answers_is_answered_by_the_action_for_questions(
    policy: TopicPolicy, domain: Domain
) -> None:
    assert next_action(policy, domain, message("greet", "greet/how-are-you")) == "action_question"
    answered = (message("greet", "greet/how-are-you"), ActionExecuted("action_question"))
    assert next_action(policy, domain, *answered) == "action_listen"


def test_a_question_within_a_topic_that_an_action_answers_is_for_that_action(
    policy: TopicPolicy, domain: Domain
) -> None:
    assert next_action(policy, domain, message("price", "price/discount")) == "action_price"


def test_a_topic_that_was_just_answered_in_general_is_left_to_the_action_which_says_nothing_twice(
    policy: TopicPolicy, domain: Domain
) -> None:
    assert next_action(policy, domain, message("greet", before={"topic": "greet"})) == "action_question"
    assert (
        next_action(policy, domain, message("greet", before={"topic": "greet", "topic_question": "greet/how-are-you"}))
        == "utter_greet"
    )
    assert next_action(policy, domain, message("greet", before={"topic": "price"})) == "utter_greet"


def test_a_rule_with_two_actions_is_refused_in_training(policy: TopicPolicy, domain: Domain) -> None:
    with pytest.raises(NotOneAnswer, match="each rule gives one topic one action"):
        policy.train([rule("greet", "utter_greet", "action_price")], domain)
