"""The topic classifier by itself, in the engine's interpreter."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from typing import Any

import pytest

from bot import model
from bot.settings import ROOT

LEARNED = """
import json, tempfile
from pathlib import Path
from nlu import meaning
from nlu.topics import TopicModel
said = {"expiry": "when does my contract end", "price": "how much does the renewal cost", "out-of-scope": "what is the weather like", "greet": "hello there"}
texts = [f"{text} {word}" for text in said.values() for word in ("please", "now", "today", "for us")]
learned = TopicModel.learn(texts, [topic for topic in said for _ in range(4)])
with tempfile.TemporaryDirectory() as folder:
    learned.save(Path(folder))
    model = TopicModel.load(Path(folder))
encoded, encode = [], meaning._vector
meaning._vector = lambda text: encoded.append(text) or encode(text)
asked = {text: model.ranked(text) for text in ("when does my contract end", "quel temps fait-il")}
known = "when does my contract end"
print(json.dumps({
    "ranked": asked,
    "encoded": encoded[:],
    "as learned": learned.ranked(known) == model.ranked(known),
    "surer of out of scope": dict(model.ranked("quel temps fait-il", out_of_scope_bonus=3.0))["out-of-scope"],
    "always encoded": model.ranked(known, words_suffice=float("inf")) and known in encoded,
}))
"""


@cache
def learned() -> Any:
    done = subprocess.run([model.PYTHON, "-c", LEARNED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_topic_is_ranked_by_a_probability() -> None:
    for ranked in learned()["ranked"].values():
        likely = [share for _, share in ranked]
        assert sorted(likely, reverse=True) == likely
        assert sum(likely) == pytest.approx(1.0)
        assert {topic for topic, _ in ranked} == {"expiry", "price", "out-of-scope", "greet"}


def test_what_the_words_decide_is_not_encoded_and_what_they_leave_open_is() -> None:
    assert learned()["ranked"]["when does my contract end"][0][0] == "expiry"
    assert learned()["encoded"] == ["quel temps fait-il"]
    assert learned()["always encoded"]


def test_another_language_is_understood_by_its_meaning() -> None:
    assert learned()["ranked"]["quel temps fait-il"][0][0] == "out-of-scope"


def test_a_bonus_makes_out_of_scope_likelier() -> None:
    assert learned()["surer of out of scope"] > dict(learned()["ranked"]["quel temps fait-il"])["out-of-scope"]


def test_a_model_is_read_back_as_it_was() -> None:
    assert learned()["as learned"]


def test_two_topics_are_too_few() -> None:
    told = "from nlu.topics import TopicModel; TopicModel.learn(['a', 'b'], ['one', 'other'])"
    done = subprocess.run([model.PYTHON, "-c", told], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "three topics at least" in done.stderr
