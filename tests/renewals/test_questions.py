import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from eight_words import runs

from renewals import answers

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "docs" / "questions"
PAGE = json.loads((ROOT / "tests" / "source_page.json").read_text(encoding="utf-8"))
LANGUAGES = answers.languages()
TOPICS = yaml.safe_load((answers.DOMAIN / "domain.yml").read_text(encoding="utf-8"))["intents"]
WITH_AN_ANSWER = [topic for topic in TOPICS if answers.topics(LANGUAGES[0])[topic].kind != "smalltalk"]
FILES = {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.yml"))}
ALL = [question for file in FILES.values() for question in file["questions"]]
EACH = [pytest.param(question, id=question["id"]) for question in ALL]
NEEDS = {
    "end-date",
    "start-date",
    "automatic-renewal",
    "coverage",
    "quantity",
    "product-type",
    "segment",
    "reseller",
    "owner",
    "country",
}

Question = dict[str, Any]


def sentences(question: Question, language: str) -> list[str]:
    said = question[language]
    return [said["lead"], *said["more"]]


def test_there_are_at_least_220_questions() -> None:
    assert len(ALL) >= 220


@pytest.mark.parametrize("topic", WITH_AN_ANSWER)
def test_each_topic_with_an_answer_has_at_least_two_questions(topic: str) -> None:
    assert len(FILES[topic]["questions"]) >= 2


@pytest.mark.parametrize("topic", FILES)
def test_a_file_holds_the_questions_of_the_topic_it_is_named_after(topic: str) -> None:
    assert topic in TOPICS
    assert FILES[topic]["topic"] == topic
    assert {question["id"].partition("/")[0] for question in FILES[topic]["questions"]} == {topic}


def test_an_id_is_used_once() -> None:
    assert [id_ for id_, times in Counter(question["id"] for question in ALL).items() if times > 1] == []


@pytest.mark.parametrize("question", EACH)
def test_a_question_has_every_key_in_its_form(question: Question) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*", question["id"])
    assert set(question) - {"situation"} == {"id", "asks", "open", "needs", "section", *LANGUAGES}
    assert question["asks"].strip()
    assert "\n" not in question["asks"]
    assert isinstance(question["open"], bool)
    assert question.get("situation", True) is True
    assert set(question["needs"]) <= NEEDS
    assert question["section"] is None or question["section"] in PAGE["headings"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", EACH)
def test_an_answer_begins_with_one_short_lead(question: Question, language: str) -> None:
    lead, *more = sentences(question, language)
    assert 0 < len(lead) <= 200
    assert len(more) <= 3
    assert all(text == text.strip() and text.endswith((".", "?")) for text in (lead, *more))


@pytest.mark.parametrize("question", EACH)
def test_the_languages_say_as_much_as_each_other(question: Question) -> None:
    assert len({len(question[language]["more"]) for language in LANGUAGES}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_lead_is_used_twice(language: str) -> None:
    leads = Counter(question[language]["lead"] for question in ALL)
    assert [lead for lead, times in leads.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_repeats_eight_words_in_a_row_of_another(language: str) -> None:
    seen: dict[str, str] = {}
    repeated = {
        (question["id"], seen.setdefault(run, question["id"]))
        for question in ALL
        for text in sentences(question, language)
        for run in runs(text)
    }
    assert sorted(pair for pair in repeated if pair[0] != pair[1]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", EACH)
def test_no_answer_repeats_eight_words_in_a_row_of_the_page(question: Question, language: str) -> None:
    assert not runs(" ".join(sentences(question, language))) & set(PAGE["runs"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", EACH)
def test_no_answer_holds_a_price_a_telephone_number_or_a_strange_address(question: Question, language: str) -> None:
    text = " ".join(sentences(question, language))
    assert not re.search(r"[€$£%]|\b(?:euros?|dollars?)\b|\+?\d[\d .-]{8,}\d", text)
    assert set(re.findall(r"\S+@[\w.-]+\w", text)) <= {"customercare@symantec.com"}


@pytest.mark.parametrize("question", EACH)
def test_french_punctuation_stands_after_a_space_that_does_not_break(question: Question) -> None:
    assert not re.search(r"[^\u00a0][?!:;»]|«[^\u00a0]", " ".join(sentences(question, "fr")))


def counts(questions: list[Question]) -> tuple[int, int, int]:
    return (
        len(questions),
        sum(question["open"] for question in questions),
        sum("situation" in question for question in questions),
    )


def test_the_page_about_the_catalogue_counts_what_is_there() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z-]+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    stated = {topic: tuple(map(int, numbers)) for topic, *numbers in rows}
    assert stated == {topic: counts(file["questions"]) for topic, file in FILES.items()} | {"all": counts(ALL)}
