"""How a message was understood, told to holders of an API key; and the record of all decisions, which no change may
alter unseen.
"""

from __future__ import annotations

import pytest

from bot.evaluation import decisions
from renewals import answers
from tests.api.labelled import PlayedSets
from tests.stack import API_KEY, Stack

CLAIRE = decisions.ADDRESSES[decisions.CUSTOMER]
# Of all messages; a model that learned on another machine decides a few close ones otherwise.
LIKELY_NOISE = 0.003


def test_an_answer_tells_the_stages_and_the_one_that_decided(stack: Stack) -> None:
    understood = stack.chat(language="en").explained("how do I cancel automatic renewal?")
    ((first, *_),) = understood["trace"]
    assert (understood["topic"], first["topic"]) == ("cancel-auto-renewal", "cancel-auto-renewal")
    assert first["stage"] == "classifier"
    assert len(first["ranking"]) == 3


@pytest.mark.parametrize("key", [None, "wrong", "clé"])
def test_nobody_without_a_key_is_told(stack: Stack, key: str | None) -> None:
    chat = stack.chat(language="en")
    own = {name.encode(): value.encode() for name, value in chat.headers.items()}
    headers = {**own, b"X-API-Key": key.encode()} if key else own
    answer = chat.client.post(
        f"/api/v1/conversations/{chat.id}/messages",
        json={"text": "hello"},
        headers=headers,
        params={"explain": 1},
    )
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:renewals:problem:bad-explain-key")
    assert "understood" not in chat.say("hello")
    assert len(chat.transcript()) == 2


def test_a_rule_of_the_dialogue_says_that_it_decided(stack: Stack) -> None:
    chat = stack.chat(language="en")
    chat.say("I want to talk to a person")
    assert chat.explained("Japan")["decided_by"] == "pending_topic"
    assert stack.chat(language="fr").explained("Belgique")["decided_by"] == "standalone"
    chat = stack.chat_as(CLAIRE, language="en")
    chat.say("when does contract C-100235 end?")
    assert chat.explained("what does it cover?")["decided_by"] == "anaphora"


def test_each_question_of_a_message_has_its_own_stages(stack: Stack) -> None:
    understood = stack.chat(language="en").explained("What is Premium Support? When is technical support open?")
    assert len(understood["trace"]) == 2


def test_every_decision_is_the_recorded_one(stack: Stack, played: PlayedSets) -> None:
    now = [heard.decision for name in played.names for heard in played.heard(name)]
    now += decisions.suggested(stack.address, API_KEY)
    found = decisions.differences(now, decisions.load())
    assert set(answers.languages()) <= {one.set for one in now}
    assert len(found) <= LIKELY_NOISE * len(now), "\n".join(found)
