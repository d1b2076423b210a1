"""What the engine's encoders do with long texts, and what is kept of texts; in the engine's interpreter, without a trained model."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot import model
from bot.settings import ROOT

# A long message has some sixty tokens, the longest reading some two hundred.
TIMES_LONGER = 5.0


@cache
def read() -> Any:
    program = Path(__file__).resolve().parent / "encoders_read.py"
    environment = {**os.environ, **model.quiet_environment(), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([model.PYTHON, program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("encoder", ["quick", "multilingual", "english"])
def test_no_text_takes_an_encoder_much_longer_than_a_long_message(encoder: str) -> None:
    assert {name: times for name, times in read()["slower"][encoder].items() if times > TIMES_LONGER} == {}


def test_a_long_message_is_read_whole() -> None:
    assert read()["long message"]


def test_a_sign_that_stands_for_many_letters_is_not_read() -> None:
    assert read()["signs"]


def test_an_encoder_is_asked_once_for_the_same_text_and_the_text_is_not_kept() -> None:
    assert read()["memory"]["asked"] == ["hello", "goodbye"]
    assert read()["memory"]["texts"] == []


def test_the_vectors_asked_for_last_are_kept_and_no_more() -> None:
    memory = read()["memory"]
    assert memory["most"]
    assert memory["again"] == 1
    assert (memory["forgotten"], memory["anew"]) == (1, 2)


def test_an_erasure_leaves_no_vector() -> None:
    assert read()["memory"]["after erasing"] == 0
