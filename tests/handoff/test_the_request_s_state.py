"""What a customer says of the request that they have made is answered from its true state, and done."""

from __future__ import annotations

import pytest

from bot.handoff.reply_address import gives_number
from bot.handoff.wording import wish_of
from renewals.store import handoffs as store
from tests.handoff.office import PAUL, Office, mails, passed_on


async def test_when_they_answer_is_told_from_the_state_and_the_hours(office: Office) -> None:
    office.team.regions = {"EMEA"}
    conversation = office.conversation(identity="claire@contoso.example")
    reference = passed_on(office, conversation)["data"]["reference"]
    told = office.says(conversation, "when will they answer?")[0]["text"]
    assert "promised no time. They are at work now." in told
    assert f"{reference} waits" in told
    await office.later(hours=8)
    told = office.says(conversation, "il va me répondre quand ?")[0]["text"]
    assert "back Tue 24 Nov, 09:00 (Europe/Paris)" in told
    assert "mailbox" in told


async def test_somebody_will_join_here_is_said_only_where_they_can(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    passed_on(office, conversation)
    assert "will join you here" in passed_on(office, conversation)["text"]
    assert "joins you here" in office.says(conversation, "how will they reach me?")[0]["text"]
    office.team.regions.clear()
    other = office.conversation("c2")
    assert "join" not in passed_on(office, other)["text"]
    assert "join" not in passed_on(office, other)["text"]
    told = office.says(other, "how will they reach me? you don't have my email")[0]
    assert "join" not in told["text"]
    assert "cannot reach you yet" in told["text"]
    assert told["data"]["asks"] == "reply-address"
    assert "join" not in office.says(other, "is anyone there?")[0]["text"]


async def test_the_reference_and_what_was_passed_on_are_told(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    reference = passed_on(office, conversation)["data"]["reference"]
    assert reference in office.says(conversation, "what is my reference?")[0]["text"]
    office.says(conversation, "add that I need 900 seats")
    told = office.says(conversation, "what did you send?")[0]["text"]
    assert "C-2" in told
    assert "claire@contoso.example" in told
    assert "900 seats" in told
    assert "nobody of the team is in this chat" in office.says(conversation, "is anybody there?")[0]["text"]


async def test_what_is_added_is_on_the_card_and_beneath_it(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    reference = passed_on(office, conversation)["data"]["reference"]
    await office.work()
    told = office.says(conversation, "écrivez-lui que je veux un devis pour 900 postes")[0]
    assert reference in told["text"]
    await office.work()
    assert [list(card.additions) for card in office.team.cards.values()] == [
        [("écrivez-lui que je veux un devis pour 900 postes")]
    ]
    assert any("900 postes" in text for _, _, text in office.team.said.values())
    assert office.mails() == []


@pytest.mark.parametrize(
    "text", ["au 01 44 55 66 77, je suis à Lyon", "call me at 415 555 2671", ("my number is +44 20 7946 0958")]
)
async def test_a_telephone_number_told_after_the_request_reaches_the_team(office: Office, text: str) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    passed_on(office, conversation)
    await office.work()
    assert text[:12] in office.says(conversation, text)[0]["text"]
    await office.work()
    assert [list(card.additions) for card in office.team.cards.values()] == [[text]]


@pytest.mark.parametrize(
    "text", ["since 2026-12-15 10:30", "0144556677, is that your number?", "we have 450 seats and 12 boxes", "C-100234"]
)
def test_a_date_a_quantity_or_a_question_is_no_number_to_call(text: str) -> None:
    assert not gives_number(text)


async def test_what_is_added_follows_the_mail_in_its_thread_once(office: Office) -> None:
    office.team.regions.clear()
    conversation = office.conversation(identity="claire@contoso.example")
    passed_on(office, conversation)
    office.says(conversation, "add that we are in a hurry")
    await office.work()
    assert "in a hurry" in mails(office)[0].get_body().get_content()  # type: ignore[union-attr]
    office.says(conversation, "please add that I need 900 seats")
    await office.later(minutes=5)
    first, second = mails(office)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert "900 seats" in second.get_body().get_content()  # type: ignore[union-attr]


async def test_a_request_is_withdrawn_and_the_team_told(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    reference = passed_on(office, conversation)["data"]["reference"]
    await office.work()
    told = office.says(conversation, "cancel that request")[0]
    assert f"I have withdrawn your request {reference}. The team is told" in told["text"]
    assert (office.handoff(reference).state, office.handoff(reference).outcome) == ("resolved", "withdrawn")
    await office.later(days=2)
    assert office.mails() == []
    assert any("a retiré cette demande" in text for _, _, text in office.team.said.values())
    assert "You have withdrawn your request" in office.says(conversation, "did you cancel it?")[0]["text"]
    assert "no answer to wait for" in office.says(conversation, "when will they answer?")[0]["text"]


async def test_what_was_mailed_is_withdrawn_by_mail_and_what_was_not_is_never_mailed(office: Office) -> None:
    office.team.regions.clear()
    conversation = office.conversation(language="fr", identity="claire@contoso.example")
    passed_on(office, conversation)
    await office.work()
    office.says(conversation, "je veux annuler cette demande")
    await office.work()
    first, second = mails(office)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert "a retiré cette demande" in second.get_body().get_content()  # type: ignore[union-attr]
    other = office.conversation("c2")
    passed_on(office, other)
    assert "Nothing had gone out yet" in office.says(other, "cancel my request")[0]["text"]
    await office.later(minutes=10)
    assert len(office.mails()) == 2


async def test_who_asks_whether_a_request_was_taken_back_that_never_was_hears_that_there_is_none(
    office: Office,
) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    assert "Nothing of yours has been passed on" in office.says(conversation, "did you cancel my request?")[0]["text"]


async def test_the_questions_of_the_catalogue_are_answered_the_same_way(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    none = office.says(conversation, "will they be long", "answer", topic="handoff", data={"request": "when"})[0]
    assert "Nothing of yours has been passed on" in none["text"]
    assert [button["label"] for button in none["buttons"]] == ["Talk to a person"]
    reference = passed_on(office, conversation)["data"]["reference"]
    told = office.says(conversation, "will they be long", "answer", topic="handoff", data={"request": "when"})[0]
    assert reference in told["text"]
    office.says(conversation, "I want to take it back", "smalltalk", topic="cancel", data={"request": "withdraw"})
    assert office.handoff(reference).outcome == "withdrawn"


async def test_who_only_leaves_something_reads_that_the_request_stays_and_how_to_withdraw_it(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    reference = passed_on(office, conversation)["data"]["reference"]
    told = office.says(conversation, "forget it", "smalltalk", topic="cancel")[0]
    assert f"{reference} stays" in told["text"]
    office.says(conversation, told["buttons"][-1]["say"])
    assert office.handoff(reference).outcome == "withdrawn"


async def test_while_a_person_is_there_all_of_it_is_said_to_them(office: Office) -> None:
    conversation = office.conversation()
    reference = passed_on(office, conversation)["data"]["reference"]
    await office.work()
    await office.handoffs.claim(reference, PAUL)
    assert office.says(conversation, "cancel that request") == []
    assert office.says(conversation, "jo@firm.example") == []
    assert office.handoff(reference).state == store.CLAIMED


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("When will they reply to me?", "when"),
        ("quand vont-ils répondre ?", "when"),
        ("when do they call me back?", "when"),
        ("how long till someone writes back", "when"),
        ("vous me recontactez dans combien de temps", "when"),
        ("when does maintenance start?", None),
        ("quand expire la garantie ?", None),
        ("when can I call technical support?", None),
        ("quand dois-je répondre à l'avis ?", None),
        ("comment vont-ils me joindre ?", "how"),
        ("What's my reference number again?", "reference"),
        ("qu'avez-vous transmis ?", "what"),
        ("Hello, is there anybody?", "there"),
        ("could you add that the firewall is down", "add"),
        ("dites-leur que c'est urgent", "add"),
        ("add: we need it before the holidays", "add"),
        ("Merci d'ajouter : trois boîtiers en plus", "add"),
        ("our address: 12 High Street", None),
        ("tell them", None),
        ("Please withdraw my request.", "withdraw"),
        ("don't cancel my request", None),
        ("did you cancel my request?", "reference"),
        ("what is my contract reference number?", None),
        ("how do I stop automatic renewal?", None),
        ("cancel my request " + "and " * 20, None),
    ],
)
def test_what_is_wanted_of_a_request_is_told_by_its_words(text: str, wish: str | None) -> None:
    assert wish_of(text) == wish
