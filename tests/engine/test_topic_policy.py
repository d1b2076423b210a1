"""What follows a message in the dialogue: its topic's one action, then listening."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from typing import Any

import pytest

from bot import model
from bot.settings import ROOT

pytestmark = pytest.mark.usefixtures("engine_python")

FOLLOWED = """
import json, tempfile
from pathlib import Path
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from nlu.components.topic_policy import NotOneAnswer, TopicPolicy

domain = Domain.from_dict({"intents": ["greet", "price", "odd"], "actions": ["action_price", "action_out_of_scope"], "responses": {"utter_greet": [{"text": "hi"}]}})

def dialogue(*events, rule=False):
    tracker = DialogueStateTracker.from_events("a rule", [ActionExecuted("action_listen"), *events])
    tracker.is_rule_tracker = rule
    return tracker

def said(topic):
    return UserUttered("...", {"name": topic, "confidence": 1.0})

def rule(topic, *actions):
    return dialogue(said(topic), *(ActionExecuted(action) for action in actions), ActionExecuted("action_listen"), rule=True)

storage, place, context = LocalModelStorage(Path(tempfile.mkdtemp())), Resource("policy"), ExecutionContext(GraphSchema({}))
policy = TopicPolicy.create({}, storage, place, context)
policy.train([rule("greet", "utter_greet"), rule("price", "action_price")], domain)
loaded = TopicPolicy.load({}, storage, place, context)

def following(*events):
    likely = loaded.predict_action_probabilities(dialogue(*events), domain).probabilities
    return domain.action_names_or_texts[likely.index(max(likely))]

try:
    policy.train([rule("greet", "utter_greet", "action_price")], domain)
    refused = ""
except NotOneAnswer as problem:
    refused = str(problem)
print(json.dumps({
    "known": [following(said("greet")), following(said("price"))],
    "no rule": following(said("odd")),
    "after an action": following(said("price"), ActionExecuted("action_price")),
    "again": following(said("price"), ActionExecuted("action_price"), ActionExecuted("action_listen"), said("greet")),
    "refused": refused,
}))
"""


@cache
def followed() -> Any:
    done = subprocess.run([model.PYTHON, "-W", "ignore", "-c", FOLLOWED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_topic_is_followed_by_the_action_of_its_rule() -> None:
    assert followed()["known"] == ["utter_greet", "action_price"]


def test_a_topic_without_a_rule_is_told_to_be_out_of_scope() -> None:
    assert followed()["no rule"] == "action_out_of_scope"


def test_an_action_is_followed_by_listening_and_listening_by_the_next_topic() -> None:
    assert followed()["after an action"] == "action_listen"
    assert followed()["again"] == "utter_greet"


def test_a_rule_with_two_actions_is_refused_in_training() -> None:
    assert "each rule gives one topic one action" in followed()["refused"]
