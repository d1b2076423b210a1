"""When the model counts as stale."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import model
from bot.settings import ROOT


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the model is made from, to be changed."""
    for part in ("domain", "data", "nlu"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "*.onnx"))
    for file in ("config.yml", "requirements/engine.lock"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    monkeypatch.setattr(model, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "before", "after", "stale"),
    [
        ("domain/en/contract-expiry.yml", "  'yes': 'yes'", "  'yes': 'indeed'", False),
        ("domain/en/late-renewal.yml", "A late renewal may bring", "A late renewal might bring", False),
        ("domain/en/late-renewal.yml", "If you do not renew in time", "If you renew too late", True),
        ("domain/en/contract-expiry.yml", "say: When does", "say: On which day does", True),
        ("domain/en/query.yml", "hardware: hardware|", "hardware: hardware|tin|", False),
        ("data/nlu/en/greet.yml", "- hello", "- hello there dear machine\n    - hello", True),
        ("nlu/weights/provenance.json", "examples", "samples", True),
        ("nlu/engine/components/interpreter.py", "import", "import  ", True),
        ("nlu/engine/channel.py", "import", "import  ", False),
        ("config.yml", "recipe: default.v1", "recipe: default.v1  # changed", True),
    ],
)
def test_the_model_is_stale_when_something_changed_that_the_engine_reads(
    copied: Path, file: str, before: str, after: str, stale: bool
) -> None:
    fingerprint = model.made_from()
    text = (copied / file).read_text(encoding="utf-8")
    assert before in text
    (copied / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    assert (model.made_from() != fingerprint) is stale


def test_an_encoder_that_could_not_be_trained_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PYTHON", Path("/bin/false"))
    with pytest.raises(model.TrainingFailed, match=r"make \.venv-engine/dev-ready"):
        model.train_encoder(0)
