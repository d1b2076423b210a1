"""Understanding, held to the accepted run: no change of data, words or code makes it worse beyond noise."""

from __future__ import annotations

import pytest

from bot.evaluation.baseline import falls, load, run_of
from bot.evaluation.dataset import fingerprint, read
from bot.evaluation.entities import f1_by_language
from bot.evaluation.runner import scored_by
from bot.settings import ROOT
from tests.api.labelled import WHOLE, PlayedSets


@pytest.mark.parametrize("whole", WHOLE)
def test_the_labelled_messages_are_understood_as_well_as_in_the_accepted_run(played: PlayedSets, whole: bool) -> None:
    """A part of them in `make test`, all in `make test-all`; the right topics of all are counted from the record of
    decisions as well (tests/evaluation/test_development.py).
    """
    accepted = load()
    assert accepted is not None
    files = sorted((ROOT / "nlu" / "evaluation").glob("??.jsonl"))
    messages = read(files)
    # Other labelled messages need a run of their own to be accepted: make evaluate OPTIONS=--accept
    assert fingerprint(messages) == accepted.messages
    answers = {
        (row["language"], row["text"]): heard.answer
        for file in files
        for row, heard in played.rows(file.stem, whole=whole)
    }
    scored = [
        scored_by(message, answers[message.language, message.text])
        for message in messages
        if (message.language, message.text) in answers
    ]
    assert len(scored) == len(messages) or not whole
    assert {one.message.language for one in scored} == set(accepted.measures)
    assert falls(run_of(scored, f1_by_language()), accepted) == []
