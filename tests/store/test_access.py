"""Who sees which contract, over many random firms, contacts, owners and territories."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from renewals.access import Customer, SalesRep, Subject, Visitor
from renewals.people import PersonName
from renewals.regions import region_of
from renewals.store.contracts import Asker, address_for, asker, contracts_of, country_of, known_address
from renewals.store.database import Sessions
from renewals.store.names import people_for
from renewals.store.tables import Base, Contract, Conversation, Rep
from tests.builders import empty, load

CONTACTS = [f"{name}@customer.example" for name in ("ann", "bob", "eve")]
OWNERS = [f"{name}@vendor.example" for name in ("paul", "grace")]
COUNTRIES = ["FR", "US", "JP", "CN", "AU"]

rows = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(CONTACTS), st.sampled_from(OWNERS)), min_size=1, max_size=12
)
subjects = st.one_of(
    st.just(Visitor()),
    st.builds(Customer, st.sampled_from([*CONTACTS, "nobody@customer.example"])),
    st.builds(
        SalesRep,
        st.sampled_from([*OWNERS, "new@vendor.example"]),
        st.lists(st.sampled_from(["EMEA", "AMS", "JP", "CN", "SG"]), unique=True).map(tuple),
        st.booleans(),
    ),
)


def expected(contracts: list[tuple[int, str, str]], subject: Subject) -> set[str]:
    """The same rule once more, as the rules on who sees what say it, over plain values."""
    country = {account: COUNTRIES[account] for account, _, _ in contracts}
    match subject:
        case Visitor():
            seen: set[int] = set()
        case Customer(email):
            seen = {account for account, contact, _ in contracts if contact == email}
        case SalesRep(_, _, True):
            seen = set(country)
        case SalesRep(email, regions, False):
            seen = {account for account, _, owner in contracts if owner == email} | {
                a for a, code in country.items() if region_of(code).code in regions
            }
    return {f"C-{number}" for number, (account, _, _) in enumerate(contracts) if account in seen}


@given(rows, subjects)
def test_each_subject_sees_exactly_what_is_theirs(
    shared_database: Sessions, contracts: list[tuple[int, str, str]], subject: Subject
) -> None:
    empty(shared_database)
    load(
        shared_database,
        *(
            {
                "contract_number": f"C-{number}",
                "account_number": f"A-{account}",
                "account_name": f"Firm {account}",
                "country": COUNTRIES[account],
                "contact_email": contact,
                "owner_email": owner,
            }
            for number, (account, contact, owner) in enumerate(contracts)
        ),
    )
    with shared_database() as session:
        found, total = contracts_of(session, subject, 100)
    assert {contract.contract_number for contract in found} == expected(contracts, subject)
    assert total == len(found)


def test_who_is_replaced_in_a_later_file_sees_nothing_of_the_account_any_more(database: Sessions) -> None:
    load(
        database,
        {"contact_email": "ann@customer.example"},
        {"contract_number": "C-2", "contact_email": "bob@customer.example"},
    )
    load(database, {"contact_email": "eve@customer.example"})
    with database() as session:
        ann, bob, eve = (
            contracts_of(session, Customer(f"{name}@customer.example"), 100)[1] for name in ("ann", "bob", "eve")
        )
        assert (ann, bob, eve) == (0, 2, 2)
        assert known_address(session, "ann@customer.example") is None
        assert address_for(session, "C-1") == "eve@customer.example"
        assert country_of(session, Customer("ann@customer.example")) is None
        assert country_of(session, Customer("eve@customer.example")) == "FR"


def test_who_is_contact_of_nothing_but_what_is_gone_sees_nothing_of_the_account(database: Sessions) -> None:
    load(
        database,
        {"contact_email": "ann@customer.example"},
        {"contract_number": "C-2", "contact_email": "bob@customer.example"},
    )
    with database.begin() as session:
        session.execute(sa.update(Contract).where(Contract.number == "C-1").values(gone_at=datetime.now(UTC)))
    with database() as session:
        assert contracts_of(session, Customer("ann@customer.example"), 100)[1] == 0
        assert contracts_of(session, Customer("bob@customer.example"), 100)[1] == 1


def test_who_comes_back_as_a_contact_sees_the_account_again(database: Sessions) -> None:
    for email in ("ann@customer.example", "eve@customer.example", "ann@customer.example"):
        load(database, {"contact_email": email})
    with database() as session:
        assert contracts_of(session, Customer("ann@customer.example"), 100)[1] == 1
        assert contracts_of(session, Customer("eve@customer.example"), 100)[1] == 0


def test_an_address_on_file_decides_who_somebody_is(database: Sessions) -> None:
    load(database, {"contact_email": "ann@customer.example", "owner_email": "paul@vendor.example"})
    known = {
        None: Visitor(),
        "ann@customer.example": Customer("ann@customer.example"),
        "paul@vendor.example": SalesRep("paul@vendor.example"),
        "grace@vendor.example": SalesRep("grace@vendor.example", ("EMEA", "SG"), False),
        "boss@vendor.example": SalesRep("boss@vendor.example", (), True),
        "x@elsewhere.example": Customer("x@elsewhere.example"),
    }
    now = datetime.now(UTC)
    with database.begin() as session:
        session.add(
            Rep(email="boss@vendor.example", name="B", role="manager", regions=[], language="en", timezone="UTC")
        )
        session.add(
            Rep(
                email="grace@vendor.example",
                name="G",
                role="rep",
                regions=["EMEA", "SG"],
                language="en",
                timezone="UTC",
            )
        )
        for address in known:
            session.add(
                Conversation(
                    id=str(address),
                    token_hash=str(address),
                    language="en",
                    identity=address,
                    created_at=now,
                    expires_at=now,
                )
            )
    with database() as session:
        assert {address: asker(session, str(address)).subject for address in known} == known
        assert asker(session, "ann@customer.example").identity == "ann@customer.example"
        assert asker(session, "no such conversation") == Asker(None, Visitor(), None)


def test_every_table_of_the_store_is_known() -> None:
    assert {"accounts", "contacts", "contracts", "reps", "conversations", "messages", "contract_readings"} <= set(
        Base.metadata.tables
    )


def test_representatives_know_all_colleagues_and_owners_and_customers_know_none_of_them(database: Sessions) -> None:
    load(
        database,
        {"owner_email": "paul.durand@vendor.example"},
        {"contract_number": "C-2", "owner_email": "lea@vendor.example"},
    )
    with database.begin() as session:
        session.add(
            Rep(email="lea@vendor.example", name="Léa Marchand", role="rep", regions=[], language="fr", timezone="UTC")
        )
        known = people_for(session, SalesRep("paul.durand@vendor.example"))
        assert known == {PersonName("paul.durand@vendor.example", ""), PersonName("lea@vendor.example", "Léa Marchand")}
        assert people_for(session, Customer("claire@contoso.example")) == people_for(session, Visitor()) == frozenset()
