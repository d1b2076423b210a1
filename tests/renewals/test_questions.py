"""The answers to the questions within topics: each of one form, in every language, in its own words, from the page
alone.
"""

import json
import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
import yaml

from renewals import answers
from renewals.answers import Answer
from tests.eight_words import runs
from tests.tables import for_each_row

ROOT = Path(__file__).parent.parent.parent
PAGE = json.loads((ROOT / "tests" / "source_page.json").read_text(encoding="utf-8"))
LANGUAGES = answers.languages()
TOPICS = yaml.safe_load((answers.DOMAIN / "domain.yml").read_text(encoding="utf-8"))["intents"]
WITH_AN_ANSWER = [topic for topic in TOPICS if answers.topics(LANGUAGES[0])[topic].kind != "smalltalk"]
QUESTIONS = list(answers.catalogue())
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


def answer(language: str, question: str) -> Answer:
    found = answers.answer_to(language, question)
    assert found, f"{question} has no answer in {language}"
    return found


def every_answer(language: str) -> list[Answer]:
    return [said for topic in answers.topics(language).values() for said in topic.questions.values()]


def test_there_are_at_least_220_questions() -> None:
    assert len(QUESTIONS) >= 220


@pytest.mark.parametrize("topic", WITH_AN_ANSWER)
def test_each_topic_with_an_answer_has_at_least_two_questions(topic: str) -> None:
    assert len([question for question in QUESTIONS if question.startswith(f"{topic}/")]) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_is_answered_in_the_file_of_its_topic_and_no_other_is(language: str) -> None:
    assert {said.question for said in every_answer(language)} == set(QUESTIONS)
    for topic, about in answers.topics(language).items():
        assert {question.partition("/")[0] for question in about.questions} <= {topic}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_topics_file_holds_its_own_responses_alone_each_in_one_wording(language: str) -> None:
    for file in (answers.DOMAIN / language).glob("*.yml"):
        for name, wordings in yaml.safe_load(file.read_text(encoding="utf-8")).get("responses", {}).items():
            assert name.partition("/")[0] == f"utter_{file.stem}"
            assert len(wordings) == 1
            allowed = {"open", "needs", "sections"} if "/" in name else {"title", "say", "sections", "kind", "data"}
            assert set(wordings[0].get("metadata", {})) <= allowed


@for_each_row(QUESTIONS)
def test_a_question_says_what_it_asks_in_one_line(question: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*", question)
    assert question.partition("/")[0] in TOPICS
    for language in LANGUAGES:
        asks = answers.asks(language, question)
        assert asks.strip() != question
        assert "\n" not in asks
        assert asks.endswith(".")


def test_an_id_is_used_once() -> None:
    written = re.findall(r"^(\S+/\S+):(?: {})?$", answers.QUESTIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert [question for question, times in Counter(written).items() if times > 1] == []


@for_each_row(QUESTIONS)
def test_the_languages_agree_on_all_but_the_words(question: str) -> None:
    said = [answer(language, question) for language in LANGUAGES]
    assert len({(one.open, one.needs, one.sections) for one in said}) == 1
    assert len({one.text.count("\n") for one in said}) == 1
    assert set(said[0].needs) <= NEEDS
    assert set(said[0].sections) <= set(PAGE["headings"])
    assert isinstance(said[0].open, bool)


@for_each_row(product(QUESTIONS, LANGUAGES))
def test_an_answer_begins_with_one_short_lead(question: str, language: str) -> None:
    lead, *more = answer(language, question).text.split("\n")
    assert 0 < len(lead) <= 200
    assert len(more) <= 1
    # Up to three sentences help; one may hold two clauses.
    assert sum(len(answers.sentences(line)) for line in more) <= 4
    assert all(text == text.strip() and text.endswith((".", "?")) for text in (lead, *more))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_lead_is_used_twice(language: str) -> None:
    leads = Counter(said.lead for said in every_answer(language))
    assert [lead for lead, times in leads.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_repeats_eight_words_in_a_row_of_another(language: str) -> None:
    seen: dict[str, str] = {}
    repeated = {
        (said.question, seen.setdefault(run, said.question))
        for said in every_answer(language)
        for line in said.text.split("\n")
        for run in runs(line)
    }
    assert sorted(pair for pair in repeated if pair[0] != pair[1]) == []


@for_each_row(product(QUESTIONS, LANGUAGES))
def test_no_answer_repeats_eight_words_in_a_row_of_the_page(question: str, language: str) -> None:
    assert not runs(answer(language, question).text) & set(PAGE["runs"])


@for_each_row(product(QUESTIONS, LANGUAGES))
def test_no_answer_holds_a_price_a_telephone_number_or_a_strange_address(question: str, language: str) -> None:
    text = answer(language, question).text
    assert not re.search(r"[€$£%]|\b(?:euros?|dollars?)\b|\+?\d[\d .-]{8,}\d", text)
    assert set(re.findall(r"\S+@[\w.-]+\w", text)) <= {"customercare@symantec.com"}


@for_each_row(QUESTIONS)
def test_french_punctuation_stands_after_a_space_that_does_not_break(question: str) -> None:
    assert not re.search(r"[^\u00a0][?!:;»]|«[^\u00a0]", answer("fr", question).text)


def counts(questions: list[str]) -> tuple[int, int, int]:
    catalogue = answers.catalogue()
    opened = sum(answer(LANGUAGES[0], question).open for question in questions)
    return len(questions), opened, sum(catalogue[question].situation for question in questions)


def test_the_page_for_content_owners_counts_what_is_there() -> None:
    text = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z-]+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    stated = {topic: tuple(map(int, numbers)) for topic, *numbers in rows}
    topics = dict.fromkeys(question.partition("/")[0] for question in QUESTIONS)
    own = {topic: counts([question for question in QUESTIONS if question.startswith(f"{topic}/")]) for topic in topics}
    assert stated == own | {"all": counts(QUESTIONS)}
