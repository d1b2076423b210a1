"""How a message was understood, told to holders of an API key; and the record of all decisions, which no change may alter unseen."""

from __future__ import annotations

import pytest
from stack import Chat, Stack, identity_token

from bot.evaluation import decisions
from renewals import answers

CLAIRE, PAUL = "claire.martin@contoso.example", "paul.durand@vendor.example"
KEY = "ticket-form-key"
# Of all messages; a model that learned on another machine decides a few close ones otherwise.
LIKELY_NOISE = 0.003


def explained(chat: Chat, text: str, key: str | None = KEY) -> dict[str, object]:
    headers = chat.headers | ({"X-API-Key": key} if key else {})
    answer = chat.client.post(f"/api/v1/conversations/{chat.id}/messages", json={"text": text}, headers=headers, params={"explain": 1})
    understood: dict[str, object] = answer.json().get("understood") or {"status": answer.status_code}
    return understood


def decided_by(chat: Chat, text: str) -> object:
    return explained(chat, text)["decided_by"]


def test_an_answer_tells_the_stages_and_the_one_that_decided(stack: Stack) -> None:
    understood = explained(stack.chat(language="en"), "how do I cancel automatic renewal?")
    ((first, *_),) = understood["trace"]  # type: ignore[misc]
    assert (understood["topic"], first["topic"]) == ("cancel-auto-renewal", "cancel-auto-renewal")
    assert first["stage"] in {"tfidf", "fast_encoder", "accurate_encoder"}
    assert len(first["ranking"]) == 3


@pytest.mark.parametrize("key", [None, "wrong", "clé"])
def test_nobody_without_a_key_is_told(stack: Stack, key: str | None) -> None:
    headers = {"X-API-Key": key.encode()} if key else {}
    chat = stack.chat(language="en")
    answer = chat.client.post(
        f"/api/v1/conversations/{chat.id}/messages", json={"text": "hello"}, headers={**chat.headers, **headers}, params={"explain": 1}
    )
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:renewals:problem:bad-explain-key")
    assert "understood" not in chat.say("hello")
    assert len(chat.transcript()) == 2


def test_a_rule_of_the_dialogue_says_that_it_decided(stack: Stack) -> None:
    chat = stack.chat(language="en")
    chat.say("I want to talk to a person")
    assert decided_by(chat, "Japan") in {"pending_topic", "pending_question"}
    assert decided_by(stack.chat(language="fr"), "Belgique") == "carry_over"
    chat = stack.chat_as(CLAIRE, language="en")
    chat.say("when does contract C-100235 end?")
    assert decided_by(chat, "what does it cover?") == "anaphora"


def test_each_question_of_a_message_has_its_own_stages(stack: Stack) -> None:
    understood = explained(stack.chat(language="en"), "What is Premium Support? When is technical support open?")
    assert len(understood["trace"]) == 2  # type: ignore[arg-type]


def test_every_decision_is_the_recorded_one(stack: Stack) -> None:
    tokens = {decisions.CUSTOMER: identity_token(CLAIRE, 3500), decisions.REP: identity_token(PAUL, 3500)}
    now = decisions.play(stack.address, KEY, tokens, decisions.scripts())
    found = decisions.differences(now, decisions.load())
    assert set(answers.languages()) <= {one.set for one in now}
    assert len(found) <= LIKELY_NOISE * len(now), "\n".join(found)
