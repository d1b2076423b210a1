"""A message's topic, and how sure that is: by its words, and by its meaning where the words leave it open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from nlu.encoders import QUICK, thorough
from nlu.meaning import MeaningModel
from nlu.words import WordsModel, log_softmax

OUT_OF_SCOPE = "out-of-scope"
# How much likelier than its words say is the topic of a message that they alone decide: so its probability is right as often as it claims.
WORDS_ALONE = 2.5
# The views are not wholly independent: flattened so, their product is right as often as it claims.
SHARPNESS = 0.85
# How much the words and the quick encoder are trusted, times the logarithm (to 10) of how many examples a topic has: the fewer there are, the less of
# people's vocabulary the words know.
QUICKER_VIEWS = 0.4
# Where no example is out of scope, likeness to some example (a cosine) alone says what is known: half so at the first, and how steeply around it.
HALF_KNOWN, KNOWN_STEEPLY = 0.35, 12.0
# A topic's name is worth so many examples to the encoders: "auto-renewal" says what it is about, which counts where there are few examples.
NAME_COUNTS = 3


class TopicModel:
    """Three views of a message, each with its own linear classifier, and each asked only where those before leave the topic open.

    Its words and letters know the field's vocabulary and forgive typing; a quick encoder knows that other words, in either language, mean the
    same; a thorough encoder, the best for the message's language, is five times slower. The views' probabilities are multiplied. Rasa's component and
    the benchmarks share this one piece of code, which knows nothing of Rasa.
    """

    def __init__(
        self, topics: List[str], words: WordsModel, quick: MeaningModel, thorough: Dict[str, MeaningModel], examples: float
    ) -> None:
        """`topics`: their names in the order of the classifiers' columns; `thorough`: by the encoder's name; `examples`: of a topic, on average."""
        self.topics, self._examples = topics, examples
        self._trust = QUICKER_VIEWS * float(np.log10(examples))
        self._words, self._quick, self._thorough = words, quick, thorough
        self._is_out_of_scope = np.array([topic == OUT_OF_SCOPE for topic in topics])

    @classmethod
    def learn(cls, texts: Sequence[str], topics: Sequence[str], languages: Sequence[str]) -> TopicModel:
        """Learns from texts, and the topic and language of each; three topics at least, for of two the linear classifiers keep one column of weights alone."""
        names = sorted(set(topics))
        if len(names) < 3:
            raise ValueError(f"three topics at least are needed to learn from, not {len(names)}")
        number = {topic: index for index, topic in enumerate(names)}
        labels = np.array([number[topic] for topic in topics])
        named = [name.replace("-", " ").replace("_", " ") for name in names] * NAME_COUNTS

        def by_meaning(encoder: str, those: np.ndarray) -> MeaningModel:
            return MeaningModel.learn(
                encoder, [*np.array(texts, dtype=object)[those], *named], np.append(labels[those], [*range(len(names))] * NAME_COUNTS)
            )

        encoders = np.array([thorough(language) for language in languages])
        return cls(
            names,
            WordsModel.learn(texts, labels),
            by_meaning(QUICK, np.ones(len(texts), dtype=bool)),
            {encoder: by_meaning(encoder, encoders == encoder) for encoder in sorted(set(encoders))},
            len(texts) / len(names),
        )

    def ranked(
        self,
        text: str,
        language: Optional[str] = None,
        lead_suffices: float = 1.4,
        alike_enough: float = 0.5,
        out_of_scope_bonus: float = 1.5,
    ) -> List[Tuple[str, float]]:
        """Every topic with its probability, the likeliest first. The defaults were chosen on the development set (docs/understanding.md).

        Where the words, as far as they are trusted, make one topic likelier than any other by `lead_suffices` (a logarithm), the meaning is not asked;
        nor is the thorough encoder where words and quick encoder together do and some example is as like the message as `alike_enough` (a cosine):
        what is like nothing that was learned may be anything, and is looked at twice.

        Probabilities add up to less than 1 where no example is out of scope: the rest is the chance that the message is about something else.
        """
        return self.settled(text, language, lead_suffices, alike_enough, out_of_scope_bonus)[1]

    def settled(
        self, text: str, language: Optional[str], lead_suffices: float, alike_enough: float, out_of_scope_bonus: float
    ) -> Tuple[str, List[Tuple[str, float]]]:
        """As `ranked`, with the view that settled it before the topics."""
        view, scores, likeness = self._scores(text, language, lead_suffices, alike_enough)
        # What people may ask beside the topics is far wider than its examples.
        likely = np.exp(log_softmax(scores + out_of_scope_bonus * self._is_out_of_scope))
        if not self._is_out_of_scope.any():
            likely /= 1.0 + np.exp(KNOWN_STEEPLY * (HALF_KNOWN - likeness))
        return view, [(self.topics[i], float(likely[i])) for i in np.argsort(-likely)]

    def _scores(self, text: str, language: Optional[str], lead_suffices: float, alike_enough: float) -> Tuple[str, np.ndarray, float]:
        """The view that settled it, each topic's score (a logarithm), and the likeness to the nearest example, 1 where the words suffice."""
        by_words = self._words.log_probabilities(text)
        if self._trust * _lead(by_words) >= lead_suffices:
            return "tfidf", WORDS_ALONE * by_words, 1.0
        quick = self._quick.judge(text)
        both = by_words + quick.log_probabilities
        if self._trust * _lead(both) >= lead_suffices and quick.likeness >= alike_enough:
            return "fast_encoder", SHARPNESS * both, quick.likeness
        # A language that no example is in has the encoder of another.
        own = self._thorough.get(thorough(language or "")) or next(iter(self._thorough.values()))
        return "accurate_encoder", SHARPNESS * (self._trust * both + own.judge(text).log_probabilities), quick.likeness

    def save(self, folder: Path) -> None:
        (folder / "topics.json").write_text(
            json.dumps({"topics": self.topics, "examples": self._examples, "thorough": list(self._thorough)}), encoding="utf-8"
        )
        for view in (self._words, self._quick, *self._thorough.values()):
            view.save(folder)

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        kept = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
        by_encoder = {encoder: MeaningModel.load(encoder, folder) for encoder in kept["thorough"]}
        quick = MeaningModel.load(QUICK, folder)
        for view in (quick, *by_encoder.values()):
            # An encoder reads its weights when it is first asked, which takes seconds: now, so that no person waits for it.
            view.judge("hello")
        return cls(kept["topics"], WordsModel.load(folder), quick, by_encoder, kept["examples"])


def _lead(scores: np.ndarray) -> float:
    """How far the likeliest topic is before the next, as a logarithm."""
    second, first = np.partition(scores, -2)[-2:]
    return float(first - second)
