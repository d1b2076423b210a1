"""Asks the actions as the engine does, and reads what they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from rasa_sdk.executor import ActionExecutor

from protocol.turn import ActionContext, Entity, PreviousTurn
from renewals import answers
from renewals.store.database import Sessions
from renewals.store.tables import Conversation
from tests.actions.test_actions import asked

ACTIONS = {
    "how-to-renew",
    "regional-contact",
    "contract-expiry",
    "contract-list",
    "expiring-contracts",
    "contract-coverage",
    "account-overview",
    "renewal-owner",
    "renewal-quote",
    "handoff",
    "cancel",
    "switch-language",
    "out-of-scope",
}


async def reply_to(
    question: str,
    conversation: str = "stranger",
    text: str = "",
    language: str = "en",
    entities: dict[str, str] | None = None,
    previous: PreviousTurn | None = None,
    decided_by: str = "words",
    products: Sequence[str] = (),
    **slots: object,
) -> dict[str, Any]:
    """The reply to a question (`topic/question`), by the action that the engine calls for it; `products` are those that
    the text names.
    """
    topic = question.partition("/")[0]
    action = f"action_{topic.replace('-', '_')}" if topic in ACTIONS else "action_question"
    context = ActionContext(previous or PreviousTurn(), decided_by, question=question if "/" in question else None)
    call = asked(action, conversation, text, language, entities, context, **slots)
    named = ({"entity": "product", "value": product, "start": 0, "end": 0} for product in products)
    call["tracker"]["latest_message"]["entities"] += named
    call["tracker"]["latest_message"]["intent"] = {"name": topic, "confidence": 0.9}
    result = await executor().run(call)
    assert result is not None
    last: dict[str, Any] = result.model_dump()["responses"][-1]
    assert last["kind"] != "error"
    return last


@cache
def executor() -> ActionExecutor:
    """All actions, as their server has them."""
    made = ActionExecutor()
    made.register_package("actions")
    return made


def text_of(question: str, language: str = "en") -> str:
    said = answers.answer_to(language, question)
    assert said
    return said.text


def labels(reply: dict[str, Any]) -> list[str]:
    return [button["title"] for button in reply["buttons"]]


def said_before(question: str, reply: str) -> PreviousTurn:
    topic = question.partition("/")[0]
    return PreviousTurn(
        text="the same",
        topic=topic,
        reply=reply,
        reply_topic=topic,
        topic_question=question,
        entities=(Entity("x", "y"),),
    )


def speaks(database: Sessions, conversation: str, identity: str) -> None:
    """Begins the conversation of somebody who has shown who they are."""
    now = datetime.now(UTC)
    with database.begin() as session:
        session.add(
            Conversation(
                id=conversation,
                token_hash=conversation,
                language="en",
                identity=identity,
                created_at=now,
                expires_at=now,
            )
        )
