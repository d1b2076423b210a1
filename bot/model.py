"""The engine's model: whether it is up to date, and its training."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from bot.engine_environment import PYTHON as PYTHON
from bot.engine_environment import quiet_environment as quiet_environment
from bot.settings import ROOT
from renewals.answers import read_file

MODEL = ROOT / "models" / "renewals.tar.gz"
# What the dialogue is decided by (nlu/dialogue) is read when the engine starts, and needs no training.
_MADE_FROM = (
    "config.yml",
    "domain",
    "data",
    "nlu/text",
    "nlu/entities",
    "nlu/encoder",
    "nlu/intents",
    "nlu/engine/components",
    "nlu/engine/importer.py",
    "nlu/engine/policy.py",
    "nlu/weights",
    "requirements/engine.lock",
)
_OF_THE_GATEWAY = ("acts.yml", "desk.yml", "links.yml", "query.yml")
# What nlu/intents/shipped.py logs where the examples have changed since the encoder was trained.
OLDER = "The encoder is older than the examples"
_STAMP = ROOT / "models" / "made-from.json"


class TrainingFailed(Exception):
    """The model could not be trained; the message says where to look."""


def made_from() -> str:
    """A fingerprint of all that the model is made from."""
    digest = hashlib.sha256()
    for part in _MADE_FROM:
        path = ROOT / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if (
                file.is_file()
                and file.suffix in (".yml", ".py", ".lock", ".json")
                and (read := _read_by_the_engine(file))
            ):
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + read)
    return digest.hexdigest()


def _read_by_the_engine(file: Path) -> bytes:
    """What the engine reads of a file: of the domain, all but phrases, links, acts and answers to questions, which
    actions and gateway read for themselves.
    """
    if not file.is_relative_to(ROOT / "domain"):
        return file.read_bytes()
    content = read_file(file)
    parts = (
        {name: part for name, part in content.items() if name not in ("version", "phrases")}
        if file.name not in _OF_THE_GATEWAY
        else {}
    )
    if responses := {name: said for name, said in parts.pop("responses", {}).items() if "/" not in name}:
        parts["responses"] = responses
    return json.dumps(parts, sort_keys=True).encode() if parts else b""


def is_current() -> bool:
    """Whether the model is there and was trained from what is there now."""
    return MODEL.exists() and _STAMP.exists() and json.loads(_STAMP.read_text(encoding="utf-8")) == made_from()


def train(say: Callable[[str], None]) -> None:
    """Trains the model, telling each step."""
    fingerprint = made_from()
    log = ROOT / "var" / "log" / "training.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "rasa",
        "train",
        "--force",
        # A test validates the data (tests/engine/test_engine.py); doing it here as well takes longer than many a
        # component.
        "--skip-validation",
        "--domain",
        "domain",
        "--data",
        "data",
        "--config",
        "config.yml",
        "--out",
        "models",
        "--fixed-model-name",
        "renewals",
    ]
    environment = {**os.environ, **quiet_environment(), "OMP_NUM_THREADS": str(os.cpu_count() or 1)}
    with (
        log.open("w", encoding="utf-8") as kept,
        subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as training,
    ):
        for line in training.stdout or ():
            kept.write(line)
            if "to train component" in line:
                say("  learning: " + line.split("'")[1])
            if OLDER in line:
                say(f"  {OLDER}: renewals train --encoder makes it anew")
    if training.returncode != 0 or not MODEL.exists():
        raise TrainingFailed(f"The model could not be trained. What was said is in {log}")
    _STAMP.write_text(json.dumps(fingerprint), encoding="utf-8")


def train_encoder(seed: int, further: bool = False) -> None:
    """Makes the encoder and all that stands in nlu/weights anew, with its progress on standard output: over an hour on
    two cores.

    `further`: begins with the encoder that ships and reads all examples once, in a third of the time.
    Goes on where it was stopped. Raises TrainingFailed where it ended in an error.
    """
    command: list[str | Path] = [PYTHON, "-m", "nlu.train", "--seed", str(seed), *(["--further"] if further else [])]
    environment = {**os.environ, **quiet_environment(), "OMP_NUM_THREADS": str(os.cpu_count() or 1)}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0:  # noqa: S603 - our own interpreter and arguments
        raise TrainingFailed("The encoder could not be trained. Its packages come with: make .venv-engine/dev-ready")
