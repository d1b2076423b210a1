"""The topic classifier by itself, in the engine's interpreter."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from typing import Any

import pytest

from bot import model
from bot.settings import ROOT

pytestmark = pytest.mark.usefixtures("engine_python")

LEARNED = """
import json, tempfile
from pathlib import Path
from nlu import meaning
from nlu.topics import TopicModel
said = {
    "expiry": ("when does my contract end", "quand se termine mon contrat"),
    "price": ("how much does the renewal cost", "combien coûte le renouvellement"),
    "out-of-scope": ("what is the weather like", "où vont les oiseaux en hiver"),
    "greet": ("hello there", "bonjour à vous"),
}
examples = [
    (f"{text} {word}", topic, language)
    for topic, texts in said.items()
    for language, text, words in (("en", texts[0], ("please", "now", "today", "for us")), ("fr", texts[1], ("svp", "donc", "alors", "chez nous")))
    for word in words
]
learned = TopicModel.learn(*zip(*examples))
inside = TopicModel.learn(*zip(*(example for example in examples if example[1] != "out-of-scope")))
with tempfile.TemporaryDirectory() as folder:
    learned.save(Path(folder))
    model = TopicModel.load(Path(folder))
asked, judge = [], meaning.MeaningModel.judge
meaning.MeaningModel.judge = lambda view, text: asked.append(view._encoder) or judge(view, text)
never, known = float("inf"), "when does my contract end"

def encoders(text, language, **balance):
    asked.clear()
    model.ranked(text, language, **balance)
    return asked[:]

open_to_all = {"lead_suffices": never}
print(json.dumps({
    "ranked": {text: model.ranked(text, language) for text, language in ((known, "en"), ("quel temps fait-il", "fr"))},
    "by words": encoders(known, "en"),
    "by the quick one": encoders("what will renewing cost us", "en"),
    "like nothing": encoders("what will renewing cost us", "en", alike_enough=0.9),
    "in English": encoders(known, "en", **open_to_all),
    "in French": encoders(known, "fr", **open_to_all),
    "in no language": encoders(known, None, **open_to_all),
    "as learned": [[topic for topic, _ in one.ranked(known, "en", **open_to_all)] for one in (learned, model)],
    "share known": [sum(likely for _, likely in inside.ranked(text, "en")) for text in (known, "purple elephants juggle noodles")],
    "bonus": [dict(model.ranked("quel temps fait-il", "fr", out_of_scope_bonus=bonus))["out-of-scope"] for bonus in (0.0, 3.0)],
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


def test_each_view_is_asked_only_where_those_before_leave_the_topic_open() -> None:
    assert learned()["ranked"]["when does my contract end"][0][0] == "expiry"
    assert learned()["by words"] == []
    assert learned()["by the quick one"] == ["quick"]


def test_what_is_like_nothing_that_was_learned_is_looked_at_twice() -> None:
    assert learned()["like nothing"] == ["quick", "english"]


@pytest.mark.parametrize(
    ("spoken", "encoder"), [("in English", "english"), ("in French", "multilingual"), ("in no language", "multilingual")]
)
def test_a_language_has_the_encoder_that_knows_it_best(spoken: str, encoder: str) -> None:
    assert learned()[spoken] == ["quick", encoder]


def test_another_wording_is_understood_by_its_meaning() -> None:
    assert learned()["ranked"]["quel temps fait-il"][0][0] == "out-of-scope"


def test_without_examples_out_of_scope_what_is_like_no_example_is_likely_to_be_something_else() -> None:
    known, strange = learned()["share known"]
    assert known == pytest.approx(1.0, abs=0.01)
    assert strange < 0.5


def test_a_bonus_makes_out_of_scope_likelier() -> None:
    without, with_it = learned()["bonus"]
    assert with_it > without


def test_a_model_is_read_back_as_it_was() -> None:
    before, after = learned()["as learned"]
    assert before == after


def test_two_topics_are_too_few() -> None:
    told = "from nlu.topics import TopicModel; TopicModel.learn(['a', 'b'], ['one', 'other'], ['en', 'en'])"
    done = subprocess.run([model.PYTHON, "-c", told], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "three topics at least" in done.stderr


def told(program: str) -> Any:
    done = subprocess.run([model.PYTHON, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_words_are_weighed_for_one_text_as_scikit_learn_weighs_many() -> None:
    difference = told("""
import json
import numpy as np
from scipy.sparse import hstack
from nlu.words import MARGIN_SCALE, WordsModel, log_softmax
texts = ["when does it end", "when does it stop", "how much is it", "how much now", "hello there", "hello you", "hello"]
model = WordsModel.learn(texts, np.array([0, 0, 1, 1, 2, 2, 2]))
asked = ["When does it END?", "hello hello hello, how much", "qwertz"]
weighed = hstack([model._words.transform(asked), model._letters.transform(asked)]).tocsr()
expected = [log_softmax(MARGIN_SCALE * row) for row in weighed @ model._weights + model._bias]
print(json.dumps(max(float(abs(model.log_probabilities(text) - row).max()) for text, row in zip(asked, expected))))
""")
    assert difference < 1e-5


def test_texts_of_different_length_are_encoded_together_as_they_are_alone() -> None:
    difference = told("""
import json
import numpy as np
from nlu.english_encoder import encode
texts = ["end?", "when does my contract end", "x " * 300, "and for hardware", "when does our contract end"]
together = encode(texts)
print(json.dumps([float(abs(together - np.concatenate([encode([text]) for text in texts])).max()), float(together[1] @ together[4]), float(together[1] @ together[3])]))
""")
    largest, alike, unlike = difference
    assert largest < 1e-5
    assert alike > 0.9 > unlike


def test_what_few_examples_say_counts_more_than_what_all_of_them_say() -> None:
    together, apart, weighed = told("""
import json
from nlu.english_encoder import encode, rarity_of_tokens
common, rare = "what about the", "hardware warranty"
telling = rarity_of_tokens([f"{common} {word}" for word in ("invoice", "invoice", "invoice", "renewal", "renewal", "renewal", "hardware warranty")])
def likeness(one, other, **weighed):
    left, right = encode([one, other], **weighed)
    return float(left @ right)
texts = f"{common} {rare}", rare
print(json.dumps([likeness(*texts), likeness(f"{common} {rare}", common), [likeness(*texts, rarity=telling), likeness(f"{common} {rare}", common, rarity=telling)]]))
""")
    assert weighed[0] > together
    assert weighed[1] < apart


def test_many_texts_are_encoded_by_several_threads_as_they_are_alone() -> None:
    largest = told("""
import json
import numpy as np
from nlu.encoders import ENCODERS, TOGETHER, vectors
from nlu.english_encoder import ALL_ALIKE
texts = [f"{number} contracts" for number in range(TOGETHER + 20)]
far = lambda encoder: float(abs(vectors(encoder, texts, ALL_ALIKE)[[0, TOGETHER - 1, TOGETHER, -1]]
    - ENCODERS[encoder]([texts[place] for place in (0, TOGETHER - 1, TOGETHER, -1)], ALL_ALIKE)).max())
print(json.dumps(max(far(encoder) for encoder in ENCODERS)))
""")
    assert largest < 1e-4
