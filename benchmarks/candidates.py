"""The ways to find a message's topic that were compared, in one table (make bench-candidates).

Each learns from the same few examples a topic and language (--examples; "all" rows learn from all), has the threshold that refuses at most 3 % of the good messages of the
development set (nlu/evaluation/development.*.jsonl), and is judged on the labelled one (en.jsonl, fr.jsonl). Each runs in a process of its own, so that its
memory is its own, and is asked on one thread; every process has Rasa loaded, as the engine has.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
import rasa.model_training
import structlog
import yaml
from rasa.core.agent import Agent

from nlu.evaluation.cross_validation import Example, examples
from nlu.intents.cascade import OUT_OF_SCOPE, IntentCascade
from nlu.intents.embedding import EmbeddingClassifier
from nlu.intents.tfidf import TfidfClassifier

ROOT = Path(__file__).resolve().parent.parent
EVALUATION = ROOT / "nlu" / "evaluation"
Ranked = Callable[[Example], tuple[str, float]]  # a message's likeliest topic, and how likely it is
SPARSE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
LEXICAL = [SPARSE[0], {"name": "RegexFeaturizer"}, {"name": "LexicalSyntacticFeaturizer"}, *SPARSE[1:]]
DIET = {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True}
SMALL_DIET = {
    **DIET,
    "epochs": 60,
    "entity_recognition": False,
    "number_of_transformer_layers": 0,
    "hidden_layers_sizes": {"text": [256, 128], "label": []},
}


class Result(NamedTuple):
    """One row of the table: shares in percent by language, seconds, milliseconds, megabytes."""

    right: dict[str, float]
    refused: dict[str, float]
    lost: dict[str, float]
    training: float
    latency: float
    memory: float


def with_rasa(pipeline: list[dict[str, Any]]) -> Callable[[list[Example]], Ranked]:
    """Rasa's own components, trained and asked by Rasa."""

    def learn(learned: list[Example]) -> Ranked:
        topics: dict[str, list[str]] = {}
        for example in learned:
            topics.setdefault(example.topic, []).append(example.text)
        nlu = [{"intent": topic, "examples": "".join(f"- {text}\n" for text in texts)} for topic, texts in topics.items()]
        config = {"recipe": "default.v1", "assistant_id": "candidate", "language": "fr", "pipeline": pipeline}
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), encoding="utf-8")
            (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
            agent = Agent.load(rasa.model_training.train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder / "models")))

        def ranked(message: Example) -> tuple[str, float]:
            intent = asyncio.run(agent.parse_message(message.text))["intent"]
            return intent["name"] or OUT_OF_SCOPE, intent["confidence"] or 0.0

        return ranked

    return learn


def by_words(learned: list[Example]) -> Ranked:
    """The product's words and letters alone."""
    names = sorted({example.topic for example in learned})
    model = TfidfClassifier.fit([example.text for example in learned], np.array([names.index(example.topic) for example in learned]))

    def ranked(message: Example) -> tuple[str, float]:
        scores = model.log_probabilities(message.text)
        return names[int(scores.argmax())], float(np.exp(scores.max()))

    return ranked


def by_encoder(encoder: str) -> Callable[[list[Example]], Ranked]:
    """One of the product's encoders alone, for every language."""

    def learn(learned: list[Example]) -> Ranked:
        names = sorted({example.topic for example in learned})
        labels = np.array([names.index(example.topic) for example in learned])
        model = EmbeddingClassifier.fit(encoder, [example.text for example in learned], labels)

        def ranked(message: Example) -> tuple[str, float]:
            scores = model.predict(message.text).log_probabilities
            return names[int(scores.argmax())], float(np.exp(scores.max()))

        return ranked

    return learn


def combined(learned: list[Example]) -> Ranked:
    """What the product does."""
    model = IntentCascade.fit(*zip(*((example.text, example.topic, example.language) for example in learned), strict=True))
    return lambda message: model.rank(message.text, message.language).topics[0]


