"""What each import changes of a contract is kept, seen by who may see the contract; what the file no longer holds is
gone and may come back.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from renewals.access import Customer, SalesRep, Subject, Visitor
from renewals.contract_file import read_contracts
from renewals.store import reminders, renewing
from renewals.store.changes import Change, changes_of
from renewals.store.contracts import address_for, asker, contracts_of, representative
from renewals.store.contracts_gone import MayNotEnd
from renewals.store.database import Sessions
from renewals.store.importing import (
    CHANGES_KEPT,
    Report,
    Source,
    contracts_as_of,
    export_contracts,
    import_contracts,
    numbers_alike,
    would_end,
)
from renewals.store.retention import forget_traces, of_person
from renewals.store.tables import Contract, ContractChange
from tests import marks
from tests.builders import contract_file, empty, load

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MANAGER = SalesRep("boss@vendor.example", manager=True)
PAUL = SalesRep("paul@vendor.example")


def load_file(
    database: Sessions, *rows: dict[str, str], at: datetime = NOW, whole: bool = False, may_end: int = 0, **how: Any
) -> Report:
    lines = contract_file(*rows).splitlines(keepends=True)
    with database.begin() as session:
        return import_contracts(
            session, read_contracts(lines), source=Source("crm.csv", at=at, whole=whole, **how), may_end=may_end
        )


def seen(
    database: Sessions, subject: Subject = MANAGER, since: datetime = NOW, until: datetime = NOW + timedelta(days=9)
) -> list[Change]:
    with database() as session:
        found, total = changes_of(session, subject, since, until, 100)
        assert total == len(found)
        return found


def on_file(database: Sessions, subject: Subject = MANAGER) -> list[str]:
    with database() as session:
        return [contract.contract_number for contract in contracts_of(session, subject, 100)[0]]


def test_a_change_tells_what_when_and_from_which_file_with_the_old_and_the_new_value(database: Sessions) -> None:
    load_file(database, {"auto_renew": "true", "notice_date": "2026-10-31"})
    later = NOW + timedelta(days=1)
    changed = {
        "end_date": "2027-12-31",
        "owner_email": "lea@vendor.example",
        "account_name": "Contoso SA",
        "contact_email": "ann@contoso.example",
    }
    load_file(database, {"auto_renew": "true", **changed}, at=later)
    change, new = seen(database)
    assert (new.what, new.details, new.at) == ("new", {}, NOW)
    assert (change.contract_number, change.what, change.at, change.file) == ("C-1", "changed", later, "crm.csv")
    assert change.details == {
        "end_date": ["2026-12-31", "2027-12-31"],
        "owner_email": ["paul@vendor.example", "lea@vendor.example"],
        "account_name": ["Contoso", "Contoso SA"],
        "contact_email": ["claire@contoso.example", "ann@contoso.example"],
        "notice_date": ["2026-10-31", None],
    }
    assert [one.what for one in seen(database, since=later)] == ["changed"]
    assert [one.what for one in seen(database, until=later)] == ["new"]


def test_an_import_that_changes_nothing_keeps_nothing(database: Sessions) -> None:
    load_file(database, {})
    report = load_file(database, {}, at=NOW + timedelta(days=1))
    assert (report.unchanged, [one.what for one in seen(database)]) == (1, ["new"])


def test_a_new_name_of_an_account_or_a_contact_is_a_change_of_each_contract_in_the_file(database: Sessions) -> None:
    rows = [{"contract_number": f"C-{number}"} for number in (1, 2)]
    load_file(database, *rows)
    report = load_file(
        database,
        *({**row, "account_name": "Contoso SA", "contact_name": "Claire Dupont"} for row in rows),
        at=NOW + timedelta(days=1),
    )
    assert report.changed == 2
    assert [one.details for one in seen(database, since=NOW + timedelta(days=1))] == [
        {"account_name": ["Contoso", "Contoso SA"], "contact_name": ["Claire Martin", "Claire Dupont"]}
    ] * 2


def test_changes_are_seen_by_who_may_see_the_contract_and_by_nobody_else(database: Sessions) -> None:
    load_file(
        database,
        {},
        {
            "contract_number": "X-1",
            "account_number": "A-2",
            "account_name": "Northwind",
            "owner_email": "sam@vendor.example",
        },
    )
    assert [one.contract_number for one in seen(database)] == ["C-1", "X-1"]
    assert [one.contract_number for one in seen(database, PAUL)] == ["C-1"]
    assert seen(database, Visitor()) == seen(database, Customer("nobody@contoso.example")) == []
    with database() as session:
        assert [
            one.contract_number
            for one in changes_of(session, MANAGER, NOW, NOW + timedelta(1), 9, owner="sam@vendor.example")[0]
        ] == ["X-1"]


def test_changes_are_forgotten_after_two_years(database: Sessions) -> None:
    load_file(database, {})
    load_file(database, {"quantity": "11"}, at=NOW + CHANGES_KEPT + timedelta(days=1))
    assert [one.what for one in seen(database, until=NOW + CHANGES_KEPT * 2)] == ["changed"]


def test_a_whole_file_ends_what_it_does_not_hold_and_nobody_sees_that_any_more(database: Sessions) -> None:
    load_file(
        database,
        {},
        {
            "contract_number": "C-2",
            "account_number": "A-2",
            "account_name": "Northwind",
            "owner_email": "sam@vendor.example",
        },
    )
    with database.begin() as session:
        marks.remind(session, "C-2", "sam@vendor.example", NOW.date())
    report = load_file(database, {}, at=NOW + timedelta(days=1), whole=True, may_end=1)
    assert (report.gone, report.unchanged) == (1, 1)
    assert on_file(database) == ["C-1"]
    assert [(one.contract_number, one.what) for one in seen(database, since=NOW + timedelta(days=1))] == [
        ("C-2", "gone")
    ]
    with database() as session:
        assert representative(session, "sam@vendor.example") is None
        assert asker(session, "none").subject == Visitor()
        assert address_for(session, "C-2") is None
        assert [row["contract_number"] for row in export_contracts(session)] == ["C-1"]
        assert reminders.due_reminders(session, "sam@vendor.example", NOW.date()) == []
        assert "sam@vendor.example" not in renewing.everyone_with_renewals(session)


def test_what_comes_back_is_shown_again_with_all_that_was_kept_on_it(database: Sessions) -> None:
    load_file(database, {}, {"contract_number": "C-2"})
    with database.begin() as session:
        marks.add_note(session, "C-2", "paul@vendor.example", "called", NOW)
    load_file(database, {}, at=NOW + timedelta(days=1), whole=True, may_end=1)
    report = load_file(database, {"contract_number": "c 2"}, at=NOW + timedelta(days=2))
    assert (report.new, report.changed) == (0, 1)
    assert on_file(database) == ["C-1", "C-2"]
    assert [one.what for one in seen(database, since=NOW + timedelta(days=2))] == ["back"]
    with database() as session:
        assert renewing.progress_of(session, "C-2").notes[0][1] == "called"


def test_no_more_end_than_were_agreed_to_and_then_nothing_is_changed(database: Sessions) -> None:
    load_file(database, *({"contract_number": f"C-{number}"} for number in range(3)))
    with pytest.raises(MayNotEnd, match="would end 2 contracts, not 1"):
        load_file(
            database, {"contract_number": "C-0", "quantity": "99"}, {"contract_number": "C-9"}, whole=True, may_end=1
        )
    assert on_file(database) == ["C-0", "C-1", "C-2"]
    with database() as session:
        assert session.scalars(sa.select(Contract.quantity).distinct()).all() == [10]


def test_a_contract_whose_row_was_refused_does_not_end(database: Sessions) -> None:
    load_file(database, {}, {"contract_number": "C-2"}, {"contract_number": "C-3"})
    report = load_file(database, {}, {"contract_number": "C-2", "quantity": "none"}, whole=True, may_end=1)
    assert (report.gone, len(report.refusals)) == (1, 1)
    assert on_file(database) == ["C-1", "C-2"]


def test_where_a_row_cannot_be_read_at_all_nothing_ends(database: Sessions) -> None:
    load_file(database, {}, {"contract_number": "C-2"})
    lines = [*contract_file({}).splitlines(keepends=True), "C-2,too,few\n"]
    with database() as session:
        assert would_end(session, read_contracts(lines)).unread == 1
        with pytest.raises(MayNotEnd, match="cannot be told"):
            import_contracts(session, read_contracts(lines), source=Source(whole=True), may_end=9)


def test_an_empty_file_never_ends_everything(database: Sessions) -> None:
    load_file(database, {})
    with pytest.raises(MayNotEnd, match="no contract"):
        load_file(database, whole=True, may_end=9)


def test_what_is_known_is_as_old_as_the_file_that_was_loaded_last(database: Sessions) -> None:
    with database() as session:
        assert contracts_as_of(session) is None
    load_file(database, {})
    load_file(database, {}, at=NOW + timedelta(days=3), written_at=NOW + timedelta(days=2))
    with database() as session:
        assert contracts_as_of(session) == NOW + timedelta(days=2)
    # A clock that goes wrong elsewhere makes no file younger than its import.
    load_file(database, {}, at=NOW + timedelta(days=4), written_at=NOW + timedelta(days=40))
    with database() as session:
        assert contracts_as_of(session) == NOW + timedelta(days=4)


def test_numbers_that_are_one_now_are_told_and_end_only_by_their_own_absence(database: Sessions) -> None:
    load(database, {"contract_number": "D-1"}, {"contract_number": "E-2"})
    with database.begin() as session:
        first = session.scalars(sa.select(Contract).where(Contract.number == "D-1")).one()
        values = {
            column.name: getattr(first, column.key) for column in Contract.__table__.columns if column.name != "id"
        }
        session.add(Contract(**{**values, "number": "d 1"}))
        session.flush()
        assert numbers_alike(session) == [["D-1", "d 1"]]
    report = load_file(database, {"contract_number": "d 1"}, {"contract_number": "E-2"}, whole=True, may_end=1)
    assert report.gone == 1
    assert on_file(database) == ["E-2", "d 1"]


ROWS = st.dictionaries(st.integers(0, 5), st.integers(1, 3), min_size=1)


@given(st.lists(ROWS, min_size=1, max_size=4))
def test_the_changes_taken_together_lead_from_nothing_to_what_is_on_file(
    shared_database: Sessions, files: list[dict[int, int]]
) -> None:
    empty(shared_database)
    held: dict[str, int] = {}
    for day, rows in enumerate(files):
        load_file(
            shared_database,
            *({"contract_number": f"C-{number}", "quantity": str(quantity)} for number, quantity in rows.items()),
            at=NOW + timedelta(days=day),
            whole=True,
            may_end=9,
        )
    with shared_database() as session:
        for change in session.scalars(sa.select(ContractChange).order_by(ContractChange.id)):
            if change.what == "gone":
                del held[change.contract_number]
            elif change.what == "new":
                held[change.contract_number] = 0
            else:
                held.setdefault(change.contract_number, 0)
    assert sorted(held) == sorted(on_file(shared_database)) == sorted(f"C-{number}" for number in files[-1])


def test_a_person_who_is_erased_leaves_the_changes_and_what_changed_beside_them_stays(database: Sessions) -> None:
    load_file(
        database, {}, {"contract_number": "C-2", "account_number": "A-2", "contact_email": "ann@northwind.example"}
    )
    moved = {"contact_email": "ann@contoso.example", "quantity": "11"}
    load_file(
        database,
        moved,
        {
            "contract_number": "C-2",
            "account_number": "A-2",
            "contact_email": "ann@northwind.example",
            "contact_name": "Ann",
        },
    )
    load_file(database, {**moved, "contact_name": "Ann Lee"})
    with database.begin() as session:
        assert len(of_person(session, "ann@contoso.example")["contract_changes"]) == 2
        forget_traces(session, "ann@contoso.example", NOW)
        assert of_person(session, "ann@contoso.example")["contract_changes"] == []
    details = [one.details for one in seen(database) if one.what == "changed"]
    assert sorted(details, key=str) == [{"contact_name": ["Claire Martin", "Ann"]}, {"quantity": [10, 11]}, {}]
