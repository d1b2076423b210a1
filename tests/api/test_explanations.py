"""How a message was understood, told to holders of an API key; and the record of all decisions, which no change may
alter unseen.
"""

from __future__ import annotations

import pytest

from bot.evaluation import decisions
from tests.api.labelled import ONE_OF, WHOLE, PlayedSets, part_of
from tests.stack import API_KEY, Stack

CLAIRE = decisions.ADDRESSES[decisions.CUSTOMER]
# Of the messages that are played; a model that learned on another machine decides a few close ones otherwise.
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


@pytest.mark.parametrize("whole", WHOLE)
def test_every_decision_is_the_recorded_one(stack: Stack, played: PlayedSets, whole: bool) -> None:
    """Of a part of the sets in `make test`, of all in `make test-all`, as `make decisions` does."""
    now = [heard.decision for heard in played.heard(whole=whole)]
    now += decisions.suggested(stack.address, API_KEY)
    recorded = decisions.load()
    found = decisions.differences(now, recorded)
    assert {(one.set, one.speaker) for one in now} == {(one.set, one.speaker) for one in recorded}
    assert len(now) == len(recorded) or not whole
    assert len(found) <= LIKELY_NOISE * len(now), "\n".join(found)


def test_the_part_that_is_played_holds_every_stage_of_every_set() -> None:
    scripts, recorded = decisions.scripts(), decisions.load()
    part = part_of(scripts, recorded)
    places = {(name, line, script.speaker) for script in part for name, line, _ in script.messages}
    stages = {(one.set, one.speaker, one.decided_by) for one in recorded if one.decided_by != decisions.SUGGESTIONS}
    assert stages == {(one.set, one.speaker, one.decided_by) for one in recorded if one.place in places}
    assert len(scripts) / ONE_OF < len(part) < len(scripts) / 3


def test_a_conversation_is_in_the_part_whatever_the_others_are() -> None:
    scripts = decisions.scripts()
    some = scripts[::2]
    assert set(part_of(scripts, [])) & set(some) <= set(part_of(some, []))
