"""Reads the domain with one folder a language, so that a further language is a matter of adding files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional

import rasa.shared.utils.io
from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder.examples import read_button_examples
from renewals import vendor

Responses = Dict[str, List[Dict[str, Any]]]
# In an example's metadata: the question within its topic (`topic/question`).
QUESTION = "question"
# In an example's metadata: it is what a button says.
BUTTON = "button"


class MultilingualImporter(RasaFileImporter):
    """Reads `domain/*.yml` as Rasa does, and `domain/<language>/*.yml` as what is said in that language.

    Rasa merges domain files by overwriting a response that two files define. Here the files of the languages each add a
    variation of the same response, chosen when the slot `language` has the folder's name.
    """

    def get_domain(self) -> Domain:
        if not self._domain_path:
            return Domain.empty()
        root = Path(self._domain_path if isinstance(self._domain_path, str) else self._domain_path[0])
        domain = Domain.empty()
        for file in sorted(root.glob("*.yml")):
            domain = domain.merge(Domain.from_file(str(file)))
        return domain.merge(Domain.from_dict({"responses": _responses(root)}))

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """The examples under data/nlu/<language>/, and for each topic the sentence that its button says: pressing a
        button must lead to its topic.

        An example tells in its metadata the question within its topic, where the file labels it so
        (`late-renewal/fee`). To Rasa it is an example of the topic: a retrieval intent would need a response action of
        its own, also for topics that an action answers.
        """
        root = Path(self._domain_path if isinstance(self._domain_path, str) else self._domain_path[0])
        buttons = [Message.build(text=one.text, intent=one.label) for one in read_button_examples(root)]
        for button in buttons:
            button.set("metadata", {BUTTON: True})
        read = super().get_nlu_data(language)
        for example in read.training_examples:
            asked = example.data.pop(INTENT_RESPONSE_KEY, None)
            if asked:
                example.set("metadata", {**(example.get("metadata") or {}), QUESTION: asked})
        return TrainingData([*buttons, *read.training_examples])


def _responses(root: Path) -> Responses:
    responses: Responses = {}
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        names = vendor.names(folder)
        for file in sorted(folder.glob("*.yml")):
            content = vendor.with_names(rasa.shared.utils.io.read_yaml_file(file), names)
            for name, variations in content.get("responses", {}).items():
                # Answers to questions (`utter_late-renewal/fee`) are said by actions, which read them themselves.
                for variation in variations if "/" not in name else ():
                    in_language = {"type": "slot", "name": "language", "value": folder.name}
                    responses.setdefault(name, []).append(
                        {**variation, "condition": [*variation.get("condition", []), in_language]}
                    )
    return responses
