"""The classifier by itself: with the encoder that ships, and light parts fitted on a few sentences."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Tuple

import numpy as np
import pytest
from scipy.sparse import hstack

from nlu.dialogue.interpreter import Buttons, load_interpreter
from nlu.dialogue.lexicon import Lexicon
from nlu.encoder.sentence_encoder import WEIGHTS, NoWeights, SentenceEncoder
from nlu.entities.gazetteer import Gazetteer
from nlu.intents import shipped, vector_cache
from nlu.intents.classifier import Classifier, Options
from nlu.intents.label_head import LabelHead
from nlu.intents.tfidf import MARGIN_SCALE, TfidfClassifier, log_softmax
from nlu.intents.vector_cache import VectorCache
from nlu.text.context import context_of

SENTENCES = {
    "expiry/end": ("when does my contract end", "quand se termine mon contrat"),
    "expiry/start": ("when did my contract begin", "quand a commencé mon contrat"),
    "price": ("how much does the renewal cost", "combien coûte le renouvellement"),
    "out-of-scope": ("what is the weather like", "où vont les oiseaux en hiver"),
    "greet": ("hello there", "bonjour à vous"),
}
ENDINGS = (("please", "now", "today", "for us"), ("svp", "donc", "alors", "chez nous"))
EXAMPLES = [
    (f"{text} {ending}", label)
    for label, texts in SENTENCES.items()
    for text, endings in zip(texts, ENDINGS, strict=True)
    for ending in endings
]
NO_LABELS = LabelHead((), np.empty((0, 384), dtype=np.float32), np.zeros(1, dtype=np.float32))


@lru_cache(maxsize=1)
def encoder() -> SentenceEncoder:
    return SentenceEncoder.load()


@lru_cache(maxsize=1)
def fitted() -> Classifier:
    texts, labels = zip(*EXAMPLES, strict=True)
    return Classifier.fit(encoder(), texts, labels, NO_LABELS)


@pytest.mark.parametrize(
    ("text", "topic"), [("when does my contract end", "expiry"), ("quel temps fait-il", "out-of-scope")]
)
def test_every_topic_is_ranked_by_a_probability(text: str, topic: str) -> None:
    ranked = fitted().rank(text).topics
    likely = [share for _, share in ranked]
    assert sorted(likely, reverse=True) == likely
    assert sum(likely) == pytest.approx(1.0)
    assert {name for name, _ in ranked} == {"expiry", "price", "out-of-scope", "greet"}
    assert ranked[0][0] == topic


@pytest.mark.parametrize(
    ("text", "label"),
    [("when did my contract begin?", "expiry/start"), ("quand se termine notre contrat ?", "expiry/end")],
)
def test_the_questions_of_a_topic_share_its_probability(text: str, label: str) -> None:
    ranked = fitted().rank(text)
    assert ranked.labels[0][0] == label
    topic = dict(ranked.topics)["expiry"]
    assert sum(likely for name, likely in ranked.labels if name.startswith("expiry")) == pytest.approx(topic, abs=1e-4)


def test_a_prior_makes_out_of_scope_likelier() -> None:
    without, with_it = (
        dict(fitted().rank("quel temps fait-il", options=Options(out_of_scope_prior=prior)).topics)["out-of-scope"]
        for prior in (0.0, 3.0)
    )
    assert with_it > without


def test_a_classifier_is_read_back_as_it_was(tmp_path: Path) -> None:
    fitted().save(tmp_path)
    before, after = (one.rank("when does it end") for one in (fitted(), Classifier.load(tmp_path, encoder())))
    assert [topic for topic, _ in before.topics] == [topic for topic, _ in after.topics]
    assert [likely for _, likely in before.topics] == pytest.approx([likely for _, likely in after.topics], abs=0.01)


def test_two_topics_are_too_few() -> None:
    with pytest.raises(ValueError, match="three topics at least"):
        Classifier.fit(encoder(), ["a", "b"], ["one", "other"], NO_LABELS)


def test_a_topic_that_the_weights_do_not_know_is_learned_from_its_examples_beside_those_that_they_know() -> None:
    known = LabelHead.load(WEIGHTS)
    new = [
        (f"can the {animal} of the office come to the meeting", "animals")
        for animal in ("dog", "cat", "parrot", "hamster")
    ]
    old = [
        (text, label)
        for label, texts in {"greet": ("hello", "bonjour"), "thanks": ("thank you", "merci")}.items()
        for text in texts
    ]
    texts, labels = zip(*new, *old, strict=True)
    learned = Classifier.fit(encoder(), texts, labels, known)
    assert learned.rank("may our rabbit come along").topics[0][0] == "animals"
    assert learned.rank("hello there").topics[0][0] == "greet"


def test_what_is_shipped_serves_the_examples_that_it_was_made_from_and_is_learned_anew_for_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def classifier_of(examples: Tuple[Tuple[str, str], ...]) -> Classifier:
        return shipped.classifier_for(examples, encoder(), tmp_path)

    fitted().save(tmp_path)
    made_from = tuple(EXAMPLES)
    (tmp_path / shipped.PROVENANCE).write_text(f'{{"examples": "{shipped.fingerprint(made_from)}"}}', encoding="utf-8")
    assert set(classifier_of(made_from[::-1]).head.labels) == set(fitted().head.labels)
    assert caplog.text == ""
    other = (*made_from, ("and a thing more", "another"), ("one thing more", "another"))
    assert "another" in classifier_of(other).topics
    assert "encoder is older than the examples" in caplog.text


def test_a_folder_without_weights_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoWeights, match="renewals train --encoder"):
        SentenceEncoder.load(tmp_path)


def test_tfidf_weighs_one_text_as_scikit_learn_weighs_many() -> None:
    texts = [
        "when does it end",
        "when does it stop",
        "how much is it",
        "how much now",
        "hello there",
        "hello you",
        "hello",
    ]
    classifier = TfidfClassifier.fit(texts, np.array([0, 0, 1, 1, 2, 2, 2]))
    asked = ["When does it END?", "hello hello hello, how much", "qwertz"]
    weighed = hstack([classifier._words.transform(asked), classifier._letters.transform(asked)]).tocsr()
    expected = [
        log_softmax(MARGIN_SCALE * row)
        for row in weighed @ (classifier._weights * classifier._scale) + classifier._bias
    ]
    for text, row in zip(asked, expected, strict=True):
        assert classifier.log_probabilities(text) == pytest.approx(row, abs=1e-4)


def test_a_cache_asks_once_for_a_text_in_its_context_and_forgets_all_at_an_erasure() -> None:
    encoded: list[tuple[str, str]] = []
    cache = VectorCache(lambda text, context: encoded.append((text, context)) or np.zeros(1))  # type: ignore[func-returns-value]
    for text, context in (("hello", ""), ("hello", ""), ("hello", "before"), ("a surrogate \ud800", "")):
        cache(text, context)
    assert (encoded, len(cache)) == ([("hello", ""), ("hello", "before"), ("a surrogate \ud800", "")], 3)
    vector_cache.clear_all()
    assert len(cache) == 0


def test_a_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_cache, "MAX_VECTORS", 3)
    encoded: list[str] = []
    cache = VectorCache(lambda text, context: encoded.append(text) or np.zeros(1))  # type: ignore[func-returns-value]
    for text in ("a", "b", "c", "a", "d", "a", "b"):
        cache(text)
    assert len(cache) == 3
    # "b" was the one that nobody had asked for longest.
    assert encoded == ["a", "b", "c", "d", "b"]


def test_what_went_before_is_the_topic_of_the_answer_and_the_message() -> None:
    assert context_of("late-renewal/fee", "is there a fee?") == "late renewal, fee: is there a fee?"
    assert context_of(None, "") == ""


def test_what_a_button_says_asks_for_its_topic_in_general(tmp_path: Path) -> None:
    fitted().save(tmp_path)
    Gazetteer.read().save(tmp_path)
    Buttons({"When does my contract end?": "expiry"}).save(tmp_path)
    interpreter = load_interpreter(tmp_path, Lexicon.load(), Options())
    pressed, typed = (
        interpreter.interpret(text) for text in ("When does my contract end? ", ("when does my contract end"))
    )
    assert (pressed.stage, pressed.ranking, pressed.questions) == ("button", (("expiry", 1.0),), (("expiry", 1.0),))
    assert (typed.stage, typed.questions[0][0]) == ("classifier", "expiry/end")
