"""The classifier cascade by itself, fitted on a few sentences."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import hstack

from nlu.intents import vector_cache
from nlu.intents.cascade import IntentCascade, Options
from nlu.intents.embedding import EmbeddingClassifier, Prediction
from nlu.intents.encoders import BATCH_SIZE, ENCODERS, ENGLISH, FAST, MULTILINGUAL, vectors
from nlu.intents.minilm import UNIFORM, encode, token_idf_of
from nlu.intents.tfidf import MARGIN_SCALE, TfidfClassifier, log_softmax
from nlu.intents.vector_cache import VectorCache

SENTENCES = {
    "expiry": ("when does my contract end", "quand se termine mon contrat"),
    "price": ("how much does the renewal cost", "combien coûte le renouvellement"),
    "out-of-scope": ("what is the weather like", "où vont les oiseaux en hiver"),
    "greet": ("hello there", "bonjour à vous"),
}
ENDINGS = {"en": ("please", "now", "today", "for us"), "fr": ("svp", "donc", "alors", "chez nous")}
EXAMPLES = [
    (f"{text} {ending}", topic, language)
    for topic, texts in SENTENCES.items()
    for language, text in zip(("en", "fr"), texts, strict=True)
    for ending in ENDINGS[language]
]
KNOWN, STRANGE = "when does my contract end", "purple elephants juggle noodles"
NEVER_CONFIDENT = Options(confident_margin=float("inf"))


@lru_cache(maxsize=1)
def fitted() -> IntentCascade:
    texts, topics, languages = zip(*EXAMPLES, strict=True)
    return IntentCascade.fit(texts, topics, languages)


@lru_cache(maxsize=1)
def fitted_in_scope() -> IntentCascade:
    texts, topics, languages = zip(*(example for example in EXAMPLES if example[1] != "out-of-scope"), strict=True)
    return IntentCascade.fit(texts, topics, languages)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The encoders that are asked, in their order."""
    names: list[str] = []
    predict = EmbeddingClassifier.predict

    def recorded(stage: EmbeddingClassifier, text: str) -> Prediction:
        names.append(stage._encoder)
        return predict(stage, text)

    monkeypatch.setattr(EmbeddingClassifier, "predict", recorded)
    return names


@pytest.mark.parametrize(("text", "language", "topic"), [(KNOWN, "en", "expiry"), ("quel temps fait-il", "fr", "out-of-scope")])
def test_every_topic_is_ranked_by_a_probability(text: str, language: str, topic: str) -> None:
    ranked = fitted().rank(text, language).topics
    likely = [share for _, share in ranked]
    assert sorted(likely, reverse=True) == likely
    assert sum(likely) == pytest.approx(1.0)
    assert {name for name, _ in ranked} == set(SENTENCES)
    assert ranked[0][0] == topic


def test_a_stage_is_asked_only_where_those_before_leave_the_topic_open(asked: list[str]) -> None:
    assert fitted().rank(KNOWN, "en").stage == "tfidf"
    assert asked == []
    assert fitted().rank("what will renewing cost us", "en").stage == "fast_encoder"
    assert asked == [FAST]


def test_what_is_like_nothing_that_was_learned_is_looked_at_twice(asked: list[str]) -> None:
    fitted().rank("what will renewing cost us", "en", Options(min_similarity=0.9))
    assert asked == [FAST, ENGLISH]


@pytest.mark.parametrize(("language", "encoder"), [("en", ENGLISH), ("fr", MULTILINGUAL), (None, MULTILINGUAL)])
def test_a_language_has_the_encoder_that_knows_it_best(asked: list[str], language: str | None, encoder: str) -> None:
    assert fitted().rank(KNOWN, language, NEVER_CONFIDENT).stage == "accurate_encoder"
    assert asked == [FAST, encoder]


def test_without_examples_out_of_scope_what_is_like_no_example_is_likely_to_be_something_else() -> None:
    known, strange = (sum(likely for _, likely in fitted_in_scope().rank(text, "en").topics) for text in (KNOWN, STRANGE))
    assert known == pytest.approx(1.0, abs=0.01)
    assert strange < 0.5


