"""A language model of the company's own, where there is one: it chooses among topics that are close.

It never writes what a person reads.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Collection, Dict, List, Mapping, Optional

import aiohttp

from nlu.dialogue.prediction import MOST_OFFERS
from nlu.dialogue.questions import LLM, question_of
from nlu.dialogue.turn import OUT_OF_SCOPE, RANKING_LENGTH, Decision, Turn
from nlu.encoder.examples import read_button_examples
from nlu.encoder.sentence_encoder import WEIGHTS
from nlu.text.masking import impersonal
from nlu.text.truncate import truncate

ROOT = Path(__file__).resolve().parent.parent.parent
# Only where one of these stages decided is the model asked: nothing was sure.
UNSURE = {"best_with_offers", "disambiguation", "low_confidence", "continuation"}
NONE = "none"
MOST_CANDIDATES, SECONDS, MOST_TOKENS = 6, 2.0, 30
PROMPT = (
    "You sort messages that customers send to an assistant on renewing maintenance and subscriptions. "
    "Choose the one topic that the last message is about, or none. Topics, each with a question that asks for it:"
)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """Where the model is (an address to which `/chat/completions` is added), its name there, and the key, if it wants
    one.
    """

    url: str
    model: str = "default"
    key: str = ""

    @classmethod
    def from_environment(cls) -> Optional[Settings]:
        """None where no model is set."""
        url = os.environ.get("RENEWALS_LLM_URL", "").rstrip("/")
        return (
            cls(url, os.environ.get("RENEWALS_LLM_MODEL") or "default", os.environ.get("RENEWALS_LLM_KEY", ""))
            if url
            else None
        )


@dataclass(frozen=True)
class Opinion:
    """The decision after the model was asked; `failed`: it did not answer as it should, and the decision is the one
    before.
    """

    decision: Decision
    failed: bool = False


class Llm:
    """Asks the model about decisions of which nothing was sure."""

    def __init__(self, settings: Settings, asks_for: Mapping[str, str], known_words: Collection[str]) -> None:
        """`asks_for`: by topic, a question that asks for it; `known_words`: words that are no names
        (nlu/text/masking.py).
        """
        self._settings, self._asks_for, self._known_words = settings, asks_for, known_words

    @classmethod
    def load(cls) -> Optional[Llm]:
        """None where no model is set."""
        settings = Settings.from_environment()
        if settings is None:
            return None
        words = json.loads((WEIGHTS / "tfidf.json").read_text(encoding="utf-8"))["words"]
        return cls(settings, {one.label: one.text for one in read_button_examples(ROOT / "domain")}, words)

    async def second_opinion(self, turn: Turn, decision: Decision) -> Opinion:
        """The decision for the topic that the model chose, or out of scope where it chose none; the one before where it
        was sure or the model failed.
        """
        candidates = self._candidates(turn)
        if decision.by not in UNSURE or turn.foreign or not candidates:
            return Opinion(decision)
        try:
            chosen = await asyncio.wait_for(self._ask(self._request(turn, candidates)), SECONDS)
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError, KeyError, IndexError, TypeError) as problem:
            # The answer may quote the message: its kind alone is told.
            logger.warning("The language model failed: %s", type(problem).__name__)
            return Opinion(decision, failed=True)
        if chosen != NONE and chosen not in candidates:
            logger.warning("The language model chose no candidate")
            return Opinion(decision, failed=True)
        return Opinion(_decided(turn, decision, OUT_OF_SCOPE if chosen == NONE else chosen))

    def _candidates(self, turn: Turn) -> List[str]:
        aside = turn.rules.small_talk
        return [topic for topic, _ in turn.ranking if topic not in aside and topic in self._asks_for][:MOST_CANDIDATES]

    def _request(self, turn: Turn, candidates: List[str]) -> Dict[str, Any]:
        topics = "\n".join(f"- {topic}: {self._asks_for[topic]}" for topic in candidates)
        said = self._masked(turn.text, turn)
        before = self._masked(turn.previous.text, turn) if turn.previous.text else ""
        asked = (
            (f"Before (answered: {turn.previous.topic}): {before}\nLast message: {said}")
            if before
            else f"Last message: {said}"
        )
        schema = {
            "type": "object",
            "properties": {"topic": {"type": "string", "enum": [*candidates, NONE]}},
            "required": ["topic"],
            "additionalProperties": False,
        }
        return {
            "model": self._settings.model,
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "messages": [{"role": "system", "content": f"{PROMPT}\n{topics}"}, {"role": "user", "content": asked}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "topic", "strict": True, "schema": schema},
            },
        }

    def _masked(self, text: str, turn: Turn) -> str:
        entities = turn.entities if text == turn.text else turn.previous.entities
        return truncate(impersonal(text, entities, self._known_words))

    async def _ask(self, body: Dict[str, Any]) -> str:
        headers = {"Authorization": f"Bearer {self._settings.key}"} if self._settings.key else {}
        address = f"{self._settings.url}/chat/completions"
        async with aiohttp.ClientSession(headers=headers) as client, client.post(address, json=body) as answer:
            answer.raise_for_status()
            told = await answer.json(content_type=None)
        return str(json.loads(told["choices"][0]["message"]["content"])["topic"])


def _decided(turn: Turn, before: Decision, topic: str) -> Decision:
    ranking = turn.ranking[:RANKING_LENGTH]
    others = [other for other in (before.topic, *before.offers) if other not in turn.rules.small_talk | {topic}]
    offers = () if topic == OUT_OF_SCOPE else tuple(others[:MOST_OFFERS])
    decision = Decision(
        topic, LLM, turn.probability(topic), turn.text, turn.entities, ranking, rule=False, offers=offers
    )
    chosen = replace(decision, question=question_of(turn, decision))
    return replace(chosen, trace=(*before.trace, chosen.own_stage))
