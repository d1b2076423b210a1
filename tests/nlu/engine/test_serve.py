"""Rasa without TensorFlow: what is left out is what Rasa has under these names, and nothing that we use."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest
import yaml

from nlu.engine.serve import LEFT_OUT

LOADED = """
import sys
from nlu.engine.serve import leave_out_tensorflow
leave_out_tensorflow()
import rasa.__main__, rasa.core.run, rasa.core.agent, nlu.engine.channel, nlu.engine.components.interpreter
sys.exit(sorted(one for one in sys.modules if one.split(".")[0] in ("tensorflow", "keras"))[:3] or None)
"""


@pytest.mark.parametrize("module", LEFT_OUT)
def test_what_is_left_out_is_what_rasa_has(module: str) -> None:
    assert all(isinstance(getattr(import_module(module), name), type) for name in LEFT_OUT[module])


def test_no_component_that_is_left_out_is_in_the_configuration() -> None:
    with open("config.yml", encoding="utf-8") as file:
        config = yaml.safe_load(file)
    ours = {one["name"].split(".")[-1] for one in [*config["pipeline"], *config["policies"]]}
    assert ours.isdisjoint(name for names in LEFT_OUT.values() for name in names)


def test_rasa_and_our_components_load_without_tensorflow() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", LOADED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr[-500:] if done.returncode else "") == (0, "")
