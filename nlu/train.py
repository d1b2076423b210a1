"""Makes the encoder and all that is learned beside it anew: nlu/weights.

    .venv-engine/bin/python -m nlu.train [--epochs 4] [--seed 0] [--further]

`renewals train --encoder` runs it. It goes on where it was stopped (var/encoder). With `--further` it begins with the
encoder that ships and reads all examples once: a third of the time, where examples have been added and no label is new.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Dict, Optional, Sequence, Tuple

import numpy as np

from nlu.encoder.base_model import NAME, base_model_file, read_base_model
from nlu.encoder.examples import Example, read_button_examples, read_examples, read_follow_ups
from nlu.encoder.export import read_onnx, write_onnx
from nlu.encoder.sentence_encoder import GRAPH, TOKENIZER, WEIGHTS, SentenceEncoder
from nlu.encoder.tokenizer import SubwordTokenizer
from nlu.encoder.training import Labels, Progress, Recipe, Trained, train, train_from
from nlu.encoder.vocabulary import vocabulary_of
from nlu.intents.classifier import Classifier
from nlu.intents.label_head import LabelHead, topic_of
from nlu.intents.shipped import PROVENANCE, fingerprint, provenance
from nlu.intents.tfidf import TfidfClassifier

ROOT = Path(__file__).resolve().parent.parent


class NewLabels(ValueError):
    """The labels of the examples are not those of the encoder that ships; the message says what to do."""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--epochs", type=int)
    arguments.add_argument("--further", action="store_true")
    arguments.add_argument("--seed", type=int, default=Recipe.seed)
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    given = arguments.parse_args()
    recipe = (
        further_recipe(given.seed, given.epochs)
        if given.further
        else Recipe(epochs=given.epochs or Recipe.epochs, seed=given.seed)
    )
    singles = [*read_button_examples(ROOT / "domain"), *read_examples(ROOT / "data" / "nlu")]
    follow_ups = read_follow_ups(ROOT / "data" / "follow_ups")
    sys.stdout.write(f"{len(singles)} examples, {len(follow_ups)} follow-ups, {recipe.epochs} epochs\n")
    checkpoint = ROOT / "var" / "encoder" / f"{'further-' if given.further else ''}seed-{recipe.seed}.npz"
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    languages = sorted({example.language for example in singles})
    if given.further:
        try:
            trained, origin = train_further([*singles, *follow_ups], recipe, checkpoint)
        except NewLabels as problem:
            sys.stderr.write(f"{problem}\n")
            return 2
    else:
        base = read_base_model(base_model_file())
        vocabulary = vocabulary_of(
            base.tokenizer, languages, [text for one in (*singles, *follow_ups) for text in (one.text, one.context)]
        )
        trained = train(base, [*singles, *follow_ups], vocabulary, recipe, checkpoint, _tell)
        origin = {"base_model": NAME, "base_model_sha256": base.digest, "command": "renewals train --encoder"}
    write_weights(trained, origin, singles, recipe, languages, given.out)
    checkpoint.unlink()
    return 0


def further_recipe(seed: int, epochs: Optional[int]) -> Recipe:
    return Recipe(epochs=epochs or 1, learning_rate=1e-4, seed=seed)


def train_further(
    examples: Sequence[Example], recipe: Recipe, checkpoint: Path, weights: Path = WEIGHTS
) -> Tuple[Trained, Dict[str, Any]]:
    """Trains the encoder that ships on all examples; and where it comes from.

    Raises NewLabels where its labels are not the examples'.
    """
    head = LabelHead.load(weights)
    changed = set(head.labels) ^ set(Labels([one.label for one in examples]).names)
    if changed:
        raise NewLabels(
            f"labels have changed ({', '.join(sorted(changed))}): run `renewals train --encoder` without --further"
        )
    before = provenance(weights)
    network = {**read_onnx(weights / GRAPH), "labels": head.vectors, "label_bias": head.bias}
    trained = train_from(network, SubwordTokenizer.load(weights / TOKENIZER), examples, recipe, checkpoint, _tell)
    origin = {
        "base_model": before["base_model"],
        "base_model_sha256": before["base_model_sha256"],
        "command": "renewals train --encoder --further",
        "trained_before": [
            *before.get("trained_before", []),
            {name: before[name] for name in ("made_on", "recipe", "examples")},
        ],
    }
    return trained, origin


def write_weights(
    trained: Trained,
    origin: Dict[str, Any],
    singles: Sequence[Example],
    recipe: Recipe,
    languages: Sequence[str],
    out: Path,
) -> None:
    """The whole of nlu/weights from a trained network: the encoder, the labels, the words' view, and where they come
    from (`origin`).
    """
    part = out.with_name(f"{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    write_onnx(trained.weights, part / GRAPH)
    trained.tokenizer.save(part / TOKENIZER)
    vectors = trained.weights["labels"]
    head = LabelHead(
        trained.labels.names, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), trained.weights["label_bias"]
    )
    labelled = [(one.text, one.label) for one in singles]
    topics = trained.labels.topics
    number = {topic: place for place, topic in enumerate(topics)}
    words = TfidfClassifier.fit(
        [text for text, _ in labelled], np.array([number[topic_of(label)] for _, label in labelled])
    )
    Classifier(SentenceEncoder.load(part), head, words, topics).save(part)
    told: Dict[str, Any] = {
        **origin,
        "made_on": date.today().isoformat(),
        "recipe": asdict(recipe),
        "languages": list(languages),
        "examples": fingerprint(labelled),
        "example_count": len(labelled),
    }
    (part / PROVENANCE).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    part.replace(out)


def _tell(progress: Progress) -> None:
    left = progress.seconds * (1.0 / progress.share - 1.0)
    sys.stdout.write(
        f"\repoch {progress.epoch + 1}: {progress.share:4.0%}, loss {progress.loss:.3f}, {left:4.0f} s left in it "
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
