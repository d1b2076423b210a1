"""The page of an account holds what its asker may see, and nothing of other accounts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from renewals.access import Customer, SalesRep, Subject, Visitor
from renewals.store import handoffs
from renewals.store.account_page import account_of, account_page
from renewals.store.database import Sessions
from renewals.store.tables import Contract, Conversation, Message, Rep
from tests import marks
from tests.builders import load

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PAUL, MANAGER = SalesRep("paul@vendor.example"), SalesRep("mona@vendor.example", manager=True)


def asks_for_a_person(database: Sessions, email: str, at: datetime) -> str:
    with database.begin() as session:
        name = f"{email} {at}"
        session.add(Conversation(id=name, token_hash=name, language="fr", identity=email, created_at=at, expires_at=at))
        session.flush()
        message = Message(
            id=name,
            conversation_id=name,
            speaker="customer",
            text="…",
            language="fr",
            reply=None,
            answered=True,
            said_at=at,
        )
        session.add(message)
        session.flush()
        return handoffs.begin(session, message, "EMEA", "quote", "fr", at).reference


@pytest.fixture
def filled(database: Sessions) -> Sessions:
    load(
        database,
        {"contract_number": "C-2", "end_date": "2027-02-28", "contact_name": "Hugo",
        "contact_email": "hugo@contoso.example", "reseller": ""},
        {"contract_number": "C-1"},
        {"contract_number": "C-3", "owner_email": "grace@vendor.example", "end_date": "2027-06-30"},
        {"contract_number": "X-1", "account_number": "A-2", "account_name": "Northwind",
        "contact_email": "ann@northwind.example", "country": "US", "owner_email": "grace@vendor.example"},
    )  # fmt: skip
    with database.begin() as session:
        session.add(
            Rep(email="paul@vendor.example", name="Paul Durand", role="rep", regions=[], language="fr", timezone="UTC")
        )
        marks.add_note(session, "C-1", "paul@vendor.example", "waits for the PO", NOW)
        marks.add_note(session, "X-1", "grace@vendor.example", "another's", NOW)
        marks.mark_contacted(session, "C-2", "paul@vendor.example", NOW)
    return database


def test_the_page_holds_contracts_contacts_resellers_owners_notes_and_touches(filled: Sessions) -> None:
    with filled() as session:
        page = account_page(session, PAUL, "A-1")
    assert page is not None
    assert [contract.contract_number for contract in page.contracts] == ["C-1", "C-2", "C-3"]
    assert (page.name, page.country, page.total) == ("Contoso", "FR", 3)
    assert page.contacts == [("Claire Martin", "claire@contoso.example"), ("Hugo", "hugo@contoso.example")]
    assert (page.resellers, page.owners) == (["Distrilog"], ["Paul Durand", "grace@vendor.example"])
    assert [(note.contract_number, note.text) for note in page.notes] == [("C-1", "waits for the PO")]
    assert page.kept["C-2"].contacted_by == "paul@vendor.example"


def test_the_requests_of_its_customers_are_told_the_newest_first(filled: Sessions) -> None:
    first = asks_for_a_person(filled, "claire@contoso.example", NOW)
    second = asks_for_a_person(filled, "hugo@contoso.example", NOW + timedelta(hours=1))
    asks_for_a_person(filled, "ann@northwind.example", NOW)
    with filled.begin() as session:
        handoffs.claim(session, first, "paul@vendor.example", "Paul", NOW)
    with filled() as session:
        page = account_page(session, PAUL, "A-1")
    assert page is not None
    assert [(one.reference, one.state, one.owner_name) for one in page.requests] == [
        (second, "waiting", None),
        (first, "claimed", "Paul"),
    ]


@pytest.mark.parametrize(
    "subject",
    [
        SalesRep("noah@vendor.example"),
        SalesRep("sam@vendor.example", ("AMS",)),
        Customer("ann@northwind.example"),
        Visitor(),
    ],
)
def test_who_may_see_none_of_its_contracts_gets_no_page(filled: Sessions, subject: Subject) -> None:
    with filled() as session:
        assert account_page(session, subject, "A-1") is None
        assert account_of(session, subject, ["C-1"]) == []


def test_the_accounts_of_contracts_are_found_within_the_askers_sight(filled: Sessions) -> None:
    with filled() as session:
        assert account_of(session, MANAGER, ["C-1", "C-2", "X-1"]) == ["A-1", "A-2"]
        assert account_of(session, PAUL, ["c1", "X-1"]) == ["A-1"]
        assert account_of(session, PAUL, []) == []


def test_what_the_file_no_longer_holds_is_not_on_the_page(filled: Sessions) -> None:
    with filled.begin() as session:
        session.execute(sa.update(Contract).where(Contract.number == "C-2").values(gone_at=NOW))
    with filled() as session:
        page = account_page(session, PAUL, "A-1")
    assert page is not None
    assert "Hugo" not in str(page.contacts)
    assert page.total == 2
