"""The training data: of one form, without repetition, and apart from what is used to judge it."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from bot.settings import ROOT
from renewals import answers
from renewals.names import folded

TOPICS = yaml.safe_load((answers.DOMAIN / "domain.yml").read_text(encoding="utf-8"))["intents"]


def examples(language: str, topic: str) -> list[str]:
    content = yaml.safe_load((ROOT / "data" / "nlu" / language / f"{topic}.yml").read_text(encoding="utf-8"))
    return [line.removeprefix("- ") for block in content["nlu"] for line in block["examples"].splitlines()]


def labelled() -> dict[str, Path]:
    files = (ROOT / "nlu" / "evaluation").glob("*.jsonl")
    return {folded(json.loads(line)["text"]): file for file in files for line in file.read_text(encoding="utf-8").splitlines()}


@pytest.mark.parametrize("language", answers.languages())
def test_every_topic_has_enough_examples_in_every_language(language: str) -> None:
    assert [topic for topic in TOPICS if len(examples(language, topic)) < 30] == []


def test_no_example_stands_twice() -> None:
    where = defaultdict(list)
    for language in answers.languages():
        for topic in TOPICS:
            for example in examples(language, topic):
                where[folded(example)].append((language, topic))
    assert {text: places for text, places in where.items() if text and len(places) > 1 and len({topic for _, topic in places}) > 1} == {}
    assert {text: places for text, places in where.items() if text and len(places) != len(set(places))} == {}


def test_no_labelled_sentence_of_any_length_is_an_example() -> None:
    judged = labelled()
    shared = {
        example
        for language in answers.languages()
        for topic in TOPICS
        for example in examples(language, topic)
        # "thanks", "oui" and the like are what everybody says.
        if folded(example) in judged and len(folded(example).split()) > 3
    }
    assert shared == set()
