"""The planted faults stay plantable: `make mutants` runs them, this sees that each still finds its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.settings import ROOT

MUTANTS = yaml.safe_load(Path(__file__).with_name("mutants.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: str(mutant["name"]))
def test_a_planted_fault_still_finds_its_place(mutant: dict[str, str]) -> None:
    assert (ROOT / mutant["file"]).read_text(encoding="utf-8").count(mutant["find"]) == 1
    assert (ROOT / "tests" / "slack" / mutant["tests"].split()[0]).exists()
