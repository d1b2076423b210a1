"""What is said of the conversation itself is answered from the last reply and from the content."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from protocol.turn import ActionContext, Button, PreviousTurn
from renewals import answers
from renewals.store.database import Sessions
from renewals.store.tables import Message
from tests.actions.test_actions import asked

FEE = answers.topics("en")["late-renewal"].questions["late-renewal/fee"].text
LEAD = FEE.partition("\n")[0]


async def remark(
    name: str,
    previous: PreviousTurn,
    language: str = "en",
    action: str = "action_question",
    topic: str = "late-renewal",
) -> Any:
    """The whole result of a remark on the previous turn."""
    call = asked(action, "claire", "", language, None, ActionContext(previous, name, question=previous.topic_question))
    call["tracker"]["latest_message"]["intent"] = {"name": topic, "confidence": 0.9}
    executor = ActionExecutor()
    executor.register_package("actions")
    result = await executor.run(call)
    assert result is not None
    assert result.responses[-1]["kind"] != "error"
    return result


async def reply_to(name: str, previous: PreviousTurn, language: str = "en", **more: str) -> dict[str, Any]:
    last: dict[str, Any] = (await remark(name, previous, language, **more)).responses[-1]
    return last


def said_of(question: str, reply: str) -> PreviousTurn:
    topic = question.partition("/")[0]
    return PreviousTurn(topic=topic, reply_topic=topic, topic_question=question, reply=reply)


def after_the_fee(reply: str = FEE, **more: Any) -> PreviousTurn:
    buttons = (Button("How to renew", "How do I renew?"),)
    return PreviousTurn(
        topic="late-renewal",
        reply_topic="late-renewal",
        topic_question="late-renewal/fee",
        reply=reply,
        buttons=buttons,
        **more,
    )


async def test_said_already_is_owned_and_what_was_left_out_is_added(shown: Sessions) -> None:
    reply = await reply_to("said_already", after_the_fee())
    assert reply["text"].startswith("Sorry for repeating myself.")
    assert reply["text"].endswith(answers.topics("en")["late-renewal"].answer or "-")
    again = await reply_to("said_already", after_the_fee(reply["text"]))
    assert again["text"] == answers.phrase("en", "remarks", "said-already")
    assert "I would like to talk to a person" in [button["payload"] for button in again["buttons"]]


async def test_what_was_told_some_messages_ago_is_not_added_as_if_it_were_new(shown: Sessions) -> None:
    card = answers.topics("en")["late-renewal"].answer or "-"
    with shown.begin() as session:
        say(session, 1, f"I said that just now.\n{card}", {})
        say(session, 2, FEE, {})
    assert (await reply_to("said_already", after_the_fee()))["text"] == answers.phrase("en", "remarks", "said-already")


@pytest.mark.parametrize("name", ["not_understood", "simpler", "in_short"])
async def test_the_answer_in_one_sentence(shown: Sessions, name: str) -> None:
    reply = await reply_to(name, after_the_fee(f"C-3 ended.\n{FEE}"))
    assert reply["text"].endswith(f"C-3 ended.\n{LEAD}")
    assert [button["title"] for button in reply["buttons"]] == ["How to renew"]
    assert reply["metadata"]["sections"] == ["Rétablissement"]
    shortest = await reply_to(name, after_the_fee(LEAD))
    card = answers.topics("en")["late-renewal"].answer
    other_words = f"Put another way:\n{card}"
    in_short = answers.phrase("en", "remarks", "shortest", reply=LEAD)
    assert shortest["text"] == (in_short if name == "in_short" else other_words)


async def test_what_was_said_in_short_is_not_said_so_again(shown: Sessions) -> None:
    said = answers.phrase("en", "remarks", "shortest", reply=LEAD)
    assert (await reply_to("in_short", after_the_fee(said)))["text"] == answers.phrase("en", "remarks", "no-shorter")


async def test_a_card_in_short_is_the_lead_of_what_its_topic_stands_for(shown: Sessions) -> None:
    for topic, about in answers.topics("en").items():
        if about.kind == "answer" and about.answer and about.questions:
            reply = await reply_to(
                "in_short", PreviousTurn(topic=topic, reply_topic=topic, reply=about.answer), topic=topic
            )
            assert len(reply["text"]) <= 200


async def test_who_does_not_understand_a_question_of_ours_is_told_why_it_is_asked(shown: Sessions) -> None:
    result = await remark("not_understood", after_the_fee("Which country?", question="clarify"))
    assert result.responses[-1]["text"] == answers.phrase("en", "remarks", "why-clarify")
    assert result.responses[-1]["kind"] == "clarify"


async def test_where_it_is_written_names_the_section_in_the_readers_language(shown: Sessions) -> None:
    english = await reply_to("where_written", after_the_fee())
    assert english["text"] == "On the renewals page, in the section “Reinstatement” (on the page: “Rétablissement”)."
    french = await reply_to("where_written", after_the_fee(), "fr")
    assert french["text"] == "Sur la page des renouvellements, rubrique «\u00a0Rétablissement\u00a0»."
    own = PreviousTurn(topic="contract-expiry", reply_topic="contract-expiry", reply="C-1 ends.", contract="C-1")
    assert (await reply_to("where_written", own, action="action_contract_expiry"))["text"].startswith(
        "That comes from the contract on file"
    )


async def test_the_link_is_the_address_that_is_set_else_the_place_on_the_page(shown: Sessions) -> None:
    unset = await reply_to("link", after_the_fee())
    assert unset["text"].startswith("I have no address to give for it.")
    assert "Rétablissement" in unset["text"]
    mail = await reply_to("link", after_the_fee("Write to customercare@symantec.com."))
    assert mail["text"] == "customercare@symantec.com"


async def test_what_is_asked_to_be_repeated_is_repeated(shown: Sessions) -> None:
    reply = await reply_to("again", after_the_fee())
    assert reply["text"] == FEE
    assert reply["topic"] == "late-renewal"
    small_talk = await reply_to(
        "again", PreviousTurn(topic="greet", reply="Hello!"), action="action_repeat", topic="repeat"
    )
    assert small_talk["text"] == "Hello!"
    nothing = await reply_to("again", PreviousTurn(), action="action_repeat", topic="repeat")
    assert nothing["text"] == answers.phrase("en", "repeat", "nothing")


def say(session: Any, number: int, text: str, reply: dict[str, Any]) -> None:
    session.add(
        Message(
            id=f"m{number}", conversation_id="claire", client_id=None, answers=f"q{number}", speaker="assistant",
            text=text, language="en", reply=reply,
            answered=True, said_at=datetime.now(UTC),
        )
    )  # fmt: skip


async def test_go_back_shows_the_reply_before_the_last_as_it_was(shown: Sessions) -> None:
    previous = PreviousTurn(topic="late-renewal", reply="the last")
    nothing = await reply_to("go_back", previous, action="action_repeat", topic="repeat")
    assert nothing["text"] == answers.phrase("en", "remarks", "no-earlier")
    with shown.begin() as session:
        before = {
            "topic": "support-hours",
            "kind": "handoff",
            "sources": [{"title": "p", "section": "Services en ligne"}],
        }
        say(session, 1, "the one before", {**before, "buttons": [{"label": "A", "say": "a"}]})
        say(session, 2, "the last", {"topic": "late-renewal", "kind": "answer"})
    reply = await reply_to("go_back", previous, action="action_repeat", topic="repeat")
    assert reply["text"].endswith("the one before")
    assert (reply["topic"], reply["kind"], reply["metadata"]["sections"]) == (
        "support-hours",
        "answer",
        ["Services en ligne"],
    )
    assert reply["buttons"] == [{"title": "A", "payload": "a"}]


async def test_start_over_forgets_what_was_told(shown: Sessions) -> None:
    result = await remark(
        "start_over", PreviousTurn(topic="late-renewal", reply=FEE), action="action_cancel", topic="cancel"
    )
    assert result.responses[-1]["text"] == answers.phrase("en", "remarks", "start-over")
    forgotten = {event["name"] for event in result.events if event.get("value") is None}
    assert {"country", "listing", "waiting"} <= forgotten


async def test_who_knows_what_was_left_open_is_said_by_name_where_that_is_on_file(shown: Sessions) -> None:
    reply = await reply_to("who_knows", after_the_fee(contract="C-1"))
    assert reply["text"].startswith(answers.phrase("en", "remarks", "knows-reseller"))
    assert "Reseller on file: Distrilog." in reply["text"]
    assert "EMEA_renewals@symantec.com" in reply["text"]


async def test_who_knows_of_automatic_renewal_is_customer_care(shown: Sessions) -> None:
    previous = PreviousTurn(
        topic="auto-renewal", reply_topic="auto-renewal", topic_question="auto-renewal/same-price", reply="Open."
    )
    reply = await reply_to("who_knows", previous, topic="auto-renewal")
    assert reply["text"] == answers.phrase("en", "remarks", "knows-care")
    assert [button["title"] for button in reply["buttons"]] == ["Talk to a person"]


async def test_next_offers_what_is_near(shown: Sessions) -> None:
    reply = await reply_to("next", after_the_fee())
    assert reply["text"] == "What would you like to know next?"
    assert len(reply["buttons"]) == 4


async def test_a_second_refusal_in_a_row_is_said_in_other_words(shown: Sessions) -> None:
    first = (await remark("words", PreviousTurn(), action="action_out_of_scope", topic="out-of-scope")).responses[-1][
        "text"
    ]
    second = await reply_to(
        "words", PreviousTurn(topic="out-of-scope", reply=first), action="action_out_of_scope", topic="out-of-scope"
    )
    assert second["text"] == answers.phrase("en", "asked", "refused-again")


async def test_a_question_of_ours_is_not_asked_twice_in_the_same_words(shown: Sessions) -> None:
    ask = (await remark("words", PreviousTurn(), action="action_contract_expiry", topic="contract-expiry")).responses[
        -1
    ]
    quote = {"action": "action_renewal_quote", "topic": "renewal-quote"}
    first = await reply_to("words", PreviousTurn(), **quote)
    if first["kind"] == "clarify":
        second = await reply_to(
            "words", PreviousTurn(topic="renewal-quote", reply=first["text"], question="clarify"), **quote
        )
        assert second["text"].startswith("I still need this to go on:")
    assert ask["text"]


def plain_topics(language: str) -> dict[str, str]:
    phrases = answers.topics(language)["remarks"].phrases
    return {name.removeprefix("plain-"): said for name, said in phrases.items() if name.startswith("plain-")}


def test_each_language_has_everyday_words_for_the_same_topics() -> None:
    topics = [set(plain_topics(language)) for language in answers.languages()]
    assert all(one == topics[0] for one in topics)
    assert topics[0] <= set(answers.topics("en"))
    assert max(len(said) for language in answers.languages() for said in plain_topics(language).values()) <= 200


@pytest.mark.parametrize("question", ["essential-support/what-is-included", "renew-software/steps"])
async def test_who_wants_simpler_words_gets_everyday_ones(shown: Sessions, question: str) -> None:
    topic = question.partition("/")[0]
    told = said_of(question, answers.topics("en")[topic].questions[question].text)
    reply = await reply_to("simpler", told, topic=topic)
    assert reply["text"] == f"In plain words:\n{plain_topics('en')[topic]}"


async def test_an_answer_of_one_sentence_is_put_another_way_by_its_topic(shown: Sessions) -> None:
    question = "essential-support/by-phone"
    topic = answers.topics("en")["essential-support"]
    told = said_of(question, topic.questions[question].lead)
    reply = await reply_to("not_understood", told, topic="essential-support")
    assert reply["text"] == f"Put another way:\n{topic.answer}"
