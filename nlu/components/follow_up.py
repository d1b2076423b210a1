"""Understands a message by what it follows: a bare country, "and for hardware?", "who do I write to then?", "and for Acme?", "what does it cover?"."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.before import topic_of
from nlu.components.topic_classifier import BY_ITSELF
from nlu.leaning import LITTLE_WORDS, RULES, SMALL_TALK, Words, holds, telling, words
from nlu.wording import replaced

Entity = Dict[str, Any]
# What few words may be asked of: "who do I write to? I'm in Brazil", "how much for the cloud?". An offering is none: it is what a message asks about.
ASKED_OF = {"country", "product_kind", "product", "contract_number"}
# The message names what it is about; "it" then is that.
NAMES_SOMETHING = {"contract_number", "product", "offering", "period", "filter", "name"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FollowUp(GraphComponent):
    """Decides the topic of a message that says little by itself, by the topic before (nlu/follow_ups.yml).

    The channel tells with each message the topic `before` it and the `contract` that was told. A name that no list knows becomes the entity `name`.
    """

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> FollowUp:
        return cls(RULES)

    def __init__(self, rules: Dict[str, Any]) -> None:
        self._families: List[Dict[str, Any]] = rules["families"]
        self._several: Dict[str, str] = rules["several"]
        self._own_topic: Dict[str, str] = rules["alone"]
        self._bare_kinds = {telling(said): kind for kind, wordings in rules["bare_kinds"].items() for said in wordings}
        self._phrases = [{**rule, "said": {telling(said) for said in rule["said"]}} for rule in rules["phrases"]]
        self._named: Dict[str, Any] = rules["named"]
        self._sure = [words(said) for said in self._named["sure"]]
        self._unsure = [words(said) for said in self._named["unsure"]]
        self._it: Dict[str, Any] = rules["it"]
        self._it_said = [words(said) for said in self._it["said"]]
        self._questioning = {words(word)[0] for word in rules["question_words"]}

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            known = message.get("metadata") or {}
            if not known.get("foreign") and message.get(TEXT):
                self._lean(message, known.get("before"), known.get("contract"))
        return messages

    def _lean(self, message: Message, before: Optional[str], contract: Optional[str]) -> None:
        text, entities = message.get(TEXT), [one for one in message.get(ENTITIES) or [] if one["entity"] != "language"]
        topic = self.topic(text, entities or self._bare_kind(text), before) or self._asked_in_few_words(text, entities, before)
        if topic is None:
            name = self._name(text, entities, before, message.get(BY_ITSELF) or (None, 0.0))
            if name:
                topic = before
                _add(message, "name", name)
        if topic:
            message.set(INTENT, {INTENT_NAME_KEY: topic, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
        if contract and self._says_it(text, entities):
            self._ask_of_it(message, contract)

    def _ask_of_it(self, message: Message, contract: str) -> None:
        understood = message.get(INTENT) or {}
        # Of two close topics, that contract makes the likelier one sure enough.
        likeliest = topic_of({INTENT: understood, INTENT_RANKING_KEY: message.get(INTENT_RANKING_KEY)})
        topic = self._it["instead"].get(likeliest, likeliest)
        if topic in self._it["topics"]:
            message.set(INTENT, {**understood, INTENT_NAME_KEY: topic}, add_to_output=True)
            _add(message, "contract_number", contract)

    def topic(self, text: str, entities: List[Entity], before: Optional[str]) -> Optional[str]:
        """The topic that an entity with little beside it leads to, or None where the message says enough by itself."""
        if len({entity["entity"] for entity in entities}) != 1:
            return None
        entity = entities[0]
        if len({one["value"] for one in entities}) > 1 and entity["entity"] in self._several:
            return self._several[entity["entity"]]
        if telling(_without(text, entities)):
            return None
        for family in self._families:
            if before in family["after"] and entity["entity"] == family["entity"]:
                return family["topic"] if "topic" in family else family["topics"].get(entity["value"])
        return self._own_topic.get(entity["entity"])

    def _bare_kind(self, text: str) -> List[Entity]:
        """A kind of product in words that mean it only where they stand alone, as if it were named."""
        kind = self._bare_kinds.get(telling(text))
        return [{"entity": "product_kind", "value": kind, "start": 0, "end": len(text)}] if kind else []

    def _asked_in_few_words(self, text: str, entities: List[Entity], before: Optional[str]) -> Optional[str]:
        said = telling(_without(text, entities))
        if not said or not ASKED_OF.issuperset(entity["entity"] for entity in entities):
            return None
        fitting = (rule for rule in self._phrases if said in rule["said"] and ("after" not in rule or before in rule["after"]))
        return next((rule["topic"] for rule in fitting), None)

    def _name(self, text: str, entities: List[Entity], before: Optional[str], understood: Tuple[Optional[str], float]) -> Optional[str]:
        """What "and for …?" names, as it was written."""
        # A firm may be named after its city; a place alone is none.
        if (
            before not in self._named["after"]
            or any(one["entity"] != "country" for one in entities)
            or (entities and not telling(_without(text, entities)))
        ):
            return None
        said = words(text)
        for beginnings, sure in ((self._sure, True), (self._unsure, False)):
            begun = max((len(one) for one in beginnings if said[: len(one)] == one), default=0)
            named = said[begun:]
            if begun and self._is_a_name(named) and not self._understood_by_itself(understood, sure, named[0] in LITTLE_WORDS):
                return _as_written(text, named)
        return None

    def _is_a_name(self, said: Words) -> bool:
        return (
            0 < len(said) <= self._named["longest"]
            and not all(word in LITTLE_WORDS for word in said)
            and not self._questioning.intersection(said)
        )

    def _understood_by_itself(self, understood: Tuple[Optional[str], float], sure: bool, article: bool) -> bool:
        topic, likely = understood
        if topic in ("account-overview", "out-of-scope") or (sure and topic in SMALL_TALK):
            return False
        looks_like_a_name = sure and not article and topic in self._named["after"]
        return bool(likely >= self._named["surely_understood" if looks_like_a_name else "understood"])

    def _says_it(self, text: str, entities: List[Entity]) -> bool:
        said = words(text)
        named = NAMES_SOMETHING.intersection(one["entity"] for one in entities)
        return len(said) <= self._it["longest"] and not named and holds(said, self._it_said)


def _without(text: str, entities: List[Entity]) -> str:
    return replaced(text, [(one["start"], one["end"], " ") for one in entities])


def _add(message: Message, entity: str, value: str) -> None:
    found = {"entity": entity, "value": value, "start": 0, "end": 0, "extractor": "FollowUp"}
    message.set(ENTITIES, (message.get(ENTITIES) or []) + [found], add_to_output=True)


def _as_written(text: str, last: Words) -> str:
    """The end of a text that holds these words, without the punctuation around it."""
    written = text.split()
    missing = len(last)
    for start in range(len(written) - 1, -1, -1):
        missing -= len(words(written[start]))
        if missing <= 0:
            ending = " ".join(written[start:])
            return ending.strip(" ?!.,;:") if words(ending) == last else " ".join(last)
    return " ".join(last)
