"""The examples that the encoder learns from: single messages, and follow-ups with the message before."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Dict, Iterator, List, Sequence, Tuple

import yaml

from nlu.encoder.vocabulary import without_accents
from nlu.text.context import context_of
from renewals import vendor

# The question in what `context_of` writes: "late renewal, fee: is there a fee?".
_QUESTION = re.compile(r"^([^:,]*), [^:]*:")


@dataclass(frozen=True)
class Example:
    """A message and its label: a topic, or one question of it (`topic/question`).

    `context`: what went before (nlu/text/context.py).
    """

    text: str
    label: str
    language: str
    context: str = ""


def read_examples(folder: Path) -> List[Example]:
    """The examples of data/nlu/<language>/*.yml, Rasa's training data: messages under their topic or question."""
    return [one for file in sorted(folder.glob("*/*.yml")) for one in _examples_of(file)]


def _examples_of(file: Path) -> Iterator[Example]:
    for part in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
        for line in part["examples"].splitlines():
            text = line.strip()[1:].strip()
            if text:
                yield Example(text, part["intent"], file.parent.name)


def read_button_examples(domain: Path) -> List[Example]:
    """For each topic the sentence that its button says (domain/<language>/<topic>.yml), in each language."""
    intents = yaml.safe_load((domain / "domain.yml").read_text(encoding="utf-8"))["intents"]
    topics = {intent if isinstance(intent, str) else next(iter(intent)) for intent in intents}
    found: List[Example] = []
    for file in sorted(domain.glob("*/*.yml")):
        content = vendor.with_names(yaml.safe_load(file.read_text(encoding="utf-8")), vendor.names(file.parent))
        response: Dict[str, Any] = content.get("responses", {}).get(f"utter_{file.stem}", [{}])[0]
        said = (content.get("about") or response.get("metadata") or {}).get("say")
        if file.stem in topics and said:
            found.append(Example(said, file.stem, file.parent.name))
    return found


def read_follow_ups(folder: Path) -> List[Example]:
    """The follow-ups of data/follow_ups/<language>.jsonl: `after` (the previous message), its `topic`, then `text` and
    `label`.
    """
    found: List[Example] = []
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            kept = json.loads(line)
            found.append(Example(kept["text"], kept["label"], file.stem, context_of(kept["topic"], kept["after"])))
    return found


def with_unrelated_context(examples: Sequence[Example], share: float, chance: random.Random) -> List[Example]:
    """A share of single messages after an unrelated one, so that a message that says all is not drawn to what went
    before.
    """
    mixed: List[Example] = []
    for example in examples:
        if not example.context and chance.random() < share:
            other = chance.choice(examples)
            if not other.context and other.language == example.language:
                example = replace(example, context=context_of(other.label.split("/")[0], other.text))
        mixed.append(example)
    return mixed


def less_told(context: str, chance: random.Random) -> str:
    """What went before, half of the time without the question: of some answers only the topic is known."""
    return _QUESTION.sub(r"\1:", context, count=1) if chance.random() < 0.5 else context


def as_typed(text: str, chance: random.Random) -> str:
    """The text as another hand might type it: now and then in lower case, without accents or apostrophes, with a slip
    of a finger.
    """
    if chance.random() < 0.25:
        text = text.lower()
    if chance.random() < 0.15:
        text = without_accents(text)
    if chance.random() < 0.1:
        text = text.replace("'", "").replace("\u2019", "")
    if chance.random() < 0.1:
        text = text.rstrip("?.! ")
    return _with_slip(text, chance) if chance.random() < 0.12 else text


def _with_slip(text: str, chance: random.Random) -> str:
    letters = [place for place, letter in enumerate(text[:-1]) if letter.isalpha() and text[place + 1].isalpha()]
    if not letters:
        return text
    place = chance.choice(letters)
    kinds: Tuple[str, ...] = (
        text[:place] + text[place + 1] + text[place] + text[place + 2 :],  # two letters changed places
        text[:place] + text[place + 1 :],  # one is missing
        text[:place] + text[place] + text[place:],  # one came twice
    )
    return chance.choice(kinds)
