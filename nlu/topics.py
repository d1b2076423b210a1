"""A message's topic, and how sure that is: by its words and by its meaning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import List, Sequence, Tuple

import numpy as np

from nlu.meaning import MeaningModel
from nlu.words import WordsModel, log_softmax

OUT_OF_SCOPE = "out-of-scope"
# How much likelier than its words say is the topic of a message that they alone decide: so its probability is right as often as it claims.
WORDS_ALONE = 2.8


class TopicModel:
    """Two views of a message, each with its own linear classifier: its words and letters, and its meaning.

    The first knows the field's vocabulary and forgives typing; the second knows that different words, in either language, mean the same.
    Their probabilities are multiplied, and flattened to be honest about how often they are right; out-of-scope gets a bonus. Rasa's
    component and the benchmarks share this one piece of code, which knows nothing of Rasa.
    """

    def __init__(self, topics: List[str], words: WordsModel, meaning: MeaningModel) -> None:
        """`topics`: their names in the order of the classifiers' columns."""
        self.topics = topics
        self._words, self._meaning = words, meaning
        self._is_out_of_scope = np.array([topic == OUT_OF_SCOPE for topic in topics])

    @classmethod
    def learn(cls, texts: Sequence[str], topics: Sequence[str]) -> TopicModel:
        """Learns from texts and the topic of each; three topics at least, for of two the linear classifiers keep one column of weights alone."""
        names = sorted(set(topics))
        if len(names) < 3:
            raise ValueError(f"three topics at least are needed to learn from, not {len(names)}")
        number = {topic: index for index, topic in enumerate(names)}
        labels = np.array([number[topic] for topic in topics])
        return cls(names, WordsModel.learn(texts, labels), MeaningModel.learn(texts, labels))

    def ranked(
        self, text: str, meaning_weight: float = 1.0, sharpness: float = 0.9, out_of_scope_bonus: float = 1.0, words_suffice: float = 1.8
    ) -> List[Tuple[str, float]]:
        """Every topic with its probability, the likeliest first. The defaults were chosen on the development set (docs/understanding.md).

        Where the words make one topic `words_suffice` (a logarithm) times likelier than any other, the meaning is not asked: encoding a
        message takes longer than all the rest of a turn, and would change nothing.
        """
        by_words = self._words.log_probabilities(text)
        second, first = np.partition(by_words, -2)[-2:]
        if first - second >= words_suffice:
            scores = sharpness * WORDS_ALONE * by_words
        else:
            scores = sharpness * (by_words + meaning_weight * self._meaning.log_probabilities(text))
        # What people may ask beside the topics is far wider than its examples.
        likely = np.exp(log_softmax(scores + out_of_scope_bonus * self._is_out_of_scope))
        return [(self.topics[i], float(likely[i])) for i in np.argsort(-likely)]

    def save(self, folder: Path) -> None:
        (folder / "topics.json").write_text(json.dumps(self.topics), encoding="utf-8")
        self._words.save(folder)
        self._meaning.save(folder)

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        topics = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
        return cls(topics, WordsModel.load(folder), MeaningModel.load(folder))
