"""What representatives ask of a contract that was shown, and of the desk itself, without Slack."""

from __future__ import annotations

import pytest

from renewals import answers, desk_words
from renewals.desk_words import READ_WITHIN
from renewals.store.database import Sessions
from renewals.store.tables import ContractReading, Conversation
from tests.acts.acting import LEA, ActingDesk

SHOWN = {"contract_number": "C-100", "contracts": [{"contract_number": "C-100"}], "total": 1}


async def shown(acting: ActingDesk, language: str = "en") -> None:
    """Léa, in a language, has been shown C-100 of Contoso."""
    with acting.sessions.begin() as session:
        session.get_one(Conversation, "lea").language = language
    acting.engine.data = SHOWN
    await acting.say("C-100")
    acting.engine.asked.clear()


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("what's their email?", "en", "claire@contoso.example"), ("et son mail ?", "fr", "claire@contoso.example"),
        ("who is the contact and what's her email?", "en", "claire@contoso.example"),
        ("phone number?", "en", "No telephone number is on file."),
        ("le téléphone ?", "fr", "Aucun numéro de téléphone n'est au dossier."),
        ("and the reseller's phone number?", "en", "No address and no telephone number of resellers is on file."),
        ("le téléphone du revendeur ?", "fr", "Aucune adresse et aucun numéro de revendeur n'est au dossier."),
        ("who looks after it, and which team mailbox?", "en", "EMEA_renewals@"),
        ("et l'adresse de l'équipe ?", "fr", "EMEA_renewals@"),
        ("how likely is it that they renew?", "en", "nobody has said yet"),
        ("quelle probabilité qu'ils renouvellent ?", "fr", "aucune probabilité"),
        ("did anyone contact them?", "en", "nobody is marked as having contacted them."),
        ("quelqu'un les a appelés ?", "fr", "personne n'est noté comme les ayant contactés."),
        ("any notes on it?", "en", "there is no note on it."), ("des notes ?", "fr", "il n'y a pas de note."),
        ("what's the next step?", "en", "Contoso · C-100:"), ("la prochaine étape ?", "fr", "Contoso · C-100 :"),
    ],
)  # fmt: skip
async def test_a_fact_of_the_contract_that_was_shown_is_told_or_not_on_file(
    acting: ActingDesk, text: str, language: str, told: str
) -> None:
    await shown(acting, language)
    reply = await acting.say(text)
    assert told in reply["text"]
    assert "C-100" in reply["text"]
    assert not acting.engine.asked


async def test_what_is_kept_is_told_with_the_last_note_and_the_reading_is_noted(
    acting: ActingDesk, database: Sessions
) -> None:
    await acting.say("called C-100, PO next week")
    reply = await acting.say("did anyone contact them?")
    assert LEA in reply["text"]
    assert "23 November 2026" in reply["text"]
    assert "PO next week" in reply["text"]
    with database() as session:
        assert {"C-100"} in [set(one.contract_numbers) for one in session.query(ContractReading) if one.topic == "desk"]


async def test_a_named_contract_or_account_needs_none_to_be_shown(acting: ActingDesk) -> None:
    assert "F-201" in (await acting.say("contact for F-201?"))["text"]
    of_account = (await acting.say("who is Contoso's contact?"))["text"]
    assert "C-100" in of_account
    assert "claire@contoso.example" in of_account


async def test_of_a_list_it_is_asked_which(acting: ActingDesk) -> None:
    acting.engine.data = {"listing": {"only": {"owner": [LEA]}}}
    await acting.say("my contracts")
    reply = await acting.say("what's their email?")
    assert reply["kind"] == "clarify"
    assert "@" not in reply["text"]


async def test_after_one_account_it_is_asked_of_all_its_contracts(acting: ActingDesk) -> None:
    acting.engine.data = {"listing": {"only": {"account": ["A-2"]}}}
    await acting.say("Fjord Lines")
    reply = await acting.say("who is their contact?")
    assert reply["kind"] == "contract"
    assert "F-200" in reply["text"]
    assert "F-201" in reply["text"]


