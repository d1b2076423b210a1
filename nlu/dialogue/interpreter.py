"""Reads one text by itself: what it names, and which topics it may be about."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

from nlu.dialogue.lexicon import Lexicon
from nlu.dialogue.spelling import Spelling
from nlu.dialogue.split import Splitter
from nlu.dialogue.turn import BUTTON, OUT_OF_SCOPE, Interpretation
from nlu.encoder.sentence_encoder import SentenceEncoder
from nlu.entities.gazetteer import Gazetteer
from nlu.intents.classifier import STAGE, Classifier, Options
from nlu.text.context import context_of
from nlu.text.normalize import mask_numbers
from protocol.turn import Entity

FOREIGN, MENDED = "foreign_language", "spelling"
# How likely the best topic of a text with its misspelt words mended must be; as it is typed, the text is refused.
SURE_WHEN_MENDED = 0.6
# So many questions of a message are read: two more than are answered (nlu/engine/channel.py), for each takes as long as
# a message.
MAX_PARTS = 5


class Buttons:
    """What the buttons of topics say: a text that is one of these sentences asks for that topic in general."""

    FILE = "buttons.json"

    def __init__(self, topics: Mapping[str, str]) -> None:
        """`topics`: by sentence."""
        self._topics = dict(topics)

    def topic_of(self, text: str) -> Optional[str]:
        return self._topics.get(text.strip())

    def save(self, folder: Path) -> None:
        (folder / self.FILE).write_text(json.dumps(self._topics), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Buttons:
        return cls(json.loads((folder / cls.FILE).read_text(encoding="utf-8")))


class Interpreter:
    """Gazetteer and classifier together. Knows nothing of what was said before (nlu/dialogue/decide.py does)."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        classifier: Classifier,
        lexicon: Lexicon,
        options: Options,
        buttons: Buttons,
        spelling: Optional[Spelling] = None,
    ) -> None:
        self._gazetteer = gazetteer
        self._classifier = classifier
        self._splitter = Splitter(lexicon)
        self._options = options
        self._buttons = buttons
        self._spelling = spelling

    def interpret(self, text: str, context: str = "", foreign: bool = False) -> Interpretation:
        """A text after what `context` tells (nlu/text/context.py); a `foreign` one is out of scope: the assistant does
        not answer in its language.
        """
        entities = self._gazetteer.find(text)
        masked = mask_numbers(text, entities)
        if foreign or not masked.strip():
            return Interpretation(text, entities, ((OUT_OF_SCOPE, 1.0),), FOREIGN)
        topic = self._buttons.topic_of(text)
        if topic is not None:
            return Interpretation(text, entities, ((topic, 1.0),), BUTTON, ((topic, 1.0),))
        ranked, stage = self._classifier.rank(masked, context, self._options), STAGE
        mended = self._spelling.mended(masked) if self._spelling and ranked.topics[0][0] == OUT_OF_SCOPE else None
        if mended:
            again = self._classifier.rank(mended, context, self._options)
            topic, likely = again.topics[0]
            if topic != OUT_OF_SCOPE and likely >= SURE_WHEN_MENDED:
                ranked, stage = again, MENDED
        return Interpretation(text, entities, ranked.topics, stage, ranked.labels)

    def parts(self, text: str, context: str = "", foreign: bool = False) -> List[Interpretation]:
        """Each question of a message, after what went before or after the question before it; none where the message is
        one question.
        """
        parts = self._splitter.parts(text)[:MAX_PARTS]
        if len(parts) < 2:
            return []
        found: List[Interpretation] = []
        for part in parts:
            found.append(self.interpret(part, context, foreign))
            context = context_of(found[-1].ranking[0][0], part)
        return found


def load_interpreter(folder: Path, lexicon: Lexicon, options: Options) -> Interpreter:
    """The interpreter that was stored with a model."""
    classifier = Classifier.load(folder, SentenceEncoder.load())
    buttons, spelling = Buttons.load(folder), Spelling.load(folder)
    return Interpreter(Gazetteer.load(folder), classifier, lexicon, options, buttons, spelling)


def interpretation_to_json(interpretation: Interpretation) -> Dict[str, Any]:
    """As it travels in Rasa's parse data."""
    rankings = {name: [list(pair) for pair in getattr(interpretation, name)] for name in ("ranking", "questions")}
    return {**asdict(interpretation), **rankings}


def interpretation_from_json(values: Mapping[str, Any]) -> Interpretation:
    """The reverse of `interpretation_to_json`."""
    entities = tuple(Entity(**one) for one in values["entities"])
    ranking, questions = (
        tuple((name, likely) for name, likely in values.get(kind) or ()) for kind in ("ranking", "questions")
    )
    return Interpretation(values["text"], entities, ranking, values["stage"], questions)
