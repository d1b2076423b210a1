"""How well the product's classifier understands two public sets that everybody measures on, and knows what lies outside
of them.

The base model is fine-tuned on each set by the product's own training (nlu/encoder/training.py), and the words' view
learned beside it.

    .venv-engine/bin/python benchmarks/public_sets.py FOLDER     (or: make bench-understanding PUBLIC_SETS=FOLDER)

FOLDER holds banking77/train.csv and test.csv (PolyAI-LDN/task-specific-datasets, CC BY 4.0) and clinc150/data_full.json
(clinc/oos-eval, CC BY 3.0). They are test data: nothing of them is part of the product or of its training. Few-shot
rows learn from ten examples a topic, drawn anew for each of three seeds. CLINC150's thirty topics are those of its
domains banking and credit cards; its out-of-scope messages are never learned from, and AUROC says how well the
probability of the likeliest topic tells them from the others. Exits with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

from nlu.encoder.base_model import base_model_file, read_base_model
from nlu.encoder.examples import Example
from nlu.encoder.export import write_onnx
from nlu.encoder.sentence_encoder import GRAPH, TOKENIZER, SentenceEncoder
from nlu.encoder.training import Recipe, train
from nlu.encoder.vocabulary import vocabulary_of
from nlu.intents.classifier import Classifier
from nlu.intents.label_head import LabelHead
from nlu.intents.tfidf import TfidfClassifier

SEEDS = (0, 1, 2)
BASE = read_base_model(base_model_file())
OUTSIDE = "oos"
BANKING_AND_CARDS = frozenset(
    "freeze_account routing pin_change bill_due pay_bill account_blocked interest_rate min_payment "
    "bill_balance transfer order_checks balance "
    "spending_history transactions report_fraud replacement_card_duration expiration_date damaged_card "
    "improve_credit_score report_lost_card "
    "card_declined credit_limit_change apr redeem_rewards credit_limit rewards_balance application_status "
    "credit_score new_card international_fees".split()
)

Rows = list[tuple[str, str]]


class Score(NamedTuple):
    """Share of right topics among the messages in scope; AUROC of in against out of scope where there is such; seconds
    to learn.
    """

    accuracy: float
    auroc: float | None
    learned_in: float


class NoSuchSet(Exception):
    """The folder does not hold what is needed; the message says what."""


def banking77(folder: Path) -> tuple[Rows, Rows]:
    """Training and test messages with their topics."""
    return _csv(folder / "banking77" / "train.csv"), _csv(folder / "banking77" / "test.csv")


def clinc30(folder: Path) -> tuple[Rows, Rows]:
    """Training and test messages of thirty topics; the test has the out-of-scope messages as well."""
    parts: dict[str, Rows] = json.loads(_text(folder / "clinc150" / "data_full.json"))
    train, test = (
        [(text, topic) for text, topic in parts[part] if topic in BANKING_AND_CARDS] for part in ("train", "test")
    )
    return train, test + [(text, topic) for text, topic in parts["oos_test"]]


def few(rows: Rows, each: int, seed: int) -> Rows:
    """So many examples of each topic, drawn at random."""
    by_topic: dict[str, Rows] = {}
    for text, topic in sorted(rows):
        by_topic.setdefault(topic, []).append((text, topic))
    draw = random.Random(seed)  # noqa: S311 - a sample, not a secret
    return [row for topic in sorted(by_topic) for row in draw.sample(by_topic[topic], each)]


def learned(rows: Rows, seed: int, steps: int) -> Classifier:
    """The base model fine-tuned on some examples in so many steps: the fewer there are, the more often each is seen."""
    examples = [Example(text, topic.replace("/", "-"), "en") for text, topic in rows]
    vocabulary = vocabulary_of(BASE.tokenizer, ["en"], [text for text, _ in rows])
    recipe = Recipe(epochs=max(3, round(steps * Recipe.batch_size / len(rows))), unrelated_contexts=0.0, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        trained = train(BASE, examples, vocabulary, recipe, Path(folder) / "state.npz", lambda progress: None)
        write_onnx(trained.weights, Path(folder) / GRAPH)
        trained.tokenizer.save(Path(folder) / TOKENIZER)
        encoder = SentenceEncoder.load(Path(folder))
    vectors, bias = trained.weights["labels"], trained.weights["label_bias"]
    head = LabelHead(trained.labels.names, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), bias)
    number = {topic: place for place, topic in enumerate(trained.labels.topics)}
    words = TfidfClassifier.fit([one.text for one in examples], np.array([number[one.label] for one in examples]))
    return Classifier(encoder, head, words, trained.labels.topics)


def measured(rows: Rows, test: Rows, steps: int, seed: int = 0) -> Score:
    started = time.perf_counter()
    model = learned(rows, seed, steps)
    learned_in = time.perf_counter() - started
    best = [model.rank(text).topics[0] for text, _ in test]
    inside = [topic != OUTSIDE for _, topic in test]
    right = sum(found == topic for (found, _), (_, topic) in zip(best, test, strict=True))
    auroc = None if all(inside) else float(roc_auc_score(inside, [likely for _, likely in best]))
    return Score(right / sum(inside), auroc, learned_in)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--only-few", action="store_true", help=("leave out the slow row, which learns from all of BANKING77")
    )
    parser.add_argument("--steps", type=int, default=700, help="batches of 32 that are learned from at least")
    parser.add_argument("--draws", type=int, default=len(SEEDS), help="of ten examples a topic")
    arguments = parser.parse_args()
    try:
        banking, clinc = banking77(arguments.folder), clinc30(arguments.folder)
    except NoSuchSet as problem:
        print(problem, file=sys.stderr)
        return 2
    reached = [
        _row(
            "BANKING77, 10 examples a topic",
            [
                measured(few(banking[0], 10, seed), banking[1], arguments.steps, seed)
                for seed in SEEDS[: arguments.draws]
            ],
            0.87,
        ),
        _row(
            "CLINC150, 30 topics x 10 examples",
            [measured(few(clinc[0], 10, seed), clinc[1], arguments.steps, seed) for seed in SEEDS[: arguments.draws]],
            0.92,
            0.97,
        ),
    ]
    if not arguments.only_few:
        reached.append(_row("BANKING77, all examples", [measured(*banking, arguments.steps)], 0.93))
    return 0 if all(reached) else 1


def _row(name: str, scores: list[Score], accuracy_goal: float, auroc_goal: float = 0.0) -> bool:
    accuracy = statistics.mean(score.accuracy for score in scores)
    each = ", ".join(f"{score.accuracy:.1%}" for score in scores)
    line = f"{name}: {accuracy:.1%} right (goal {accuracy_goal:.0%}; each {each})"
    aurocs = [score.auroc for score in scores if score.auroc is not None]
    auroc = statistics.mean(aurocs) if aurocs else 1.0
    if aurocs:
        line += f", AUROC {auroc:.3f} (goal {auroc_goal:.2f}; each {', '.join(f'{one:.3f}' for one in aurocs)})"
    print(f"{line}, learned in {statistics.mean(score.learned_in for score in scores):.0f} s", flush=True)
    return accuracy >= accuracy_goal and auroc >= auroc_goal


def _csv(file: Path) -> Rows:
    return [(row["text"], row["category"]) for row in csv.DictReader(io.StringIO(_text(file), newline=""))]


def _text(file: Path) -> str:
    if not file.is_file():
        raise NoSuchSet(
            f"{file} is not there. The sets are not part of the project; where to get them is "
            f"said at the head of this file."
        )
    return file.read_bytes().decode("utf-8")


if __name__ == "__main__":
    sys.exit(main())