def test_a_prior_makes_out_of_scope_likelier() -> None:
    without, with_it = (
        dict(fitted().rank("quel temps fait-il", "fr", Options(out_of_scope_prior=prior)).topics)["out-of-scope"] for prior in (0.0, 3.0)
    )
    assert with_it > without


def test_a_cascade_is_read_back_as_it_was(tmp_path: Path) -> None:
    fitted().save(tmp_path)
    loaded = IntentCascade.load(tmp_path)
    before, after = (one.rank(KNOWN, "en", NEVER_CONFIDENT) for one in (fitted(), loaded))
    assert [topic for topic, _ in before.topics] == [topic for topic, _ in after.topics]
    assert [likely for _, likely in before.topics] == pytest.approx([likely for _, likely in after.topics], abs=0.01)


def test_two_topics_are_too_few() -> None:
    with pytest.raises(ValueError, match="three topics at least"):
        IntentCascade.fit(["a", "b"], ["one", "other"], ["en", "en"])


def test_tfidf_weighs_one_text_as_scikit_learn_weighs_many() -> None:
    texts = ["when does it end", "when does it stop", "how much is it", "how much now", "hello there", "hello you", "hello"]
    classifier = TfidfClassifier.fit(texts, np.array([0, 0, 1, 1, 2, 2, 2]))
    asked = ["When does it END?", "hello hello hello, how much", "qwertz"]
    weighed = hstack([classifier._words.transform(asked), classifier._letters.transform(asked)]).tocsr()
    expected = [log_softmax(MARGIN_SCALE * row) for row in weighed @ classifier._weights + classifier._bias]
    for text, row in zip(asked, expected, strict=True):
        assert classifier.log_probabilities(text) == pytest.approx(row, abs=1e-5)


def test_texts_of_different_length_are_encoded_together_as_they_are_alone() -> None:
    texts = ["end?", "when does my contract end", "x " * 300, "and for hardware", "when does our contract end"]
    together = encode(texts)
    alone = np.concatenate([encode([text]) for text in texts])
    assert float(abs(together - alone).max()) < 1e-5
    assert float(together[1] @ together[4]) > 0.9 > float(together[1] @ together[3])


def test_a_rare_token_counts_more_than_one_that_all_texts_have() -> None:
    common, rare = "what about the", "hardware warranty"
    endings = ("invoice", "invoice", "invoice", "renewal", "renewal", "renewal", rare)
    idf = token_idf_of([f"{common} {ending}" for ending in endings])

    def similarity(other: str, token_idf: np.ndarray[object, np.dtype[np.float32]]) -> float:
        left, right = encode([f"{common} {rare}", other], token_idf)
        return float(left @ right)

    assert similarity(rare, idf) > similarity(rare, UNIFORM)
    assert similarity(common, idf) < similarity(common, UNIFORM)


@pytest.mark.parametrize("encoder", sorted(ENCODERS))
def test_many_texts_are_encoded_by_several_threads_as_they_are_alone(encoder: str) -> None:
    texts = [f"{number} contracts" for number in range(BATCH_SIZE + 20)]
    places = [0, BATCH_SIZE - 1, BATCH_SIZE, BATCH_SIZE + 19]
    alone = ENCODERS[encoder]([texts[place] for place in places], UNIFORM)
    assert float(abs(vectors(encoder, texts, UNIFORM)[places] - alone).max()) < 1e-4


def test_a_cache_asks_once_for_a_text_and_forgets_all_at_an_erasure() -> None:
    encoded: list[str] = []
    cache = VectorCache(lambda text: encoded.append(text) or np.zeros(1))  # type: ignore[func-returns-value]
    for text in ("hello", "hello", "a surrogate \ud800"):
        cache(text)
    assert (encoded, len(cache)) == (["hello", "a surrogate \ud800"], 2)
    vector_cache.clear_all()
    assert len(cache) == 0


def test_a_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_cache, "MAX_VECTORS", 3)
    encoded: list[str] = []
    cache = VectorCache(lambda text: encoded.append(text) or np.zeros(1))  # type: ignore[func-returns-value]
    for text in ("a", "b", "c", "a", "d", "a", "b"):
        cache(text)
    assert len(cache) == 3
    # "b" was the one that nobody had asked for longest.
    assert encoded == ["a", "b", "c", "d", "b"]
