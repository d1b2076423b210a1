"""Random conversations with the running product: whatever is said, in whatever order, nothing goes to a team without a
wish or a yes.

What a message means is read from the label that people gave it, not from what the product made of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluation.decisions import ADDRESSES, CUSTOMER, SETS
from renewals import answers
from tests.stack import Chat, Stack

CONVERSATIONS = int(os.environ.get("RANDOM_CONVERSATIONS", "10000"))
BUTTONS = 4
LABELLED = [
    row
    for language in answers.languages()
    for name in (language, f"development.{language}", f"blind.{language}")
    for row in map(json.loads, (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
]


@dataclass(frozen=True)
class Press:
    """A press on one of the buttons that the last reply showed."""

    button: int


@dataclass(frozen=True)
class Typed:
    """A labelled message."""

    text: str
    topics: tuple[str, ...]


def typed(row: dict[str, Any]) -> Typed:
    return Typed(row["text"], tuple([row["topic"]] if isinstance(row["topic"], str) else row["topic"]))


def of_language(language: str) -> st.SearchStrategy[list[Typed | Press]]:
    rows = [typed(row) for row in LABELLED if row["language"] == language]
    # Answers to questions stand for what people type most; buttons lead deepest.
    answered = [row for row in rows if row.topics[0] in ("affirm", "deny", "regional-contact", "handoff")]
    step = st.one_of(st.sampled_from(rows), st.sampled_from(answered), st.builds(Press, st.integers(0, BUTTONS)))
    return st.lists(step, min_size=2, max_size=6)


@dataclass
class Consent:
    """What the customer has agreed to so far, by the labels of what they said."""

    asked: bool = False
    standing: bool = False
    reference: str | None = None

    def hears(self, said: Typed, replies: Sequence[dict[str, Any]]) -> str | None:
        """The reference of a request that was made without a wish or a yes; nothing where all is well."""
        made = [
            data["reference"]
            for reply in replies
            if "reference" in (data := reply["data"] or {}) and data["reference"] != self.reference
        ]
        agreed = "handoff" in said.topics or (self.asked and "affirm" in said.topics) or self.standing
        asks = [data for reply in replies if (data := reply["data"] or {}).get("asks")]
        self.asked = any(one["asks"] == "hand-off" for one in asks)
        self.standing = agreed and any(one["asks"] == "country" for one in asks)
        if made:
            self.reference = made[-1]
        return made[-1] if made and not agreed else None


def pressed(press: Press, replies: Sequence[dict[str, Any]]) -> Typed | None:
    buttons = [button for reply in replies for button in reply["buttons"]]
    if not buttons:
        return None
    button = buttons[press.button % len(buttons)]
    # A message may have changed the language, so that the buttons are in the other one.
    spoken = [answers.topics(one) for one in answers.languages()]
    # A press on "Talk to a person" is a wish, whatever sentence it stands for.
    if any(topics["handoff"].title == button["label"] or topics["handoff"].say == button["say"] for topics in spoken):
        return Typed(button["say"], ("handoff",))
    return Typed(button["say"], ("affirm",) if any(button["say"] == topics["affirm"].say for topics in spoken) else ())


def talked(chat: Chat, steps: Sequence[Typed | Press]) -> str | None:
    """What was said when a request was made that nobody wanted; nothing where all is well."""
    consent = Consent()
    replies: list[Any] = []
    said_before: list[Any] = []
    for step in steps:
        said = pressed(step, replies) if isinstance(step, Press) else step
        if said is None:
            continue
        said_before.append(said.text)
        replies = chat.say(said.text)["replies"]
        if reference := consent.hears(said, replies):
            return f"{reference} after {said_before}"
    return None


@pytest.mark.long
@pytest.mark.parametrize("language", answers.languages())
@pytest.mark.parametrize("person", [None, ADDRESSES[CUSTOMER]], ids=["a visitor", "a customer"])
def test_no_request_is_made_without_a_wish_or_a_yes(stack: Stack, language: str, person: str | None) -> None:
    @settings(max_examples=CONVERSATIONS // (2 * len(answers.languages())))
    @given(of_language(language))
    def all_is_well(steps: list[Typed | Press]) -> None:
        chat = stack.chat_as(person, language=language) if person else stack.chat(language=language)
        assert talked(chat, steps) is None

    all_is_well()
