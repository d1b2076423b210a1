"""The training data: of one form, without repetition, and apart from what is used to judge it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import ROOT
from bot.training_data import examples, near_duplicate, near_duplicates
from renewals import answers
from renewals.names import folded

TOPICS = yaml.safe_load((answers.DOMAIN / "domain.yml").read_text(encoding="utf-8"))["intents"]


def labelled() -> dict[str, Path]:
    files = (ROOT / "nlu" / "evaluation").glob("*.jsonl")
    rows = [(json.loads(line), file) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return {folded(text): file for row, file in rows for text in said_in(row)}


def said_in(row: dict[str, Any]) -> list[str]:
    """The message of a labelled row; of a ticket its sentences, but those of a few words, which many people write."""
    if "text" in row:
        return [row["text"]]
    return [sentence for sentence in re.split(r"(?<=[.?!])\s+|\n+", row["body"]) if len(sentence.split()) > 3]


@pytest.mark.parametrize("language", answers.languages())
def test_every_topic_has_enough_examples_in_every_language(language: str) -> None:
    assert [topic for topic in TOPICS if len(examples(language, topic)) < 30] == []


def test_no_example_stands_twice() -> None:
    where = defaultdict(list)
    for language in answers.languages():
        for topic in TOPICS:
            for example in examples(language, topic):
                where[folded(example)].append((language, topic))
    assert {
        text: places
        for text, places in where.items()
        if text and len(places) > 1 and len({topic for _, topic in places}) > 1
    } == {}
    assert {text: places for text, places in where.items() if text and len(places) != len(set(places))} == {}


@pytest.mark.parametrize("language", answers.languages())
def test_no_two_examples_of_a_topic_say_the_same_in_nearly_the_same_letters(language: str) -> None:
    assert {topic: repeated for topic in TOPICS if (repeated := near_duplicates(examples(language, topic)))} == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("never mind", "nevermind"),
        ("Support Premium", "premium support"),
        ("Quels sont les avantages du matériel ?", "quels sont les avantage du materiel"),
        ("where do I find my contract", "Where do I find my contracts?"),
    ],
)
def test_spelling_case_accents_and_the_order_of_words_make_no_new_example(one: str, other: str) -> None:
    assert near_duplicate(one, ["something else altogether", other]) == other
    assert near_duplicates([one, "something else altogether", other]) == [(one, other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("how does automatic renewal work", "how is automatic renewal stopped"),
        ("thanks", "thank"),
        ("when does the maintenance of the proxy end", "what does the maintenance of the proxy include"),
    ],
)
def test_another_question_and_very_short_words_are_examples_of_their_own(one: str, other: str) -> None:
    assert near_duplicate(one, [other]) is None
    assert near_duplicates([one, other]) == []


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


RULES = yaml.safe_load((ROOT / "nlu" / "dialogue" / "rules.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", answers.languages())
def test_small_talk_is_what_answers_no_question(language: str) -> None:
    topics = answers.topics(language)
    assert {topic for topic in TOPICS if topics[topic].kind in ("smalltalk", "fallback")} == set(RULES["small_talk"])


@pytest.mark.parametrize("language", answers.languages())
def test_every_language_has_a_lexicon(language: str) -> None:
    assert (ROOT / "nlu" / "dialogue" / "lexicon" / f"{language}.yml").is_file()


def test_rules_lead_from_topics_to_topics() -> None:
    own, anaphora = RULES["own_names"], RULES["anaphora"]
    named = {
        own["account"],
        own["product"],
        *own["account_after"],
        *anaphora["topics"],
        *anaphora["remap"],
        *anaphora["remap"].values(),
    }
    named |= {*RULES["compare"].values(), *RULES["standalone"].values(), *RULES["ask_for_a_country"]}
    named |= {offer.partition("/")[0] for offer in RULES["offers_a_person"]}
    for rule in [*RULES["carry_over"], *RULES["phrases"], RULES["elliptic_name"]]:
        named |= {*rule.get("after", []), *rule.get("topics", {}).values(), *filter(None, [rule.get("topic")])}
    assert named <= set(TOPICS)
