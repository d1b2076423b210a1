"""A situation is acknowledged, then answered, with one button for the next step."""

from __future__ import annotations

import pytest

from actions import situations
from protocol.turn import PreviousTurn
from renewals import answers
from renewals.store.database import Sessions
from tests.actions.asking import reply_to, speaks, text_of
from tests.builders import load

SITUATIONS = [question for question, about in answers.catalogue().items() if about.situation]
# These go on to the country, so that somebody can take over.
GO_ON = {"renewal-quote/ends-soon", "renewal-quote/wrong-quote", "handoff/urgent"}


def test_every_situation_has_a_button_and_words_in_each_language_and_nothing_else_has() -> None:
    assert set(situations.buttons()) == set(SITUATIONS)
    for language in answers.languages():
        topics = answers.topics(language)
        assert set(topics["situations"].phrases) == set(SITUATIONS)
        assert all(topics[topic].title and topics[topic].say for topic in situations.buttons().values())
        # Half a sentence: the answer itself still begins where people look for it.
        assert max(len(words) for words in topics["situations"].phrases.values()) <= 90


@pytest.mark.parametrize("language", answers.languages())
async def test_a_visitor_is_heard_answered_and_shown_one_next_step(shown: Sessions, language: str) -> None:
    for question in SITUATIONS:
        reply = await reply_to(question, language=language)
        words = answers.phrase(language, "situations", question)
        # Who has yet to show that a contract is theirs is asked for its number first.
        assert reply["text"].startswith(words) or reply["kind"] == "verify"
        if reply["kind"] != "verify" and question not in GO_ON:
            assert text_of(question, language).splitlines()[0] in reply["text"]
            expected = answers.topics(language)[situations.buttons()[question]].button
            assert [(button["title"], button["payload"]) for button in reply["buttons"]] == [
                (expected.label, expected.say)
            ]


async def test_what_is_known_of_the_contract_comes_with_it(shown: Sessions) -> None:
    reply = await reply_to("late-renewal/reseller-silent", "claire", entities={"contract_number": "C-3"})
    lines = reply["text"].splitlines()
    assert lines[0] == (
        "I am sorry that you are left waiting with a contract that has run out. CloudSOC (contract C-3) "
        "ended on 1 November 2026, 22 days ago."
    )
    assert lines[1].startswith("Turn to your regional team")
    assert "EMEA_renewals@symantec.com" in reply["text"]
    assert len(reply["buttons"]) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [("please tell my reseller to call me", "en"), ("dites à Distrilog de me rappeler", "fr")],
)
async def test_who_wants_their_reseller_told_something_hears_that_the_team_alone_can_be(
    shown: Sessions, text: str, language: str
) -> None:
    reply = await reply_to("handoff/call-me", "claire", text, language)
    assert reply["text"] == answers.phrase(language, "handoff", "not-the-reseller")
    assert reply["kind"] == "answer"


@pytest.mark.parametrize("text", ["my reseller is silent, get me a person", "call me about Distrilog please"])
async def test_who_only_speaks_of_their_reseller_gets_a_person(shown: Sessions, text: str) -> None:
    assert (await reply_to("handoff/call-me", "claire", text))["kind"] == "handoff"


async def test_told_again_the_words_of_comfort_are_not_said_again(shown: Sessions) -> None:
    before = PreviousTurn(topic="find-partner", topic_question="find-partner/closed", reply="something else")
    reply = await reply_to("find-partner/closed", previous=before)
    assert not reply["text"].startswith(answers.phrase("en", "situations", "find-partner/closed"))


@pytest.mark.parametrize(("text", "team"), [("Jordan left in May", "AMS"), ("we are in Chad", "EMEA")])
async def test_a_colleague_called_like_a_country_is_none(shown: Sessions, text: str, team: str) -> None:
    load(
        shown,
        {
            "contract_number": "J-1",
            "account_number": "A-7",
            "account_name": "Seven",
            "country": "US",
            "contact_name": "Jordan Miles",
            "contact_email": "jordan@seven.example",
        },
    )
    speaks(shown, "jordan", "jordan@seven.example")
    reply = await reply_to("renewal-notice/wrong-contact", "jordan", text)
    assert f"{team}_renewals" in reply["text"]
