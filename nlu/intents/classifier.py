"""The topic and the question of a message: by its meaning, read with what went before, and by its words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.encoder.sentence_encoder import SentenceEncoder
from nlu.intents.label_head import LabelHead, refined, topic_of, with_labels
from nlu.intents.tfidf import TfidfClassifier, log_softmax
from nlu.intents.vector_cache import VectorCache

OUT_OF_SCOPE = "out-of-scope"
STAGE = "classifier"
# So many labels are kept of a message.
LABELS_KEPT = 12
Ranking = Tuple[Tuple[str, float], ...]


@dataclass(frozen=True)
class Options:
    """How the two views are weighed. The defaults were chosen on the development sets (docs/understanding.md).

    `words_weight`: how much the words' logarithms count beside the encoder's; `words_weight_after`: where something
    went before, for a follow-up says little by its words. `temperature`: divides the sum. `out_of_scope_prior`: added
    to the score of out-of-scope, for what people may ask is far wider than its examples.
    """

    words_weight: float = 0.8
    words_weight_after: float = 0.4
    temperature: float = 0.8
    out_of_scope_prior: float = 0.2


class RankedTopics(NamedTuple):
    """Every topic with its probability, the likeliest first; and the likeliest labels (questions) with theirs."""

    topics: Ranking
    labels: Ranking


class Classifier:
    """A sentence encoder that was fine-tuned on the examples, and TF-IDF of words and letters; their probabilities are
    multiplied.
    """

    def __init__(
        self, encoder: SentenceEncoder, head: LabelHead, words: TfidfClassifier, topics: Sequence[str]
    ) -> None:
        """`topics`: in the order of the columns of `words`."""
        self.topics, self.head = tuple(topics), head
        self._encoder, self._words = encoder, words
        number = {topic: place for place, topic in enumerate(self.topics)}
        self._topic_of_label = np.array([number[topic_of(label)] for label in head.labels])
        self._is_out_of_scope = np.array([topic == OUT_OF_SCOPE for topic in self.topics], dtype=np.float64)
        self._vector = VectorCache(encoder.vector)

    @classmethod
    def fit(cls, encoder: SentenceEncoder, texts: Sequence[str], labels: Sequence[str], head: LabelHead) -> Classifier:
        """Learns what is light from texts and their labels: the words' view, and the labels' vectors, beginning from
        those of `head`.

        Raises ValueError with fewer than three topics: of two the linear classifier keeps one column of weights alone.
        """
        topics = sorted({topic_of(label) for label in labels})
        if len(topics) < 3:
            raise ValueError(f"three topics at least are needed to learn from, not {len(topics)}")
        number = {topic: place for place, topic in enumerate(topics)}
        words = TfidfClassifier.fit(texts, np.array([number[topic_of(label)] for label in labels]))
        vectors = encoder.vectors(texts)
        names = sorted({*labels, *topics})
        return cls(encoder, refined(with_labels(head, names, vectors, labels), vectors, labels), words, topics)

    def rank(self, text: str, context: str = "", options: Options = Options()) -> RankedTopics:
        """Every topic of a text, which follows what `context` tells (nlu/text/context.py)."""
        by_label = self.head.log_probabilities(self._vector(text, context)).astype(np.float64)
        by_meaning = self._topic_scores(by_label)
        weight = options.words_weight_after if context else options.words_weight
        scores = (by_meaning + weight * self._words.log_probabilities(text)) / options.temperature
        likely = np.exp(log_softmax(scores + options.out_of_scope_prior * self._is_out_of_scope))
        topics = tuple((self.topics[place], float(likely[place])) for place in np.argsort(-likely))
        # A question is as likely as its topic, times its share among the topic's own labels.
        of_label = likely[self._topic_of_label] * np.exp(by_label - by_meaning[self._topic_of_label])
        best = np.argsort(-of_label)[:LABELS_KEPT]
        return RankedTopics(topics, tuple((self.head.labels[place], float(of_label[place])) for place in best))

    def _topic_scores(self, by_label: NDArray[np.float64]) -> NDArray[np.float64]:
        likely = np.bincount(self._topic_of_label, np.exp(by_label), minlength=len(self.topics))
        return np.log(np.maximum(likely, 1e-30))

    def save(self, folder: Path) -> None:
        """All but the encoder, which stands beside the code (nlu/weights)."""
        (folder / "topics.json").write_text(json.dumps(self.topics), encoding="utf-8")
        self.head.save(folder)
        self._words.save(folder)

    @classmethod
    def load(cls, folder: Path, encoder: SentenceEncoder) -> Classifier:
        topics = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
        loaded = cls(encoder, LabelHead.load(folder), TfidfClassifier.load(folder), topics)
        loaded.rank("hello")
        return loaded
