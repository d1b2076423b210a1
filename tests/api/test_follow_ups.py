"""Messages that go on from what was said before."""

from __future__ import annotations

from itertools import groupby

import pytest

from bot.evaluation import decisions
from renewals import answers
from tests.stack import Stack

CLAIRE, PAUL = "claire.martin@contoso.example", "paul.durand@vendor.example"


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
    # A list is a list, whichever of its topics a representative's words are nearer to; one account's is that account's.
    lists = {"expiring-contracts": ("contract-list",), "contract-list": ("account-overview",)}
    topics = (topic, *lists.get(topic, ()))
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
def test_people_who_go_on_in_a_few_words_are_understood_by_what_they_said_before(language: str) -> None:
    """Counted from the record of decisions, which tests/api/test_explanations.py holds to the running product."""
    dialogues = f"{decisions.DIALOGUES}{language}"
    topics = {one.place: one.topics for one in decisions.load()}
    wrong, followed = [], 0
    for _, said in groupby(decisions.rows_of(decisions.SETS, dialogues), key=lambda pair: pair[1]["dialogue"]):
        for (_, line, text), message in list(said)[1:]:
            got = topics[dialogues, line, decisions.STRANGER]
            right = set(message["each"]) <= set(got) if "each" in message else got[0] in message["any"]
            followed += 1
            if not right:
                wrong.append((text, message.get("each") or message["any"], got))
    assert followed > 200
    assert len(wrong) <= (1 - FOLLOWED[language]) * followed, wrong