CANDIDATES: dict[str, Callable[[list[Example]], Ranked]] = {
    "stock Rasa: DIET, default": with_rasa([*LEXICAL, DIET]),
    "stock Rasa: small DIET": with_rasa([*SPARSE, SMALL_DIET]),
    "stock Rasa: sparse + logistic regression": with_rasa([*SPARSE, {"name": "LogisticRegressionClassifier"}]),
    "words and letters": by_words,
    "fast encoder": by_encoder("fast"),
    "multilingual encoder": by_encoder("multilingual"),
    "English encoder": by_encoder("english"),
    "three views in turn (chosen)": combined,
}
# These learn from all examples in minutes; the others in hours.
ALL = ("words and letters", "quick encoder", "multilingual encoder", "English encoder", "three views in turn (chosen)")


def few(known: list[Example], each: int) -> list[Example]:
    """So many examples of each topic in each language; all where `each` is 0."""
    groups: dict[tuple[str, str], list[Example]] = {}
    for example in known:
        groups.setdefault((example.topic, example.language), []).append(example)
    draw = random.Random(0)  # noqa: S311 - a sample, not a secret
    return [example for own in groups.values() for example in (draw.sample(own, min(each, len(own))) if each else own)]


def labelled(pattern: str) -> list[Example]:
    lines = [line for file in sorted(EVALUATION.glob(pattern)) for line in file.read_text(encoding="utf-8").splitlines()]
    return [Example(row["text"], row["topic"], row["language"]) for row in map(json.loads, lines)]


def judged(messages: list[Example], found: list[tuple[str, float]], threshold: float) -> dict[str, tuple[float, float, float]]:
    """By language: right topic, out of scope refused, good ones refused, in percent."""
    told = [topic if likely >= threshold else OUT_OF_SCOPE for topic, likely in found]
    shares = {}
    for language in sorted({message.language for message in messages}):
        own = [(message.topic, topic) for message, topic in zip(messages, told, strict=True) if message.language == language]
        inside = [(meant, topic) for meant, topic in own if meant != OUT_OF_SCOPE]
        outside = [topic for meant, topic in own if meant == OUT_OF_SCOPE]
        shares[language] = (
            100 * statistics.mean(meant == topic for meant, topic in inside),
            100 * statistics.mean(topic == OUT_OF_SCOPE for topic in outside),
            100 * statistics.mean(topic == OUT_OF_SCOPE for _, topic in inside),
        )
    return shares


def best_threshold(messages: list[Example], found: list[tuple[str, float]]) -> float:
    """The highest at which no more than 3 % of the good ones are refused in any language; 0 where even that refuses more."""
    allowed = (n / 50 for n in range(49, 0, -1) if max(lost for _, _, lost in judged(messages, found, n / 50).values()) <= 3)
    return next(allowed, 0.0)


def measure(name: str, each: int) -> Result:
    """Learns and judges one candidate in this process."""
    # Rasa tells of each message, which takes longer than to understand it.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    known = few(examples(), each)
    started = time.perf_counter()
    ranked = CANDIDATES[name](known)
    training = time.perf_counter() - started
    ranked(Example("bonjour", "greet", "fr"))
    development = labelled("development.*.jsonl")
    threshold = best_threshold(development, [ranked(message) for message in development])
    messages, found, taken = labelled("??.jsonl"), [], []
    for message in messages:
        before = time.perf_counter()
        found.append(ranked(message))
        taken.append(1000 * (time.perf_counter() - before))
    shares = judged(messages, found, threshold)
    right, refused, lost = ({language: share[column] for language, share in shares.items()} for column in range(3))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Result(right, refused, lost, training, statistics.median(taken), peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=5, help="of each topic in each language")
    parser.add_argument("--only", choices=CANDIDATES, help="measure this one alone, in this process, and print it as JSON")
    arguments = parser.parse_args()
    if arguments.only:
        print("RESULT " + json.dumps(measure(arguments.only, arguments.examples)._asdict()))
        return
    print("| candidate | examples | right en | fr | refused en | fr | good ones refused en | fr | training s | median ms | peak MB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, each in [*((name, arguments.examples) for name in CANDIDATES), *((name, 0) for name in ALL)]:
        command = [sys.executable, __file__, "--only", name, "--examples", str(each)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
        if done.returncode or not lines:
            raise SystemExit(f"{name} failed:\n{done.stderr[-2000:]}")
        result = Result(**json.loads(lines[-1][7:]))
        shares = [f"{part[language]:.1f} %" for part in (result.right, result.refused, result.lost) for language in ("en", "fr")]
        cells = [name, str(each or "all"), *shares, f"{result.training:.0f}", f"{result.latency:.1f}", f"{result.memory:.0f}"]
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
