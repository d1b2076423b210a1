"""The measurements on public sets say what they lack, and count as they say."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

import pytest

from benchmarks.engine import prepare
from bot import model
from bot.settings import ROOT
from bot.training_data import examples

pytestmark = pytest.mark.usefixtures("engine_python")

WHERE = {
    "a lost card": "card",
    "my new card": "card",
    "a transfer": "money",
    "send money": "money",
    "the weather": "rain",
    "is it raining": "rain",
}


def measured(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [model.PYTHON, "-m", "benchmarks.public_sets", folder, *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_folder_without_the_sets_is_told_so(tmp_path: Path) -> None:
    done = measured(tmp_path)
    assert done.returncode == 2
    assert "train.csv is not there" in done.stderr


@pytest.mark.long
def test_a_set_that_the_classifier_does_not_understand_misses_the_goal(tmp_path: Path) -> None:
    (tmp_path / "banking77").mkdir()
    for part in ("train", "test"):
        with (tmp_path / "banking77" / f"{part}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["text", "category"])
            # In the test every topic is called by another's name.
            other = {"card": "money", "money": "rain", "rain": "card"} if part == "test" else {}
            writer.writerows(
                [f"{text} {n}", other.get(topic, topic)] for text, topic in WHERE.items() for n in range(6)
            )
    (tmp_path / "clinc150").mkdir()
    known = [[f"{topic} {n}", topic] for topic in ("balance", "transfer", "new_card") for n in range(12)]
    sets = {"train": known, "test": known, "oos_test": [["how tall is the tower", "oos"], ["tell me a story", "oos"]]}
    (tmp_path / "clinc150" / "data_full.json").write_text(json.dumps(sets), encoding="utf-8")
    done = measured(tmp_path, "--only-few", "--steps", "6", "--draws", "1")
    assert done.returncode == 1, done.stderr
    banking, clinc = done.stdout.splitlines()
    assert "BANKING77, 10 examples a topic: 0.0% right" in banking
    assert "100.0% right" in clinc
    assert "AUROC" in clinc


@pytest.mark.long
def test_both_engines_of_the_run_beside_stock_rasa_learn_from_every_example(tmp_path: Path) -> None:
    prepare(tmp_path, None, 100)
    written = sum(len(examples(file.parent.name, file.stem)) for file in (ROOT / "data" / "nlu").glob("*/*.yml"))
    count = (
        "from nlu.engine.importer import MultilingualImporter as A; import sys; "
        "print(len(A(domain_path='domain', training_data_paths=sys.argv[1:]).get_nlu_data().intent_examples))"
    )
    read = subprocess.run(
        [model.PYTHON, "-W", "ignore", "-c", count, tmp_path / "data"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(read.stdout.split()[-1]) >= written
    stock = (tmp_path / "stock" / "data" / "nlu.yml").read_text(encoding="utf-8")
    assert stock.count("\n    - ") >= written
