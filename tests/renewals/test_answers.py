import json
import re
from pathlib import Path

import pytest
import yaml

from renewals import answers
from tests.eight_words import runs
from tests.tables import for_each_row

PAGE = json.loads((Path(__file__).parent.parent / "source_page.json").read_text(encoding="utf-8"))
DOMAIN = yaml.safe_load((answers.DOMAIN / "domain.yml").read_text(encoding="utf-8"))
TOPICS = DOMAIN["intents"]
LANGUAGES = answers.languages()
ALWAYS_THE_SAME = [topic for topic in TOPICS if "action_" + topic.replace("-", "_") not in DOMAIN["actions"]]
EVERY_TEXT = [
    text
    for language in LANGUAGES
    for topic in answers.topics(language).values()
    for text in (topic.answer or "", *topic.phrases.values())
]


def slots_in(text: str) -> list[str]:
    return sorted(set(re.findall(r"{(\w+)}", text)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_has_words_in_each_language(topic: str, language: str) -> None:
    said = answers.topics(language)[topic]
    assert said.title
    assert said.say
    assert said.answer or said.phrases


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", ALWAYS_THE_SAME)
def test_each_answer_rests_on_a_section_of_the_page(topic: str, language: str) -> None:
    said = answers.topics(language)[topic]
    assert said.answer
    if said.kind == "answer":
        assert said.sections
    assert set(said.sections) <= set(PAGE["headings"])


@pytest.mark.parametrize("topic", sorted(answers.topics(LANGUAGES[0])))
def test_the_languages_say_the_same_things(topic: str) -> None:
    first, *others = (answers.topics(language)[topic] for language in LANGUAGES)
    for other in others:
        assert other.sections == first.sections
        assert other.kind == first.kind
        assert (other.answer is None) == (first.answer is None)
        if topic != "periods":
            assert {name: slots_in(text) for name, text in other.phrases.items()} == {
                name: slots_in(text) for name, text in first.phrases.items()
            }


@for_each_row(EVERY_TEXT)
def test_no_text_repeats_eight_words_in_a_row_of_the_page(text: str) -> None:
    assert not runs(text) & set(PAGE["runs"])


@for_each_row(EVERY_TEXT)
def test_no_text_holds_a_price_a_percentage_or_a_telephone_number(text: str) -> None:
    assert not re.search(r"[€$£%]|\b(?:euros?|dollars?)\b|\+?\d[\d .-]{8,}\d", text)


@for_each_row(EVERY_TEXT)
def test_the_only_addresses_are_those_of_the_page(text: str) -> None:
    assert set(re.findall(r"\S+@[\w.-]+\w", text)) <= {"customercare@symantec.com"}


def test_a_phrase_never_reads_a_value_as_a_template() -> None:
    said = answers.phrase("en", "verification", "code-sent", number="{number.__class__}")
    assert "{number.__class__}" in said