@pytest.mark.parametrize("text", ["what's their email?", "next step?", "contact for S-300"])
async def test_where_no_contract_is_meant_or_in_sight_understanding_answers(acting: ActingDesk, text: str) -> None:
    reply = await acting.say(text)
    assert reply["text"] == "From the engine." or "S-300" in reply["text"]
    assert "claire" not in reply["text"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("help", "open requests"), ("what can you do?", "In Slack, beside that"), ("hi", "Ask me for contracts"),
        ("open requests", "No request is open."), ("how do I stop the digest?", "comes in Slack and is set there"),
        ("reassign to Sam", "stands in the contract file"), ("aide", "demandes ouvertes"),
        ("stop the digest", "comes in Slack"),
    ],
)  # fmt: skip
async def test_in_the_chat_the_desk_answers_for_itself_and_says_what_slack_does(
    acting: ActingDesk, text: str, part: str
) -> None:
    assert part in (await acting.say(text))["text"]
    assert not acting.engine.asked


async def test_one_of_a_list_is_meant_by_its_place(acting: ActingDesk) -> None:
    acting.engine.data = {"listing": {"only": {"owner": [LEA]}}}
    await acting.say("my contracts")
    # In the order of the list: what ends first is the first.
    assert "C-100" in (await acting.say("what's the email of the second one?"))["text"]
    await acting.say("my contracts")
    assert "F-201" in (await acting.say("who is the contact of the third one?"))["text"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("delete all contracts of Contoso", "Nothing was deleted"),
        ("please erase C-100", "Nothing was deleted"),
        ("supprime le contrat C-100", "Rien n'a été supprimé"),
        ("mark C-100 as renewed", "Nothing was changed"),
        ("mark X-999 as renewed", "Nothing was changed"),
        ("set Contoso to renewed", "Nothing was changed"),
        ("passe C-100 en renouvelé", "Rien n'a été changé"),
    ],
)
async def test_what_the_contract_file_alone_can_change_is_refused_and_said(
    acting: ActingDesk, text: str, told: str
) -> None:
    language = "fr" if told.startswith("Rien") else "en"
    with acting.sessions.begin() as session:
        session.get_one(Conversation, "lea").language = language
    assert told in (await acting.say(text))["text"]
    assert not acting.engine.asked


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("delete the condition on Germany", "en"), ("set a reminder for the renewed ones", "en"),
        ("which contracts were marked as renewed", "en"), ("note : renouvelé par le client", "fr"),
    ],
)  # fmt: skip
def test_words_like_these_in_other_wishes_change_no_contract(text: str, language: str) -> None:
    assert desk_words.read(text, language) is None


@pytest.mark.parametrize("text", ["export as csv", "exporte la liste", "chart please", "download the list"])
async def test_in_the_chat_a_list_as_a_file_is_said_to_come_in_slack(acting: ActingDesk, text: str) -> None:
    acting.engine.data = {"listing": {"only": {"owner": [LEA]}}}
    await acting.say("my contracts")
    assert "Slack" in (await acting.say(text))["text"]


@pytest.mark.parametrize(
    ("text", "topic"), [("help", "capabilities"), ("que sais-tu faire ?", "capabilities"), ("hi", "greet")]
)
async def test_in_slack_help_and_greeting_are_told_in_the_door_s_own_words(
    acting: ActingDesk, text: str, topic: str
) -> None:
    acting.begin("in-slack", LEA, door="slack")
    assert (await acting.say(text, "in-slack"))["topic"] == topic
    assert not acting.engine.asked


@pytest.mark.parametrize("text", ["help", "hi", "what's their email?", "open requests"])
async def test_a_customer_asks_the_assistant_and_not_the_desk(acting: ActingDesk, text: str) -> None:
    acting.begin("claire", "claire@contoso.example")
    assert (await acting.say(text, "claire"))["text"] == "From the engine."


@pytest.mark.parametrize("language", answers.languages())
@pytest.mark.parametrize(
    "text",
    [
        "contacts in Germany", "which contacts end in May", "help me renew my antivirus",
        "email from the vendor is a scam?",
        "note for Contoso: waiting", "x" * (READ_WITHIN + 1) + " help", "",
    ],
)  # fmt: skip
def test_a_word_that_is_not_known_leaves_the_message_to_understanding(text: str, language: str) -> None:
    assert desk_words.read(text, language) is None


async def test_what_was_said_of_a_renewal_is_told_with_who_said_it_and_why(acting: ActingDesk) -> None:
    await acting.say("C-100 is at risk, budget cut")
    reply = await acting.say("how likely is it that Contoso renews?")
    assert all(words in reply["text"] for words in (LEA, "at risk", "budget cut", "23 November 2026"))
