"""The TF-IDF stage: a message's topic by its words and letters."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, List, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from nlu.text.normalize import normalize

# A margin of a support vector machine, times this, behaves as the logarithm of a probability does
# (docs/understanding.md).
MARGIN_SCALE = 2.0


class TfidfClassifier:
    """Words in ones and twos and letters in twos to fours, weighed by TF-IDF,
    behind a linear support vector machine.
    """

    def __init__(
        self,
        words: TfidfVectorizer,
        letters: TfidfVectorizer,
        weights: NDArray[np.int8],
        scale: NDArray[Any],
        bias: NDArray[Any],
    ) -> None:
        """`weights`: one row a feature, one column a topic, in 8 bits; times `scale`, one number a topic, they are the
        machine's.
        """
        self._words, self._letters = words, letters
        # `idf_` is computed anew at each look at it.
        self._analyzed = [(part.build_analyzer(), part.vocabulary_, part.idf_) for part in (words, letters)]
        self._weights, self._scale, self._bias = weights, scale, bias

    @classmethod
    def fit(cls, texts: Sequence[str], labels: NDArray[Any]) -> TfidfClassifier:
        """Fits texts and their topics' numbers (0, 1, …, each present)."""
        words, letters = _vectorizers()
        features = hstack([words.fit_transform(texts), letters.fit_transform(texts)]).tocsr()
        machine = LinearSVC(C=1.0, random_state=0).fit(features, labels)
        weights = machine.coef_.T
        scale = np.abs(weights).max(axis=0) / 127.0
        packed = np.rint(weights / scale).astype(np.int8)
        return cls(words, letters, packed, scale.astype(np.float32), machine.intercept_.astype(np.float32))

    def log_probabilities(self, text: str) -> NDArray[Any]:
        """The logarithm of each topic's probability for one text."""
        margins = self._bias.copy()
        begin = 0
        for analyze, vocabulary, idf in self._analyzed:
            # As vectorizer.transform does it, for one text, in a tenth of the time; only the rows of the features that
            # occur are touched.
            found = Counter(place for term in analyze(text) if (place := vocabulary.get(term)) is not None)
            if found:
                places = np.fromiter(found, dtype=np.intp, count=len(found))
                values = (1.0 + np.log(np.fromiter(found.values(), dtype=np.float64, count=len(found)))) * idf[places]
                margins += (
                    (values / np.sqrt(values @ values)).astype(np.float32)
                    @ self._weights[begin + places].astype(np.float32)
                    * self._scale
                )
            begin += len(vocabulary)
        return log_softmax(MARGIN_SCALE * margins)

    def save(self, folder: Path) -> None:
        vocabularies = {
            name: {word: int(i) for word, i in part.vocabulary_.items()}
            for name, part in (("words", self._words), ("letters", self._letters))
        }
        (folder / "tfidf.json").write_text(json.dumps(vocabularies), encoding="utf-8")
        idf = {"words_idf": self._words.idf_, "letters_idf": self._letters.idf_}
        np.savez_compressed(folder / "tfidf.npz", weights=self._weights, scale=self._scale, bias=self._bias, **idf)

    @classmethod
    def load(cls, folder: Path) -> TfidfClassifier:
        vocabularies = json.loads((folder / "tfidf.json").read_text(encoding="utf-8"))
        arrays = np.load(folder / "tfidf.npz", allow_pickle=False)
        words, letters = _vectorizers()
        for name, part in (("words", words), ("letters", letters)):
            part.vocabulary_ = vocabularies[name]
            part.idf_ = arrays[f"{name}_idf"]
        return cls(words, letters, arrays["weights"], arrays["scale"], arrays["bias"])


def _vectorizers() -> List[TfidfVectorizer]:
    return [
        TfidfVectorizer(preprocessor=normalize, ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"[^\s']+"),
        TfidfVectorizer(preprocessor=normalize, analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2),
    ]


def log_softmax(scores: NDArray[Any]) -> NDArray[Any]:
    shifted = scores - scores.max()
    return shifted - np.log(np.exp(shifted).sum())
