"""Answers to the question whether to pass this on, beside yes and no: an address, a number, something more."""

from __future__ import annotations

import pytest

from bot.handoff.reply_address import given_beside
from tests.handoff.office import Office, mails

NOTHING = {"request": "nothing"}


def asked(office: Office, conversation: str) -> str:
    """Has the assistant ask whether to pass this on; the question."""
    told = office.says(conversation, "Kenya", "handoff", topic="handoff", data={"region": "EMEA"}, confidence=0.5)
    assert told[0]["data"]["asks"] == "hand-off"
    return str(told[0]["text"])


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("555-0182 ext 3", "555-0182"),
        ("my number is +33 1 44 55 66 77", "+33 1 44 55 66 77"),
        ("jo@firm.example and I am not amused", "jo@firm.example"),
    ],
)
async def test_an_address_in_the_place_of_a_yes_is_noted_and_asked_about_once_more(
    office: Office, said: str, address: str
) -> None:
    office.team.regions.clear()
    conversation = office.conversation()
    question = asked(office, conversation)
    (noted,) = office.says(conversation, said)
    assert address in noted["text"].partition("\n")[0]
    assert (noted["text"].partition("\n")[2], noted["data"]["asks"]) == (question, "hand-off")
    await office.work()
    assert office.mails() == []
    passed = office.says(conversation, "yes", "handoff", topic="affirm", data={"region": "EMEA"})[0]
    assert address in passed["text"]
    await office.work()
    (mail,) = mails(office)
    assert address in mail.get_body().get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "said",
    ["yes, at jo@firm.example", "jo@firm.example", "on 12/12/2026", "12 licences", "C-100234", "ok 0144556677", ""],
)
def test_a_yes_a_bare_address_and_other_numbers_are_not_noted(said: str) -> None:
    assert given_beside(said) is None


async def test_where_nothing_was_asked_an_address_is_understood_as_always(office: Office) -> None:
    conversation = office.conversation()
    assert office.says(conversation, "555-0182 ext 3", "fallback")[0]["text"] == "…"


@pytest.mark.parametrize("said", ["add that we need it by Friday", "ok, also include that we are 30 now"])
async def test_what_is_added_to_no_request_leads_to_the_question(office: Office, said: str) -> None:
    conversation = office.conversation()
    (told,) = office.says(conversation, said)
    assert told["text"].startswith("Nothing of yours has been passed on so far")
    assert told["data"]["asks"] == "hand-off"


async def test_a_no_to_sending_anything_says_that_nothing_goes_out(office: Office) -> None:
    conversation = office.conversation()
    (told,) = office.says(conversation, "don't send anything", "smalltalk", topic="deny", data=NOTHING)
    assert (told["text"], told["data"]) == ("…", None)


async def test_where_a_request_is_open_it_is_named_with_the_way_to_withdraw_it(office: Office) -> None:
    conversation = office.conversation()
    reference = office.asks(conversation)
    (told,) = office.says(conversation, "don't send anything", "smalltalk", topic="deny", data=NOTHING)
    assert reference in told["text"]
    assert [button["label"] for button in told["buttons"]] == ["Withdraw the request"]
