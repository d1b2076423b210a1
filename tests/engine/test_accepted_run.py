"""Understanding, held to the accepted run: no change of data, words or code makes it worse beyond noise."""

from __future__ import annotations

from bot.evaluation.baseline import falls, load, run_of
from bot.evaluation.dataset import read
from bot.evaluation.entities import f1_by_language
from bot.evaluation.runner import scored_by
from bot.settings import ROOT
from tests.api.labelled import PlayedSets


def test_the_labelled_messages_are_understood_as_well_as_in_the_accepted_run(played: PlayedSets) -> None:
    accepted = load()
    assert accepted is not None
    files = sorted((ROOT / "nlu" / "evaluation").glob("??.jsonl"))
    heard = [one for file in files for _, one in played.rows(file.stem)]
    scored = [scored_by(message, one.answer) for message, one in zip(read(files), heard, strict=True)]
    now = run_of(scored, f1_by_language())
    # Other labelled messages need a run of their own to be accepted: make evaluate OPTIONS=--accept
    assert now.messages == accepted.messages
    assert falls(now, accepted) == []
