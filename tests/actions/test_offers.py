"""Topics that may have been meant as well, offered beside an answer; and what is offered for what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from protocol.turn import ActionContext, PreviousTurn
from renewals import answers
from renewals.store.database import Sessions
from tests.actions.test_actions import asked


async def reply_to(
    action: str,
    topic: str,
    *offers: str,
    conversation: str = "stranger",
    language: str = "en",
    question: str | None = None,
    ranking: tuple[tuple[str, float], ...] = (),
) -> dict[str, Any]:
    context = ActionContext(PreviousTurn(), "best_with_offers", question=question, offers=offers)
    call = asked(action, conversation, "a message", language, None, context)
    call["tracker"]["latest_message"]["intent"] = {"name": topic, "confidence": 0.4}
    call["tracker"]["latest_message"]["intent_ranking"] = [
        {"name": name, "confidence": likely} for name, likely in ranking
    ]
    executor = ActionExecutor()
    executor.register_package("actions")
    result = await executor.run(call)
    assert result is not None
    last: dict[str, Any] = result.model_dump()["responses"][-1]
    return last


@pytest.mark.parametrize("language", answers.languages())
@pytest.mark.parametrize("question", [None, "late-renewal/fee"])
async def test_what_may_have_been_meant_is_offered_last_by_its_topic(
    shown: Sessions, language: str, question: str | None
) -> None:
    reply = await reply_to(
        "action_question", "late-renewal", "compliance", "find-partner", language=language, question=question
    )
    topics = answers.topics(language)
    offered = [topics["compliance"], topics["find-partner"]]
    label = [answers.phrase(language, "which-one", "did-you-mean", title=topic.title) for topic in offered]
    assert [button["title"] for button in reply["buttons"][-2:]] == label
    assert [button["payload"] for button in reply["buttons"][-2:]] == [topic.say for topic in offered]
    assert len(reply["buttons"]) <= 5
    assert all(len(text) <= 75 for text in label)


async def test_the_card_of_a_topic_stays_as_it_is_beside_offers(shown: Sessions) -> None:
    reply = await reply_to("action_question", "late-renewal", "compliance")
    assert (reply["text"], reply["topic"]) == (answers.topics("en")["late-renewal"].answer, "late-renewal")


async def test_what_a_reply_offers_anyway_is_not_offered_twice(shown: Sessions) -> None:
    plain = await reply_to("action_question", "late-renewal")
    assert "How do I renew?" in [button["payload"] for button in plain["buttons"]]
    reply = await reply_to("action_question", "late-renewal", "how-to-renew")
    assert reply["buttons"] == plain["buttons"]


NEAR = (
    ("out-of-scope", 0.4),
    ("thanks", 0.2),
    ("account-overview", 0.1),
    ("compliance", 0.09),
    ("late-renewal", 0.08),
    ("auto-renewal", 0.05),
    ("find-partner", 0.04),
    ("self-help", 0.035),
)


async def test_what_is_refused_offers_the_four_nearest_topics_and_a_person(shown: Sessions) -> None:
    reply = await reply_to("action_out_of_scope", "out-of-scope", ranking=NEAR)
    topics = answers.topics("en")
    near = ["compliance", "late-renewal", "auto-renewal", "find-partner", "handoff"]
    assert [button["payload"] for button in reply["buttons"]] == [topics[topic].say for topic in near]


async def test_accounts_are_offered_to_those_who_sell(territory: Sessions) -> None:
    reply = await reply_to("action_out_of_scope", "out-of-scope", conversation="mona", ranking=NEAR[:4])
    assert reply["buttons"][0]["payload"] == answers.topics("en")["account-overview"].say
