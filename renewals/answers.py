"""The assistant's words: what stands in domain/<language>/<topic>.yml, for all but the engine, which reads these files
itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from renewals import vendor
from renewals.yaml_file import read_yaml

DOMAIN = Path(__file__).resolve().parent.parent / "domain"
QUESTIONS = Path(__file__).resolve().parent / "data" / "questions.yml"
PAGE = "Renouvellements"
# The file of a language with what each question asks.
ASKS = "questions"
# How Rasa calls the response of a topic, or of a question within it.
RESPONSE = "utter_"


@dataclass(frozen=True)
class Button:
    """A suggestion: what stands on it, and what the person says by pressing it."""

    label: str
    say: str


@dataclass(frozen=True)
class Answer:
    """The answer to a question within a topic, in one language.

    Its first line is the lead: the answer in one sentence; the second line holds what helps. `open`: the page leaves
    the question open, and the text says so. `needs`: what of the person's own contract makes the answer personal
    (actions/own_facts.py).
    """

    question: str
    text: str
    open: bool = False
    needs: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def lead(self) -> str:
        return self.text.partition("\n")[0]


@dataclass(frozen=True)
class TopicQuestion:
    """A question within a topic.

    `situation`: somebody tells what has happened and wants to know what to do. `also`: the topic that says more on the
    same.
    """

    situation: bool = False
    also: str | None = None


@dataclass(frozen=True)
class Topic:
    """What is said about a topic in one language.

    `title` and `say`: its name and the question that asks for it. `sections`: the headings of the vendor's page that it
    rests on. `answer`: the text, where it is the same for everybody. `phrases`: the pieces from which other replies are
    made. `questions`: the answers to the questions within it, by their ids (`topic/question`).
    """

    title: str = ""
    say: str = ""
    kind: str = "answer"
    sections: tuple[str, ...] = ()
    answer: str | None = None
    buttons: tuple[Button, ...] = ()
    data: dict[str, Any] | None = None
    phrases: dict[str, str] = field(default_factory=dict)
    questions: dict[str, Answer] = field(default_factory=dict)

    @property
    def button(self) -> Button:
        return Button(self.title, self.say)


@cache
def languages() -> tuple[str, ...]:
    """The languages that the assistant speaks: one a folder of the domain."""
    return tuple(sorted(folder.name for folder in DOMAIN.iterdir() if folder.is_dir()))


@cache
def default_language() -> str:
    """The language of a person of whom none is known: the one whose language.yml says so."""
    return next(language for language in languages() if yaml.safe_load(_file(language, "language")).get("default"))


def _file(language: str, name: str) -> str:
    return (DOMAIN / language / f"{name}.yml").read_text(encoding="utf-8")


@cache
def topics(language: str) -> dict[str, Topic]:
    """Every topic by its id, as said in a language."""
    return {file.stem: _read(file) for file in sorted((DOMAIN / language).glob("*.yml"))}


def phrase(language: str, topic: str, name: str, /, **values: object) -> str:
    """A piece of text, with the values put where it names them. Values are never read as templates."""
    return topics(language)[topic].phrases[name].format(**values)


def sentences(text: str) -> list[str]:
    """The sentences of a text of ours."""
    return [sentence for sentence in re.split(r"(?<=[.?!])\s+(?=[A-ZÀ-Ý«\"])", text) if sentence]


def answer_to(language: str, question: str | None) -> Answer | None:
    """The answer to a question (`topic/question`); None where there is no such question."""
    topic = topics(language).get((question or "").partition("/")[0])
    return topic.questions.get(question or "") if topic else None


@cache
def catalogue() -> dict[str, TopicQuestion]:
    """Each question by its id, in the order of the topics."""
    return {question: TopicQuestion(**about) for question, about in read_yaml(QUESTIONS).items()}


def asks(language: str, question: str) -> str:
    """What a question asks, in one line; its id where there is no such question (any more)."""
    return topics(language)[ASKS].phrases.get(question, question)


def read_file(file: Path) -> dict[str, Any]:
    """What a file of the domain holds, with the vendor's names in their places."""
    content: dict[str, Any] = vendor.with_names(read_yaml(file), vendor.names(file.parent))
    return content


def _read(file: Path) -> Topic:
    content = read_file(file)
    responses: dict[str, list[dict[str, Any]]] = content.get("responses", {})
    said = responses.get(RESPONSE + file.stem, [{}])[0]
    about = content.get("about") or said.get("metadata") or {}
    return Topic(
        title=about.get("title", ""),
        say=about.get("say", ""),
        kind=about.get("kind", "answer"),
        sections=tuple(about.get("sections", ())),
        answer=said.get("text"),
        buttons=tuple(
            Button(button["title"], button["payload"]) for button in said.get("buttons") or content.get("buttons") or ()
        ),
        data=about.get("data"),
        phrases=content.get("phrases", {}),
        questions=dict(_answers(responses)),
    )


def _answers(responses: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, Answer]]:
    for name, (said, *_) in responses.items():
        question, about = name.removeprefix(RESPONSE), said.get("metadata") or {}
        if "/" in question:
            needs, sections = tuple(about.get("needs", ())), tuple(about.get("sections", ()))
            yield question, Answer(question, said["text"], about.get("open", False), needs, sections)
