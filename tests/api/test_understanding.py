"""Messages that are understood by what went before, that ask several things, or that are too close to call; through the
public API.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import pytest

from bot.settings import ROOT
from renewals import answers
from tests.stack import Stack

CLAIRE, PAUL = "claire.martin@contoso.example", "paul.durand@vendor.example"


@dataclass(frozen=True)
class Said:
    """A message of the development set, the assistant's replies, and what was thought of, best first."""

    text: str
    topic: str
    language: str
    replies: list[dict[str, Any]]
    ranking: list[tuple[str, float]]

    def others(self) -> list[str]:
        """Other topics with an answer that were likely enough."""
        topics = answers.topics(self.language)
        return [
            topic
            for topic, likely in self.ranking[1:]
            if likely >= 0.03 and topics[topic].kind not in ("smalltalk", "fallback")
        ]


@pytest.fixture(scope="module")
def development(stack: Stack) -> list[Said]:
    """Each message of the development set, said once in a conversation of its own.

    Which of them are close changes with each model; that some are does not.
    """
    return [
        said(stack, message)
        for language in answers.languages()
        for message in labelled(f"development.{language}.jsonl")
    ]


def said(stack: Stack, message: dict[str, str]) -> Said:
    chat = stack.chat(language=message["language"])
    replies = chat.say(message["text"])["replies"]
    with closing(sqlite3.connect(stack.folder / "renewals.db")) as database:
        (ranking,) = database.execute(
            ("select ranking from understandings join messages on messages.id = message_id where conversation_id = ?"),
            (chat.id,),
        ).fetchone()
    return Said(message["text"], message["topic"], message["language"], replies, json.loads(ranking))


@pytest.fixture(scope="module")
def close(stack: Stack, development: list[Said]) -> Said:
    """A message for which another topic is close, in the language in which it was answered: of the development set,
    else of the one after it.
    """
    others = (
        said(stack, message) for language in answers.languages() for message in labelled(f"blind.{language}.jsonl")
    )
    found = next(one for one in chain(development, others) if offers_in(one.replies[-1]))
    spoken = next(language for language in answers.languages() if offers_in(found.replies[-1], language))
    return replace(found, language=spoken)


@pytest.fixture(scope="module")
def doubtful(development: list[Said]) -> Said:
    """A message that was answered, though another topic was likely enough."""
    return next(one for one in development if one.replies[0]["kind"] == "answer" and one.others())


