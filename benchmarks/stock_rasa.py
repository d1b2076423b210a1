"""Writes the training data and the domain of a project for stock Rasa: the same topics, examples, rules and answers as
the assistant's own engine has.

Runs in the engine's environment, from the project's folder:  .venv-engine/bin/python benchmarks/stock_rasa.py DATA
FOLDER EPOCHS DATA is a folder of examples and rules (in the layout of data/); FOLDER gets domain.yml, config.yml and
data/. EPOCHS is how often its classifier goes through the examples: 100 by default.
"""

from __future__ import annotations

import shutil
import sys
from importlib.resources import files
from pathlib import Path

from nlu.engine.importer import MultilingualImporter


def main(data: Path, folder: Path, epochs: int) -> None:
    assistant = MultilingualImporter(domain_path="domain", training_data_paths=[str(data)])
    (folder / "data").mkdir(parents=True)
    assistant.get_domain().persist(folder / "domain.yml")
    (folder / "data" / "nlu.yml").write_text(assistant.get_nlu_data().nlu_as_yaml(), encoding="utf-8")
    shutil.copytree(data / "rules", folder / "data" / "rules")
    # Rasa's own choice of components and policies, as `rasa init` and a bare config.yml give it.
    default = files("rasa.engine.recipes.config_files").joinpath("default_config.yml").read_text(encoding="utf-8")
    classifier = "DIETClassifier\n    epochs: "
    assert f"{classifier}100" in default
    (folder / "config.yml").write_text(default.replace(f"{classifier}100", f"{classifier}{epochs}"), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
