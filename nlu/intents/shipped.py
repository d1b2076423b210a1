"""The classifier that stands beside the code (nlu/weights), and what is learned anew where the examples have changed
since it was made.
"""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path
from typing import Any, Dict, Sequence, Tuple

from nlu.encoder.sentence_encoder import WEIGHTS, SentenceEncoder
from nlu.intents.classifier import Classifier
from nlu.intents.label_head import LabelHead

PROVENANCE = "provenance.json"
Labelled = Tuple[str, str]
logger = logging.getLogger(__name__)


def fingerprint(examples: Sequence[Labelled]) -> str:
    """Of texts and their labels, in any order."""
    digest = hashlib.sha256()
    for text, label in sorted(set(examples)):
        digest.update(f"{label}\0{text}\n".encode())
    return digest.hexdigest()


def provenance(weights: Path = WEIGHTS) -> Dict[str, Any]:
    """What the weights were made from, by what command, and how they scored."""
    kept: Dict[str, Any] = json.loads((weights / PROVENANCE).read_text(encoding="utf-8"))
    return kept


def classifier_for(examples: Sequence[Labelled], encoder: SentenceEncoder, weights: Path = WEIGHTS) -> Classifier:
    """The classifier of these examples: the shipped one where it was made from them, else with what is light learned
    anew.

    The encoder stays as it is; that it is older than the examples is said.
    """
    if provenance(weights)["examples"] == fingerprint(examples):
        return Classifier.load(weights, encoder)
    logger.warning("The encoder is older than the examples: renewals train --encoder makes it anew.")
    texts, labels = zip(*examples)
    return Classifier.fit(encoder, texts, labels, LabelHead.load(weights))
