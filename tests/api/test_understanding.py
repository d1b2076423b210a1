"""Messages of which nothing is sure: offers, refusals and what is asked back; through the public API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.evaluation import decisions
from renewals import answers
from tests.api.labelled import WHOLE, PlayedSets, Said
from tests.stack import Stack

CLAIRE, PAUL = "claire.martin@contoso.example", "paul.durand@vendor.example"


def development_of(played: PlayedSets, whole: bool) -> list[Said]:
    """Each message of the development sets, or of the part that is played, said once in a conversation of its own."""
    return [one for language in answers.languages() for one in played.said(f"development.{language}", whole)]


def likely_first(played: PlayedSets) -> Iterator[Said]:
    """Single messages: those that are played anyway, then all. Which of them are close changes with each model; that
    some are does not.
    """
    names = [name + language for name in decisions.SINGLES for language in answers.languages()]
    yield from (one for whole in (False, True) for name in names for one in played.said(name, whole))


@pytest.fixture(scope="module")
def close(played: PlayedSets) -> Said:
    """A message for which another topic is close, in the language in which it was answered."""
    found = next(one for one in likely_first(played) if offers_in(one.replies[-1]))
    spoken = next(language for language in answers.languages() if offers_in(found.replies[-1], language))
    return replace(found, language=spoken)


@pytest.fixture(scope="module")
def doubtful(played: PlayedSets) -> Said:
    """A message that was answered, though another topic was likely enough."""
    return next(one for one in likely_first(played) if one.replies[0]["kind"] == "answer" and one.others())


@pytest.mark.parametrize("whole", WHOLE)
def test_questions_that_are_one_are_hardly_ever_split_or_asked_back(played: PlayedSets, whole: bool) -> None:
    development = development_of(played, whole)
    split = [one.text for one in development if len(one.replies) > 1]
    asked_back = [one for one in development if which_one(one.replies[0])]
    offered = [one for one in development if offers_in(one.replies[-1])]
    among = [one for one in asked_back + offered if one.topic in [topic for topic, _ in one.ranking[:3]]]
    assert len(split) <= 0.01 * len(development), split
    assert len(asked_back) + len(offered) <= 0.03 * len(development), [one.text for one in asked_back + offered]
    assert len(among) >= 0.8 * len(asked_back + offered)


@pytest.mark.parametrize("whole", WHOLE)
def test_what_is_refused_offers_what_it_may_be_about(played: PlayedSets, whole: bool) -> None:
    development = development_of(played, whole)
    refused = [one for one in development if one.replies[0]["topic"] == "out-of-scope" != one.topic]
    said = {
        topic: {answers.topics(language)[topic].say for language in answers.languages()}
        for topic in answers.topics("en")
    }
    among = [one for one in refused if said[one.topic] & {button["say"] for button in one.replies[0]["buttons"]}]
    assert len(among) >= 0.9 * len(refused), [one.text for one in refused if one not in among]


def which_one(reply: dict[str, Any]) -> bool:
    """Whether a reply asks which of two topics is meant."""
    return any(
        reply["text"].startswith(answers.topics(language)["which-one"].phrases["which"].split("{")[0])
        for language in answers.languages()
    )


def offers_in(reply: dict[str, Any], language: str | None = None) -> list[dict[str, Any]]:
    """The buttons of a reply that offer a topic which may have been meant as well."""
    prefixes = tuple(
        answers.topics(one)["which-one"].phrases["did-you-mean"].partition("{")[0]
        for one in answers.languages()
        if language in (None, one)
    )
    return [button for button in reply["buttons"] if button["label"].startswith(prefixes)]


def offered_topic(close: Said, reply: dict[str, Any]) -> str:
    """The topic that a reply offers first; one that it has a button for anyway is not offered once more."""
    say = offers_in(reply)[0]["say"]
    return next(topic for topic, _ in close.ranking[1:3] if answers.topics(close.language)[topic].say == say)


def test_of_two_topics_that_are_close_one_is_answered_and_the_other_is_offered(close: Said) -> None:
    (reply,) = close.replies
    assert reply["topic"] == close.ranking[0][0]
    assert offered_topic(close, reply) != reply["topic"]
    assert len(reply["buttons"]) <= 5


def test_an_offer_is_taken_by_its_button_or_its_place(stack: Stack, close: Said) -> None:
    chat = stack.chat(language=close.language)
    reply = chat.reply(close.text)
    offered, pressed = offered_topic(close, reply), offers_in(reply)[0]
    assert chat.reply(pressed["say"])["topic"] == offered
    chat = stack.chat(language=close.language)
    chat.say(close.text)
    assert chat.reply(str(reply["buttons"].index(pressed) + 1))["topic"] == offered


@pytest.mark.parametrize(
    "refusal", ["no, that's not it", "ce n'est pas ça", "non pas ça, l'autre", ("that's not what I asked")]
)
def test_a_refusal_gets_the_next_best_topic_and_then_a_person(stack: Stack, doubtful: Said, refusal: str) -> None:
    chat = stack.chat(language=doubtful.language)
    chat.say(doubtful.text)
    assert chat.reply(refusal)["topic"] == doubtful.others()[0]
    after = chat.say(refusal)
    (reply,) = after["replies"]
    assert reply["topic"] == "deny"
    assert [button["say"] for button in reply["buttons"]] == [answers.topics(after["language"])["handoff"].say]


def test_a_refusal_in_the_other_language_is_answered_in_it(stack: Stack, doubtful: Said) -> None:
    chat = stack.chat(language=doubtful.language)
    chat.say(doubtful.text)
    language, refusal = ("fr", "non, ce n'est pas ça") if doubtful.language == "en" else ("en", "no, that's not it")
    answer = chat.say(refusal)
    assert (answer["language"], answer["replies"][0]["topic"]) == (language, doubtful.others()[0])
    expected = answers.topics(language)[doubtful.others()[0]].answer
    assert expected is None or answer["replies"][0]["text"] == expected.strip()


def test_a_refusal_at_the_very_start_is_met_kindly(stack: Stack) -> None:
    reply = stack.chat(language="en").reply("no, that's not it")
    assert (reply["topic"], reply["kind"]) == ("deny", "smalltalk")


def test_a_refusal_with_no_next_best_offers_a_person(stack: Stack) -> None:
    chat = stack.chat(language="en")
    chat.say("how do I cancel automatic renewal?")
    reply = chat.reply("no, that's not it")
    assert reply["topic"] == "deny"
    assert reply["buttons"][-1]["say"] == answers.topics("en")["handoff"].say
    assert chat.reply("yes")["topic"] == "handoff"


def test_a_bare_no_after_an_answer_is_no_refusal_of_it(stack: Stack, doubtful: Said) -> None:
    chat = stack.chat(language=doubtful.language)
    chat.say(doubtful.text)
    assert chat.reply({"en": "no", "fr": "non"}[doubtful.language])["topic"] == "deny"


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [("en", "which regional team do I write to?", "yes"), ("fr", "comment renouveler ?", "oui")],
)
def test_a_bare_yes_to_a_question_that_it_does_not_answer_gets_the_question_again(
    stack: Stack, language: str, asked: str, said: str
) -> None:
    chat = stack.chat(language=language)
    question = chat.reply(asked)
    assert question["kind"] == "clarify"
    again = chat.reply(said)
    assert (again["text"], again["kind"], again["buttons"]) == (question["text"], "clarify", question["buttons"])


def test_a_yes_leaves_the_question_open(stack: Stack) -> None:
    chat = stack.chat(language="en")
    chat.say("I want to talk to a person")
    chat.say("yes")
    assert chat.reply("Japan")["topic"] == "handoff"


def test_a_bare_no_to_a_question_ends_it(stack: Stack) -> None:
    chat = stack.chat(language="en")
    chat.say("how do I renew?")
    reply = chat.reply("no")
    assert (reply["topic"], reply["kind"]) == ("deny", "smalltalk")
    assert reply["text"] == answers.topics("en")["deny"].phrases["what-next"]


@pytest.mark.parametrize("language", answers.languages())
def test_what_a_button_says_is_never_asked_back(stack: Stack, language: str) -> None:
    asked_back = [
        said.say
        for said in answers.topics(language).values()
        if said.say and which_one(stack.chat(language=language).reply(said.say))
    ]
    assert asked_back == []


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("what ended last friday?", "en", "20 November 2026"),
        ("qu'est-ce qui a fini vendredi dernier ?", "fr", "20 novembre 2026"),
        ("which has the most seats", "en", "450 each"),
    ],
)
def test_a_customer_s_question_for_contracts_is_a_list_of_theirs(
    stack: Stack, text: str, language: str, told: str
) -> None:
    assert told in stack.chat_as(CLAIRE, language=language).reply(text)["text"]


def test_a_sentence_of_which_a_part_is_not_read_asks_for_no_list(stack: Stack) -> None:
    chat = stack.chat_as(CLAIRE, language="en")
    assert chat.reply("May the agreement be terminated before that term elapses?")["topic"] != "contract-list"
