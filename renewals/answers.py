"""The assistant's words: what stands in domain/<language>/<topic>.yml, for all but the engine, which reads these files itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DOMAIN = Path(__file__).resolve().parent.parent / "domain"
PAGE = "Renouvellements"


@dataclass(frozen=True)
class Button:
    """A suggestion: what stands on it, and what the person says by pressing it."""

    label: str
    say: str


@dataclass(frozen=True)
class Topic:
    """What is said about a topic in one language.

    `title` and `say`: its name and the question that asks for it. `sections`: the headings of the vendor's page that it rests on.
    `answer`: the text, where it is the same for everybody. `phrases`: the pieces from which other replies are made.
    """

    title: str = ""
    say: str = ""
    kind: str = "answer"
    sections: tuple[str, ...] = ()
    answer: str | None = None
    buttons: tuple[Button, ...] = ()
    data: dict[str, Any] | None = None
    phrases: dict[str, str] = field(default_factory=dict)

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


def _read(file: Path) -> Topic:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    said: dict[str, Any] = next(iter(content.get("responses", {}).values()), [{}])[0]
    about = content.get("about") or said.get("metadata") or {}
    return Topic(
        title=about.get("title", ""),
        say=about.get("say", ""),
        kind=about.get("kind", "answer"),
        sections=tuple(about.get("sections", ())),
        answer=said.get("text"),
        buttons=tuple(Button(button["title"], button["payload"]) for button in said.get("buttons") or content.get("buttons") or ()),
        data=about.get("data"),
        phrases=content.get("phrases", {}),
    )
