"""What stands beside a contract for representatives: the owner by name, the last note, the contact's language, the
contract talked of.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from renewals.access import SalesRep
from renewals.contracts import Terms
from renewals.store.contracts import contracts_of, numbered
from renewals.store.database import Sessions
from renewals.store.people_to_call import beside, contracts_told, kept_on, language_talked, numbers_named
from renewals.store.renewing import Progress
from renewals.store.tables import Conversation, Message, Rep
from tests import marks
from tests.builders import load

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PAUL = SalesRep("paul@vendor.example")


def the(database: Sessions, number: str) -> Terms:
    with database() as session:
        return contracts_of(session, PAUL, 1, numbered(number))[0][0]


def test_a_contract_comes_with_its_contacts_address(database: Sessions) -> None:
    load(database, {"contact_name": "Åsa Lindqvist", "contact_email": "asa@contoso.example"})
    contract = the(database, "C-1")
    assert (contract.contact_name, contract.contact_email) == ("Åsa Lindqvist", "asa@contoso.example")


def test_the_owner_is_named_as_on_file_and_the_last_note_stands_beside(database: Sessions) -> None:
    load(database, {})
    with database.begin() as session:
        assert beside(session, the(database, "C-1")).owner == "paul@vendor.example"
        session.add(
            Rep(email="paul@vendor.example", name="Paul Durand", role="rep", regions=[], language="fr", timezone="UTC")
        )
        marks.add_note(session, "C-1", "paul@vendor.example", "first", NOW)
        marks.add_note(session, "C-1", "grace@vendor.example", "waits for the PO", NOW)
    with database() as session:
        there = beside(session, the(database, "C-1"))
    assert there.owner == "Paul Durand"
    assert there.note == ("grace@vendor.example", "waits for the PO", NOW.date())


def test_what_is_kept_on_many_contracts_is_read_for_each_and_only_of_the_present_term(database: Sessions) -> None:
    load(database, *({"contract_number": f"C-{number}"} for number in range(1, 1203)))
    with database.begin() as session:
        marks.mark_contacted(session, "C-2", "paul@vendor.example", NOW)
        marks.mark_contacted(session, "C-3", "paul@vendor.example", NOW)
        marks.add_note(session, "C-1202", "paul@vendor.example", "last one", NOW)
    load(database, {"contract_number": "C-3", "end_date": "2027-12-31"})
    with database() as session:
        kept = kept_on(session, [f"C-{number}" for number in range(1, 1203)])
    assert len(kept) == 1202
    assert kept["C-2"].contacted_on == NOW.date()
    assert kept["C-3"] == Progress()
    assert kept["C-1202"].notes == (("paul@vendor.example", "last one", date(2026, 11, 23)),)


def talk(database: Sessions, name: str, identity: str, language: str, at: datetime, *replies: dict[str, Any]) -> None:
    with database.begin() as session:
        session.add(
            Conversation(id=name, token_hash=name, language=language, identity=identity, created_at=at, expires_at=at)
        )
        session.flush()
        for place, reply in enumerate(replies):
            message = Message(id=f"{name}-{place}", conversation_id=name, speaker="assistant", text="…",
            language=language, reply=reply, answered=True, said_at=at)  # fmt: skip
            session.add(message)
            session.flush()


def test_the_language_of_the_newest_conversation_counts(database: Sessions) -> None:
    talk(database, "one", "asa@contoso.example", "fr", NOW)
    talk(database, "two", "asa@contoso.example", "en", NOW + timedelta(days=1))
    with database() as session:
        assert language_talked(session, "asa@contoso.example") == "en"
        assert language_talked(session, "else@contoso.example") is None
        assert language_talked(session, "") is None


def test_the_contracts_talked_of_are_those_of_the_last_reply_that_told_of_any(database: Sessions) -> None:
    told = [
        {"data": {"contracts": [{"contract_number": number} for number in numbers]}}
        for numbers in (["C-1"], ["C-2", "C-3"])
    ]
    talk(database, "one", "paul@vendor.example", "en", NOW, *told, {"data": None}, {"text": "no data"})
    talk(database, "none", "paul@vendor.example", "en", NOW, {"data": {"contracts": []}})
    with database() as session:
        assert contracts_told(session, "one") == ["C-2", "C-3"]
        assert contracts_told(session, "none") == []
        assert contracts_told(session, "unknown") == []


def test_contracts_named_by_number_are_those_on_file_within_sight(database: Sessions) -> None:
    load(
        database,
        {"contract_number": "C-100234"},
        {"contract_number": "X-100235", "account_number": "A-2", "owner_email": "grace@vendor.example"},
    )
    with database() as session:
        assert numbers_named(session, PAUL, "to them about c 100234, please, by 2027 (not X-100235)") == ["C-100234"]
        assert (
            numbers_named(session, PAUL, "contract 100234")
            == numbers_named(session, PAUL, "for 100234, please")
            == ["C-100234"]
        )
        assert numbers_named(session, PAUL, "to them, at 9") == []
