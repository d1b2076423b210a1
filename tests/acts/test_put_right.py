"""An act that was meant for another contract, or is done otherwise after all, is put right in one sentence; and a
contact's name is as good as the account's.
"""

from __future__ import annotations

import pytest

from renewals.store.tables import Contact, Contract, ContractMark, ContractNote, Reminder
from tests.acts.acting import ActingDesk


def marked(acting: ActingDesk) -> set[str]:
    with acting.sessions() as session:
        rows = session.query(ContractMark, Contract).join(Contract, Contract.id == ContractMark.contract_id).all()
        return {contract.number for mark, contract in rows if mark.contacted_at}


@pytest.mark.parametrize(
    "text",
    [
        "oops, undo that - it was F-200",
        "undo that, it was F-200",
        "oups, annule ça, c'était F-200",
        "undo that, it was F-200, not C-100",
        "annule ça, je voulais dire F-200",
    ],
)
async def test_what_was_done_to_the_wrong_contract_is_taken_back_and_done_to_the_right_one(
    acting: ActingDesk, text: str
) -> None:
    await acting.say("called C-100")
    reply = await acting.say(text)
    assert marked(acting) == {"F-200"}
    assert all(number in reply["text"] for number in ("C-100", "F-200"))


@pytest.mark.parametrize("text", ["C-100 mark as contacted", "C-100: mark as contacted, talked at noon"])
async def test_the_number_may_stand_before_what_is_done(acting: ActingDesk, text: str) -> None:
    await acting.say(text)
    assert marked(acting) == {"C-100"}


async def test_the_last_act_is_taken_back_and_another_one_done_instead(acting: ActingDesk) -> None:
    await acting.say("remind me about C-100 on 10 December")
    reply = await acting.say("actually clear that, she just rang back. mark C-100 as contacted")
    with acting.sessions() as session:
        assert not session.query(Reminder).all()
        assert not session.query(ContractNote).all()
    assert marked(acting) == {"C-100"}
    assert reply["data"]["acts"]["undo"]


async def test_without_anything_to_take_back_nothing_is_done(acting: ActingDesk) -> None:
    await acting.say("undo that, it was F-200")
    with acting.sessions() as session:
        assert not session.query(ContractMark).all()


@pytest.mark.parametrize(
    "text", ["called Claire Martin", "j'ai eu claire martin ce matin", "called Claire Martin, PO next week"]
)
async def test_a_contact_s_whole_name_is_as_good_as_the_account_s(acting: ActingDesk, text: str) -> None:
    with acting.sessions.begin() as session:
        session.query(Contact).filter(Contact.name == "Claire Martin").update({"name": "Someone Else"})
        session.query(Contact).filter(Contact.account_id == 1).update({"name": "Claire Martin"})
    await acting.say(text)
    assert marked(acting) == {"C-100"}


async def test_a_contact_s_address_and_telephone_are_told_by_their_name(acting: ActingDesk) -> None:
    with acting.sessions.begin() as session:
        session.query(Contact).filter(Contact.account_id != 1).update({"name": "Someone Else"})
    reply = await acting.say("Claire Martin's phone number?")
    assert "claire@contoso.example" in reply["text"]
    assert "No telephone number is on file." in reply["text"]


async def test_a_contact_of_nobody_in_sight_is_none(acting: ActingDesk) -> None:
    with acting.sessions.begin() as session:
        session.query(Contract).update({"owner_email": "somebody@else.example", "country": "JP"})
    await acting.say("called Claire Martin")
    assert marked(acting) == set()
