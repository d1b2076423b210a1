"""The classifier cascade: a message's topic by its words, and by its meaning where the words leave it open."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.intents.embedding import EmbeddingClassifier
from nlu.intents.encoders import FAST, accurate
from nlu.intents.tfidf import TfidfClassifier, log_softmax

OUT_OF_SCOPE = "out-of-scope"
# Temperature of the TF-IDF stage alone, and of stages together (they are not wholly independent). Calibrated on the development set.
TFIDF_TEMPERATURE, TEMPERATURE = 2.5, 0.85
# Weight of the TF-IDF and fast stages, times the logarithm (to 10) of how many examples a topic has: the fewer there are, the less of
# people's vocabulary these stages know.
STAGE_WEIGHT = 0.4
# Where no example is out of scope, the similarity to the nearest example (a cosine) alone says what is known: half so at the first, and
# the slope around it.
HALF_KNOWN, KNOWN_SLOPE = 0.35, 12.0
# A topic's name is worth so many examples to the encoders: "auto-renewal" says what it is about, which counts where there are few examples.
LABEL_NAME_COPIES = 3


@dataclass(frozen=True)
class Options:
    """When a stage suffices. The defaults were chosen on the development set (docs/understanding.md).

    `confident_margin`: so far the likeliest topic must be before the next (a logarithm, weighted) for later stages to be left out.
    `min_similarity`: the fast encoder suffices only where some example is as similar as this (a cosine): what is like nothing that was
    learned may be anything. `out_of_scope_prior`: added to the log score of out-of-scope, for what people may ask is far wider than its
    examples.
    """

    confident_margin: float = 1.4
    min_similarity: float = 0.5
    out_of_scope_prior: float = 1.5


class RankedTopics(NamedTuple):
    """The stage that settled it, and every topic with its probability, the likeliest first.

    Probabilities add up to less than 1 where no example is out of scope: the rest is the chance that the message is about something else.
    """

    stage: str
    topics: Tuple[Tuple[str, float], ...]


class IntentCascade:
    """Three stages, each with a linear classifier of its own, each asked only where those before leave the topic open.

    TF-IDF knows the field's vocabulary and forgives typing. A fast encoder knows that other words, in either language, mean the same. An
    accurate encoder, the best for the message's language, is five times slower. The stages' probabilities are multiplied.
    """

    def __init__(
        self,
        topics: List[str],
        tfidf: TfidfClassifier,
        fast: EmbeddingClassifier,
        accurate_by_name: Dict[str, EmbeddingClassifier],
        examples_a_topic: float,
    ) -> None:
        """`topics`: in the order of the classifiers' columns; `accurate_by_name`: by the encoder's name."""
        self.topics, self._examples_a_topic = topics, examples_a_topic
        self._weight = STAGE_WEIGHT * float(np.log10(examples_a_topic))
        self._tfidf, self._fast, self._accurate = tfidf, fast, accurate_by_name
        self._is_out_of_scope = np.array([topic == OUT_OF_SCOPE for topic in topics])

    @classmethod
    def fit(cls, texts: Sequence[str], topics: Sequence[str], languages: Sequence[str]) -> IntentCascade:
        """Learns from texts, and the topic and language of each. Raises ValueError with fewer than three topics: of two the linear
        classifiers keep one column of weights alone."""
        names = sorted(set(topics))
        if len(names) < 3:
            raise ValueError(f"three topics at least are needed to learn from, not {len(names)}")
        number = {topic: index for index, topic in enumerate(names)}
        labels = np.array([number[topic] for topic in topics])
        label_texts = [name.replace("-", " ").replace("_", " ") for name in names] * LABEL_NAME_COPIES
        label_numbers = [*range(len(names))] * LABEL_NAME_COPIES

        def fit_encoder(encoder: str, chosen: NDArray[Any]) -> EmbeddingClassifier:
            own = [*np.array(texts, dtype=object)[chosen], *label_texts]
            return EmbeddingClassifier.fit(encoder, own, np.append(labels[chosen], label_numbers))

        encoders = np.array([accurate(language) for language in languages])
        return cls(
            names,
            TfidfClassifier.fit(texts, labels),
            fit_encoder(FAST, np.ones(len(texts), dtype=bool)),
            {str(encoder): fit_encoder(str(encoder), encoders == encoder) for encoder in sorted(set(encoders))},
            len(texts) / len(names),
        )

    def rank(self, text: str, language: Optional[str] = None, options: Options = Options()) -> RankedTopics:
        """Every topic of a text in a language."""
        stage, scores, similarity = self._scores(text, language, options)
        likely = np.exp(log_softmax(scores + options.out_of_scope_prior * self._is_out_of_scope))
        if not self._is_out_of_scope.any():
            likely /= 1.0 + np.exp(KNOWN_SLOPE * (HALF_KNOWN - similarity))
        return RankedTopics(stage, tuple((self.topics[i], float(likely[i])) for i in np.argsort(-likely)))

    def _scores(self, text: str, language: Optional[str], options: Options) -> Tuple[str, NDArray[Any], float]:
        """The stage that settled it, each topic's log score, and the similarity to the nearest example (1 where TF-IDF suffices)."""
        tfidf = self._tfidf.log_probabilities(text)
        if self._weight * _margin(tfidf) >= options.confident_margin:
            return "tfidf", TFIDF_TEMPERATURE * tfidf, 1.0
        fast = self._fast.predict(text)
        both = tfidf + fast.log_probabilities
        if self._weight * _margin(both) >= options.confident_margin and fast.max_similarity >= options.min_similarity:
            return "fast_encoder", TEMPERATURE * both, fast.max_similarity
        # A language that no example is in has the encoder of another.
        own = self._accurate.get(accurate(language or "")) or next(iter(self._accurate.values()))
        scores = TEMPERATURE * (self._weight * both + own.predict(text).log_probabilities)
        return "accurate_encoder", scores, fast.max_similarity

    def save(self, folder: Path) -> None:
        content = {"topics": self.topics, "examples_a_topic": self._examples_a_topic, "accurate": list(self._accurate)}
        (folder / "cascade.json").write_text(json.dumps(content), encoding="utf-8")
        self._tfidf.save(folder)
        for stage in (self._fast, *self._accurate.values()):
            stage.save(folder)

    @classmethod
    def load(cls, folder: Path) -> IntentCascade:
        kept = json.loads((folder / "cascade.json").read_text(encoding="utf-8"))
        accurate_by_name = {encoder: EmbeddingClassifier.load(encoder, folder) for encoder in kept["accurate"]}
        fast = EmbeddingClassifier.load(FAST, folder)
        for stage in (fast, *accurate_by_name.values()):
            # An encoder reads its weights at its first text, which takes seconds: now, so that no person waits for it.
            stage.predict("hello")
        return cls(kept["topics"], TfidfClassifier.load(folder), fast, accurate_by_name, kept["examples_a_topic"])


def _margin(scores: NDArray[Any]) -> float:
    """How far the likeliest topic is before the next, as a logarithm."""
    second, first = np.partition(scores, -2)[-2:]
    return float(first - second)
