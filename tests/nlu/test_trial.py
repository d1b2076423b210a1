"""A trial of changed examples: what it counts, and that nothing is encoded twice."""

from __future__ import annotations

from pathlib import Path
from typing import List, Sequence

import numpy as np
from numpy.typing import NDArray

from nlu.encoder.sentence_encoder import SentenceEncoder
from nlu.evaluation.trial import KnownVectors, compared, labelled_messages, understood

EXAMPLES = {
    "late-renewal": ["is there a fee when we renew late", "we missed the end date, is it too late"],
    "support-hours": ["when can support be reached", "is support there at weekends"],
    "find-partner": ["who is our reseller", "where do we find a reseller"],
}
MESSAGES = [
    {"text": "is there a late fee", "topic": "late-renewal", "language": "en"},
    {"text": "is support there on sundays", "topic": "support-hours", "language": "en"},
    {"text": "who is the reseller", "topic": "find-partner", "language": "en"},
]


class CountingEncoder:
    """Counts the texts that it is asked for, and answers as the real one."""

    def __init__(self) -> None:
        self.asked: List[str] = []
        self._real = SentenceEncoder.load()

    def vector(self, message: str, context: str = "") -> NDArray[np.float32]:
        self.asked.append(message)
        return self._real.vector(message, context)

    def vectors(self, messages: Sequence[str]) -> NDArray[np.float32]:
        self.asked += messages
        return self._real.vectors(messages)


def written(folder: Path, **more: str) -> Path:
    """A folder of examples, with further ones."""
    (folder / "en").mkdir(parents=True)
    for topic, texts in EXAMPLES.items():
        own = [*texts, *([more[topic.replace("-", "_")]] if topic.replace("-", "_") in more else [])]
        lines = "".join(f"    - {text}\n" for text in own)
        (folder / "en" / f"{topic}.yml").write_text(f"nlu:\n- intent: {topic}\n  examples: |\n{lines}", "utf-8")
    return folder


def test_a_further_example_changes_what_is_understood_and_only_it_is_encoded_anew(tmp_path: Path) -> None:
    counting = CountingEncoder()
    encoder = KnownVectors(counting)  # type: ignore[arg-type]
    asked = [*MESSAGES, {"text": "zebra quagga okapi", "topic": "find-partner", "language": "en"}]
    before = understood(written(tmp_path / "before"), encoder, asked)
    assert before[:3] == [one["topic"] for one in MESSAGES]
    read = len(counting.asked)
    now = understood(written(tmp_path / "now", find_partner="zebra quagga okapi"), encoder, asked)
    assert counting.asked[read:] in ([], ["zebra quagga okapi"])
    assert now[:3] == before[:3]
    assert now[3] == "find-partner"


def test_the_right_ones_are_counted_by_language_and_what_changes_is_told() -> None:
    said = (("x", "en"), ("y", "fr"), ("z", "fr"))
    messages = [{"text": text, "topic": "a", "language": language} for text, language in said]
    found = compared(messages, ["a", "b", "a"], ["a", "a", "b"])
    assert found["languages"] == {
        "en": {"messages": 1, "before": 1, "now": 1},
        "fr": {"messages": 2, "before": 1, "now": 1},
    }
    assert [(one["text"], one["before"], one["now"]) for one in found["changed"]] == [("y", "b", "a"), ("z", "a", "b")]


def test_the_labelled_messages_of_all_sets_and_languages_are_read() -> None:
    root = Path(__file__).resolve().parents[2] / "nlu" / "evaluation"
    messages = labelled_messages(root)
    assert len(messages) == sum(
        len((root / f"{name}{language}.jsonl").read_text("utf-8").splitlines())
        for name in ("", "development.", "blind.")
        for language in ("en", "fr")
    )