def labelled(name: str) -> Iterator[dict[str, Any]]:
    for line in (ROOT / "nlu" / "evaluation" / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def topic_after(stack: Stack, language: str, before: str, then: str) -> str:
    """The topic of the last reply to a message that follows another in a new conversation."""
    chat = stack.chat(language=language)
    chat.say(before)
    topic: str = chat.reply(then)["topic"]
    return topic


@pytest.mark.parametrize(
    ("language", "before", "then", "topic"),
    [
        ("en", "what do I get with software maintenance if I renew on time?", "and for hardware?", "hardware-benefits"),
        ("fr", "comment renouveler un logiciel ?", "et le cloud ?", "renew-online"),
        ("fr", "que comprend Essential Support ?", "et pour le matériel ?", "hardware-support"),
        ("en", "what happens if we renew too late?", "and for online services?", "late-renewal"),
        ("fr", "quand est-on prévenu d'un renouvellement ?", "et pour le matériel ?", "renewal-notice"),
        ("en", "how does automatic renewal work?", "who do I write to then?", "customer-care"),
        ("fr", "comment arrêter le renouvellement automatique ?", "à qui j'écris alors ?", "customer-care"),
        ("en", "what happens if we renew too late?", "who do I write to then?", "regional-contact"),
        (
            "fr",
            "comment se fait un renouvellement pour une grande entreprise ?",
            "et à qui j'écris ?",
            "regional-contact",
        ),
        ("en", "what is Premium Support?", "how much?", "renewal-quote"),
        ("en", "how does automatic renewal work?", "and if i dont want that?", "cancel-auto-renewal"),
        ("fr", "comment marche le renouvellement automatique ?", "et si j'en veux pas ?", "cancel-auto-renewal"),
        ("fr", "comment renouveler un logiciel ?", "et ça coûte combien ?", "renewal-quote"),
        ("en", "what happens if we renew too late?", "who do I write to then? I'm in Brazil", "regional-contact"),
        (
            "fr",
            "comment se fait un renouvellement pour une grande entreprise ?",
            "j'écris à qui alors ? je suis au Pérou",
            "regional-contact",
        ),
        ("en", "what does hardware support cover?", "how much for the appliances", "renewal-quote"),
        ("en", "how do I renew?", "online", "renew-online"),
        ("fr", "comment renouveler ?", "des boîtes", "renew-hardware"),
        ("fr", "comment renouveler ?", "une licence perpétuelle", "renew-software"),
        ("en", "what do I get with software maintenance if I renew on time?", "and online?", "online-benefits"),
        ("en", "can I adjust my coverage when I renew?", "and less?", "adjust-coverage"),
        ("fr", "peut-on adapter sa couverture au renouvellement ?", "et en enlever ?", "adjust-coverage"),
        ("en", "does an automatic invoice extend my service?", "what if I don't pay it?", "auto-invoicing"),
        ("en", "what maintenance offerings are there?", "which one should I take?", "offerings-overview"),
        ("fr", "je suis au Maroc", "vous pouvez leur écrire ?", "handoff"),
        ("fr", "comment activer mon renouvellement ?", "et c'est où ça ?", "activate-renewal"),
    ],
)
def test_a_short_message_is_understood_by_the_topic_before(
    stack: Stack, language: str, before: str, then: str, topic: str
) -> None:
    assert topic_after(stack, language, before, then) == topic


@pytest.mark.parametrize(
    ("language", "before", "then", "topic"),
    [
        ("en", "what are the penalties for renewing late?", "what is Premium Support?", "premium-support"),
        ("en", "how does automatic renewal work?", "can I get my money back?", "out-of-scope"),
        ("fr", "quand le support technique répond-il ?", "où trouver un revendeur ?", "find-partner"),
        ("fr", "que comprend le support matériel ?", "quel temps fera-t-il demain à Lyon ?", "out-of-scope"),
    ],
)
def test_a_message_that_says_enough_is_not_drawn_to_the_topic_before(
    stack: Stack, language: str, before: str, then: str, topic: str
) -> None:
    assert topic_after(stack, language, before, then) == topic


@pytest.mark.parametrize(
    ("language", "before", "then", "topic"),
    [
        ("en", "when is technical support open?", "even on Sundays?", "support-hours"),
        ("en", "what happens if we renew too late?", "we're three weeks over, does that count?", "late-renewal"),
        ("en", "does Education Services offer courses?", "from home too?", "education-services"),
        ("fr", "quand le support technique répond-il ?", "et le dimanche ?", "support-hours"),
        ("fr", "comment arrêter le renouvellement automatique ?", "je ne vois pas ce bouton", "cancel-auto-renewal"),
        (
            "fr",
            "une facture automatique prolonge-t-elle mon service ?",
            "donc tant qu'elle n'est pas réglée je n'ai droit à rien ?",
            "auto-invoicing",
        ),
    ],
)
def test_a_fragment_goes_on_about_the_topic_before(
    stack: Stack, language: str, before: str, then: str, topic: str
) -> None:
    assert topic_after(stack, language, before, then) == topic


@pytest.mark.parametrize(
    ("language", "before", "then", "topic"),
    [
        ("en", "when does the contract of Contoso end?", "and for Lemaire?", "contract-expiry"),
        ("fr", "quand finit le contrat de Contoso ?", "et pour Lemaire ?", "contract-expiry"),
        ("en", "what does Contoso's contract cover?", "what about Boulangerie Lemaire", "contract-coverage"),
        ("fr", "qui s'occupe du renouvellement de Contoso ?", "et chez Lemaire ?", "renewal-owner"),
        ("en", "list the contracts of Contoso", "same for Lemaire", "contract-list"),
        ("fr", "qu'est-ce qui expire chez Contoso dans les 12 prochains mois ?", "et Lemaire ?", "expiring-contracts"),
    ],
)
def test_and_for_another_account_asks_the_same_of_it(
    stack: Stack, language: str, before: str, then: str, topic: str
) -> None:
    chat = stack.chat_as(PAUL, language=language)
    # A list is a list, whichever of its two topics a representative's words are nearer to.
    topics = (topic, "contract-list") if topic == "expiring-contracts" else (topic,)
    assert chat.reply(before)["topic"] in topics
    for named, account in (
        (then, "Boulangerie Lemaire"),
        (then.replace("Boulangerie Lemaire", "Lemaire").replace("Lemaire", "Contoso"), "Contoso SARL"),
    ):
        reply = chat.reply(named)
        assert reply["topic"] in topics
        assert {contract["account"] for contract in reply["data"]["contracts"]} == {account}


def test_the_period_asked_for_stays_when_another_account_is_named(stack: Stack) -> None:
    chat = stack.chat_as(PAUL, language="en")
    before = chat.reply("which contracts of Contoso end before the end of March 2027?")
    after = chat.reply("and for Lemaire?")
    assert after["data"]["period"] == before["data"]["period"]
    assert [contract["contract_number"] for contract in after["data"]["contracts"]] == ["C-100240"]


@pytest.mark.parametrize("then", ["and for Zorbex?", "what about Zorbex Marine"])
@pytest.mark.parametrize(
    "before",
    [
        "when does the contract of Contoso end?",
        "list the contracts of Contoso",
        ("what ends at Contoso before the end of March 2027?"),
    ],
)
def test_a_name_that_is_nobodys_is_told_so_and_no_other_contract_passes_for_it(
    stack: Stack, before: str, then: str
) -> None:
    chat = stack.chat_as(PAUL, language="en")
    chat.say(before)
    reply = chat.reply(then)
    assert reply["kind"] == "clarify"
    assert "Zorbex" in reply["text"]


@pytest.mark.parametrize(
    ("then", "topic"),
    [
        ("and the price?", "renewal-quote"),
        ("and how do I renew?", "how-to-renew"),
        ("and thanks!", "thanks"),
        ("what about penalties?", "late-renewal"),
    ],
)
def test_a_question_that_says_enough_is_no_name(stack: Stack, then: str, topic: str) -> None:
    chat = stack.chat_as(CLAIRE, language="en")
    chat.say("when does contract C-100234 end?")
    assert chat.reply(then)["topic"] == topic


def test_only_the_expired_ones_narrows_the_list(stack: Stack) -> None:
    chat = stack.chat_as(PAUL, language="en")
    chat.say("show me all the contracts")
    reply = chat.reply("only the expired ones")
    assert reply["topic"] == "contract-list"
    assert {contract["status"] for contract in reply["data"]["contracts"]} == {"expired"}


@pytest.mark.parametrize(
    ("language", "before", "then", "topic"),
    [
        ("en", "when does contract C-100235 end?", "what does it cover?", "contract-coverage"),
        ("en", "when does contract C-100235 end?", "and who handles it?", "renewal-owner"),
        ("en", "when does contract C-100235 end?", "what level does it have?", "contract-coverage"),
        ("fr", "quand finit le contrat C-100235 ?", "et ça couvre quoi ?", "contract-coverage"),
        ("fr", "quel niveau de maintenance a le contrat C-100235 ?", "il se termine quand ?", "contract-expiry"),
    ],
)
def test_it_is_the_contract_that_was_told(stack: Stack, language: str, before: str, then: str, topic: str) -> None:
    chat = stack.chat_as(CLAIRE, language=language)
    chat.say(before)
    reply = chat.reply(then)
    assert reply["topic"] == topic
    assert [contract["contract_number"] for contract in reply["data"]["contracts"]] == ["C-100235"]


# Of the messages that follow another in a dialogue, so many were understood when this was measured
# (docs/conversation.md), less what chance may take.
FOLLOWED = {"en": 0.68, "fr": 0.63}


@pytest.mark.parametrize("language", answers.languages())
def test_people_who_go_on_in_a_few_words_are_understood_by_what_they_said_before(stack: Stack, language: str) -> None:
    wrong, followed = [], 0
    for _, said in groupby(labelled(f"dialogues.{language}.jsonl"), key=itemgetter("dialogue")):
        chat = stack.chat(language=language)
        for place, message in enumerate(said):
            got = [reply["topic"] for reply in chat.say(message["text"])["replies"]]
            right = set(message["each"]) <= set(got) if "each" in message else got[0] in message["any"]
            followed += place > 0
            if place and not right:
                wrong.append((message["text"], message.get("each") or message["any"], got))
    assert followed > 200
    assert len(wrong) <= (1 - FOLLOWED[language]) * followed, wrong


SEVERAL = list(labelled("several.jsonl"))


def test_several_questions_of_one_message_are_each_answered_in_their_order(stack: Stack) -> None:
    wrong = [
        (said["text"], said["topics"], got)
        for said in SEVERAL
        if (got := topics_of_answers(stack, said)) != said["topics"]
    ]
    # 45 of 50 when it was made; a message whose second question is not understood counts as wrong.
    assert len(wrong) <= 0.12 * len(SEVERAL), wrong


def topics_of_answers(stack: Stack, said: dict[str, Any]) -> list[str]:
    """The topics of the answers, where there are several questions; a single answer is expected as an empty list."""
    replies = stack.chat_as(CLAIRE, language=said["language"]).say(said["text"])["replies"]
    return [reply["topic"] for reply in replies] if len(replies) > 1 else []


def test_no_more_than_three_questions_are_answered_at_once_and_the_rest_is_told(stack: Stack) -> None:
    chat = stack.chat(language="en")
    asked = (
        "What is Premium Support? When is technical support open? How do I cancel automatic renewal? "
        "Where do I find a reseller?"
    )
    replies = chat.say(asked)["replies"]
    assert [reply["topic"] for reply in replies[:3]] == ["premium-support", "support-hours", "cancel-auto-renewal"]
    assert len(replies) == 4
    assert "three" in replies[3]["text"]


def test_two_questions_of_a_stranger_ask_once_who_they_are_and_are_both_answered_after_it(stack: Stack) -> None:
    chat, mails = stack.chat(language="en"), len(stack.mails())
    (asked,) = chat.say("When does C-100234 end and what level does it have?")["replies"]
    assert asked["kind"] == "verify"
    replies = chat.say(stack.code_mailed_to(CLAIRE, mails))["replies"]
    assert [reply["topic"] for reply in replies[1:]] == ["contract-expiry", "contract-coverage"]


def test_questions_that_are_one_are_hardly_ever_split_or_asked_back(development: list[Said]) -> None:
    split = [one.text for one in development if len(one.replies) > 1]
    asked_back = [one for one in development if which_one(one.replies[0])]
    offered = [one for one in development if offers_in(one.replies[-1])]
    among = [one for one in asked_back + offered if one.topic in [topic for topic, _ in one.ranking[:3]]]
    assert len(split) <= 0.01 * len(development), split
    assert len(asked_back) + len(offered) <= 0.03 * len(development), [one.text for one in asked_back + offered]
    assert len(among) >= 0.8 * len(asked_back + offered)


def test_what_is_refused_offers_what_it_may_be_about(development: list[Said]) -> None:
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
