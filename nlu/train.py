"""Makes the encoder and all that is learned beside it anew: nlu/weights.

    .venv-engine/bin/python -m nlu.train [--epochs 4] [--seed 0]

`renewals train --encoder` runs it. It goes on where it was stopped (var/encoder).
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Dict, Sequence

import numpy as np

from nlu.encoder.base_model import NAME, BaseModel, base_model_file, read_base_model
from nlu.encoder.examples import Example, read_button_examples, read_examples, read_follow_ups
from nlu.encoder.export import write_onnx
from nlu.encoder.sentence_encoder import GRAPH, TOKENIZER, WEIGHTS, SentenceEncoder
from nlu.encoder.training import Progress, Recipe, Trained, train
from nlu.encoder.vocabulary import vocabulary_of
from nlu.intents.classifier import Classifier
from nlu.intents.label_head import LabelHead, topic_of
from nlu.intents.shipped import PROVENANCE, fingerprint
from nlu.intents.tfidf import TfidfClassifier

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--epochs", type=int, default=Recipe.epochs)
    arguments.add_argument("--seed", type=int, default=Recipe.seed)
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    given = arguments.parse_args()
    recipe = Recipe(epochs=given.epochs, seed=given.seed)
    singles = [*read_button_examples(ROOT / "domain"), *read_examples(ROOT / "data" / "nlu")]
    follow_ups = read_follow_ups(ROOT / "data" / "follow_ups")
    sys.stdout.write(f"{len(singles)} examples, {len(follow_ups)} follow-ups, {recipe.epochs} epochs\n")
    base = read_base_model(base_model_file())
    checkpoint = ROOT / "var" / "encoder" / f"seed-{recipe.seed}.npz"
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    languages = sorted({example.language for example in singles})
    vocabulary = vocabulary_of(base.tokenizer, languages, [text for one in (*singles, *follow_ups) for text in (one.text, one.context)])
    trained = train(base, [*singles, *follow_ups], vocabulary, recipe, checkpoint, _tell)
    write_weights(trained, base, singles, recipe, languages, given.out)
    checkpoint.unlink()
    return 0


def write_weights(
    trained: Trained, base: BaseModel, singles: Sequence[Example], recipe: Recipe, languages: Sequence[str], out: Path
) -> None:
    """The whole of nlu/weights from a trained network: the encoder, the labels, the words' view, and where they come from."""
    part = out.with_name(f"{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    write_onnx(trained.weights, part / GRAPH)
    trained.tokenizer.save(part / TOKENIZER)
    vectors = trained.weights["labels"]
    head = LabelHead(trained.labels.names, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), trained.weights["label_bias"])
    labelled = [(one.text, one.label) for one in singles]
    topics = trained.labels.topics
    number = {topic: place for place, topic in enumerate(topics)}
    words = TfidfClassifier.fit([text for text, _ in labelled], np.array([number[topic_of(label)] for _, label in labelled]))
    Classifier(SentenceEncoder.load(part), head, words, topics).save(part)
    told: Dict[str, Any] = {
        "base_model": NAME,
        "base_model_sha256": base.digest,
        "command": "renewals train --encoder",
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
    sys.stdout.write(f"\repoch {progress.epoch + 1}: {progress.share:4.0%}, loss {progress.loss:.3f}, {left:4.0f} s left in it ")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
