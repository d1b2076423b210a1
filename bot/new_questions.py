"""A new question within a topic, as somebody of support writes it: checked, and written into the content's files."""

from __future__ import annotations

import json
import re
from pathlib import Path

from renewals import answers
from renewals.store.question_drafts import NewQuestion
from renewals.yaml_file import read_yaml

# As docs/content.md and the tests of the content hold it.
LONGEST_LEAD, MOST_LINES, LONGEST_ASKS, LONGEST_ID = 200, 2, 160, 64
CATALOGUE = Path("renewals") / "data" / "questions.yml"


class NotAQuestion(ValueError):
    """What was written cannot be a question; `reason` names a phrase of domain/<language>/support.yml that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def checked(question: NewQuestion) -> NewQuestion:
    """The question as it may be kept, without needless spaces. Raises NotAQuestion."""
    topic = answers.topics(answers.default_language()).get(question.topic)
    if topic is None or not topic.questions:
        raise NotAQuestion("new-wrong-topic")
    if len(question.id) > LONGEST_ID or not _is_a_name(question.name):
        raise NotAQuestion("new-wrong-name")
    if question.id in answers.catalogue():
        raise NotAQuestion("new-known")
    asks = {language: " ".join(question.asks.get(language, "").split()) for language in answers.languages()}
    texts = {language: _tidy(question.answers.get(language, "")) for language in answers.languages()}
    if not all(one.endswith(".") and len(one) <= LONGEST_ASKS and one.isprintable() for one in asks.values()):
        raise NotAQuestion("new-wrong-asks")
    if not all(map(_is_an_answer, texts.values())) or len({one.count("\n") for one in texts.values()}) > 1:
        raise NotAQuestion("new-wrong-answer")
    return NewQuestion(question.topic, question.name, asks, texts, question.open)


def _is_a_name(name: str) -> bool:
    """Whether a question's name is words of small plain letters with hyphens between them."""
    return all(part.isascii() and part.isalpha() and part.islower() for part in name.split("-"))


def _tidy(text: str) -> str:
    return "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def _is_an_answer(text: str) -> bool:
    lines = text.split("\n")
    return (
        0 < len(lines[0]) <= LONGEST_LEAD
        and len(lines) <= MOST_LINES
        and all(line.endswith((".", "?")) and line.isprintable() for line in lines)
    )


def write(question: NewQuestion, root: Path) -> None:
    """Writes the question into the files under a copy of the repository; nothing where it is there already.

    Raises ValueError where a file would not be read back as it was meant.
    """
    file = root / CATALOGUE
    if question.id in read_yaml(file):
        return
    _insert(file, f"{question.topic}/", f"{question.id}: {{}}")
    for language in answers.languages():
        folder = root / "domain" / language
        asks = f"  {question.id}: {json.dumps(question.asks[language], ensure_ascii=False)}"
        _insert(folder / f"{answers.ASKS}.yml", f"  {question.topic}/", asks)
        _add_response(folder / f"{question.topic}.yml", question, language)


def _insert(file: Path, like: str, line: str) -> None:
    """Puts a line behind the last entry that begins alike, and its own lines."""
    lines = file.read_text(encoding="utf-8").splitlines()
    indent = len(like) - len(like.lstrip())
    last = max(place for place, one in enumerate(lines) if one.startswith(like))
    after = last + 1
    while after < len(lines) and len(lines[after]) - len(lines[after].lstrip()) > indent:
        after += 1
    file.write_text("\n".join([*lines[:after], line, *lines[after:]]) + "\n", encoding="utf-8")


def _add_response(file: Path, question: NewQuestion, language: str) -> None:
    content = file.read_text(encoding="utf-8")
    before, begin, responses = content.partition("responses:\n")
    own, *others = re.split(r"^(?=\S)", responses, maxsplit=1, flags=re.MULTILINE)
    sections = answers.topics(language)[question.topic].sections
    text = "\n".join(f"      {line}" for line in question.answers[language].split("\n"))
    facts = [*(["open: true"] if question.open else []), f"sections: {json.dumps(list(sections), ensure_ascii=False)}"]
    response = f"  {answers.RESPONSE}{question.id}:\n  - text: |-\n{text}\n    metadata:\n"
    response += "".join(f"      {fact}\n" for fact in facts)
    file.write_text(f"{before}{begin}{own.rstrip()}\n{response}{''.join(others)}", encoding="utf-8")
    read = answers.read_file(file)["responses"].get(f"{answers.RESPONSE}{question.id}", [{}])[0]
    if read.get("text") != question.answers[language]:
        raise ValueError(f"{question.id} would not be read back as it is written")
