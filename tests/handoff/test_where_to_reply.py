"""Where somebody who is not verified is to be answered."""

from __future__ import annotations

import pytest

from bot.handoff.reply_address import address_in, is_attempt
from renewals.store.tables import Conversation
from tests.handoff.office import PAUL, Office, mails, passed_on


async def test_who_is_not_verified_is_asked_where_to_reply_and_the_mail_waits_for_it(office: Office) -> None:
    office.team.regions.clear()
    conversation = office.conversation()
    asked = passed_on(office, conversation)
    assert "Where shall they reply?" in asked["text"]
    assert (asked["data"]["asks"], [button["label"] for button in asked["buttons"]]) == ("reply-address", ["No need"])
    await office.work()
    assert office.mails() == []
    kept = office.says(conversation, "my email is jo@firm.example")[0]
    assert "jo@firm.example" in kept["text"]
    await office.work()
    (mail,) = mails(office)
    assert mail["Reply-To"] == "jo@firm.example"
    assert ("Répondre à : jo@firm.example (indiqué par le client, non vérifié)") in mail.get_body().get_content()  # type: ignore[union-attr]
    assert office.handoff(asked["data"]["reference"]).reply_to == "jo@firm.example"


async def test_a_telephone_number_is_kept_as_well_and_is_no_reply_to(office: Office) -> None:
    office.team.regions.clear()
    conversation = office.conversation()
    passed_on(office, conversation)
    office.says(conversation, "+33 1 44 55 66 77")
    await office.work()
    (mail,) = mails(office)
    assert mail["Reply-To"] is None
    assert "+33 1 44 55 66 77" in mail.get_body().get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["no need", "No.", "no leave it", "pas besoin", "non laissez"])
async def test_no_need_goes_on_without(office: Office, text: str) -> None:
    office.team.regions.clear()
    conversation = office.conversation()
    reference = passed_on(office, conversation)["data"]["reference"]
    told = office.says(conversation, text)[0]
    assert reference in told["text"]
    assert "EMEA_renewals@symantec.com" in told["text"]
    assert [button["say"] for button in told["buttons"]] in (["Withdraw my request"], ["Retirez ma demande"])
    await office.work()
    assert len(office.mails()) == 1


async def test_who_goes_on_with_something_else_has_the_request_mailed_two_minutes_later(office: Office) -> None:
    office.team.regions.clear()
    conversation = office.conversation()
    passed_on(office, conversation)
    assert office.says(conversation, "why renew?", "answer", topic="why-renew")[0]["text"] == "…"
    await office.later(seconds=90)
    assert office.mails() == []
    await office.later(seconds=40)
    assert len(office.mails()) == 1


async def test_what_cannot_be_an_address_is_asked_for_once_more(office: Office) -> None:
    conversation = office.conversation()
    passed_on(office, conversation)
    again = office.says(conversation, "jo@firm")[0]
    assert again["data"]["asks"] == "reply-address"
    assert "jo@firm.example" in office.says(conversation, "sorry, jo@firm.example")[0]["text"]


async def test_who_is_verified_is_not_asked_and_the_mail_can_be_answered(office: Office) -> None:
    office.team.regions.clear()
    conversation = office.conversation(identity="claire@contoso.example")
    assert "asks" not in passed_on(office, conversation)["data"]
    await office.work()
    assert [mail["Reply-To"] for mail in mails(office)] == ["claire@contoso.example"]


async def test_an_address_that_was_given_before_is_used_and_told(office: Office) -> None:
    conversation = office.conversation()
    office.says(conversation, "its under my email sam@bluedoor.example", "answer", topic="contract-expiry")
    told = passed_on(office, conversation)
    assert "sam@bluedoor.example, which you gave above" in told["text"]
    assert "asks" not in told["data"]


@pytest.mark.parametrize(
    "text", ["the sender is renewals@firm-billing.example", ("l'expéditeur c'est renewals@firm-billing.example")]
)
async def test_an_address_that_is_somebody_else_s_is_never_used(office: Office, text: str) -> None:
    conversation = office.conversation()
    office.says(conversation, text, "answer", topic="renewal-notice")
    told = passed_on(office, conversation)
    assert told["data"]["asks"] == "reply-address"
    office.says(conversation, "jo@firm.example")
    office.says(conversation, text, "answer", topic="renewal-notice")
    assert office.handoff(told["data"]["reference"]).reply_to == "jo@firm.example"


async def test_an_address_told_late_reaches_the_card_and_the_mail_s_thread(office: Office) -> None:
    office.team.regions.clear()
    conversation = office.conversation()
    reference = passed_on(office, conversation)["data"]["reference"]
    await office.later(minutes=3)
    office.says(conversation, "you can write to jo@firm.example")
    await office.work()
    first, second = mails(office)
    assert (second["Reply-To"], second["In-Reply-To"]) == ("jo@firm.example", first["Message-ID"])
    assert reference in second["Subject"]
    other = office.conversation("c2")
    office.team.regions.add("EMEA")
    passed_on(office, other)
    await office.work()
    office.says(other, "ann@firm.example")
    await office.work()
    assert [card.reply_to for card in office.team.cards.values()] == ["ann@firm.example"]
    assert any("ann@firm.example" in text for _, _, text in office.team.said.values())


async def test_who_has_left_gets_the_answer_at_the_address_they_gave(office: Office) -> None:
    conversation = office.conversation()
    reference = passed_on(office, conversation)["data"]["reference"]
    office.says(conversation, "jo@firm.example")
    await office.work()
    await office.handoffs.claim(reference, PAUL)
    await office.later(minutes=1)
    handoff = office.handoff(reference)
    await office.words.said(str(handoff.channel), str(handoff.thread), "5.0", PAUL, "Here is your answer")
    await office.later(minutes=3)
    assert [to for to, _, _ in office.mails()] == ["jo@firm.example"]


async def test_what_was_given_is_forgotten_with_the_conversation(office: Office) -> None:
    conversation = office.conversation()
    reference = passed_on(office, conversation)["data"]["reference"]
    office.says(conversation, "jo@firm.example")
    office.says(conversation, "add that I need 900 seats")
    with office.sessions.begin() as session:
        office.requests.erased(session, conversation)
        session.delete(session.get_one(Conversation, conversation))
    handoff = office.handoff(reference)
    assert handoff.reply_to is None
    await office.work()
    assert all(not card.additions and card.reply_to is None for card in office.team.cards.values())


@pytest.mark.parametrize(
    ("text", "address", "attempt"),
    [
        ("jo@firm.example", "jo@firm.example", True),
        ("write to <jo.doe+x@firm.example>.", "jo.doe+x@firm.example", True),
        ("call 01.44.55.66.77 please", "01.44.55.66.77", True),
        ("(030) 1234-5678", "(030) 1234-5678", True),
        ("jo@firm", None, True),
        ("jo..doe@firm.example", None, True),
        ("12345", None, True),
        ("C-1002403", None, False),
        ("what about 2027?", None, False),
        ("no idea", None, False),
    ],
)
def test_an_address_is_read_where_there_is_one(text: str, address: str | None, attempt: bool) -> None:
    assert address_in(text) == address
    assert is_attempt(text) is attempt


def test_no_line_break_gets_into_an_address() -> None:
    assert address_in("jo@firm.example\r\nBcc: all@firm.example") == "jo@firm.example"
