import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from renewals.access import SalesRep
from renewals.contract_file import CONTRACT_COLUMNS, read_contracts, read_reps
from renewals.contracts import Status
from renewals.query import EVERYTHING
from renewals.store.contracts import contracts_of
from renewals.store.contracts_gone import DEMONSTRATION
from renewals.store.database import Sessions
from renewals.store.importing import (
    Report,
    Source,
    export_contracts,
    import_contracts,
    import_reps,
    numbers_alike,
)
from renewals.store.tables import Account, Contact, Contract, ContractChange, Rep
from tests.builders import contract_file, empty, load


def count(database: Sessions, table: type) -> int:
    with database() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_importing_again_changes_only_what_changed(database: Sessions) -> None:
    rows = [{"contract_number": f"C-{n}"} for n in range(3)]
    assert (load(database, *rows).new, count(database, Contract)) == (3, 3)
    rows[1]["end_date"] = "2027-06-30"
    report = load(database, *rows, {"contract_number": "C-9"})
    assert (report.new, report.changed, report.unchanged) == (1, 1, 2)
    with database() as session:
        assert session.scalar(sa.select(Contract.end_on).where(Contract.number == "C-1")) == date(2027, 6, 30)
    assert (count(database, Account), count(database, Contact)) == (1, 1)


ACCOUNT_ROWS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 2), st.sampled_from(["FR", "US", "JP"])), min_size=1, max_size=8
)


@given(st.lists(ACCOUNT_ROWS, min_size=1, max_size=3))
def test_a_contract_has_its_accounts_country_whatever_files_say_of_either(
    shared_database: Sessions, files: list[list[tuple[int, int, str]]]
) -> None:
    empty(shared_database)
    for file in files:
        rows = [
            {"contract_number": f"C-{n}", "account_number": f"A-{account}", "country": country}
            for n, account, country in file
        ]
        load(shared_database, *rows)
    with shared_database() as session:
        pairs = session.execute(sa.select(Contract.country, Account.country).join(Contract.account)).all()
    assert pairs
    assert all(of_contract == of_account for of_contract, of_account in pairs)


def imported_from(database: Sessions, name: str, *numbers: str) -> Report:
    file = io.StringIO(contract_file(*({"contract_number": number, "account_number": "A-2001"} for number in numbers)))
    with database.begin() as session:
        return import_contracts(session, read_contracts(file), source=Source(name))


def on_file(database: Sessions) -> list[str]:
    with database() as session:
        return [str(row["contract_number"]) for row in export_contracts(session)]


def test_the_first_file_of_ones_own_takes_the_place_of_the_demonstration(database: Sessions) -> None:
    imported_from(database, DEMONSTRATION, "C-1", "C-2")
    report = imported_from(database, "ours.csv", "H-1")
    assert (report.new, report.demonstration, on_file(database)) == (1, 2, ["H-1"])
    assert count(database, ContractChange) == 1
    assert imported_from(database, "ours.csv", "H-2").demonstration == 0
    assert on_file(database) == ["H-1", "H-2"]


def test_a_file_that_holds_demonstration_contracts_leaves_them_on_file(database: Sessions) -> None:
    imported_from(database, DEMONSTRATION, "C-1", "C-2")
    assert imported_from(database, "changed.csv", "C-2", "H-1").demonstration == 0
    assert on_file(database) == ["C-1", "C-2", "H-1"]


def test_a_file_without_a_good_row_leaves_the_demonstration_on_file(database: Sessions) -> None:
    imported_from(database, DEMONSTRATION, "C-1")
    with database.begin() as session:
        refused = read_contracts(io.StringIO(contract_file({"end_date": "soon"})))
        assert import_contracts(session, refused, source=Source("ours.csv")).refusals
    assert on_file(database) == ["C-1"]


def test_refused_rows_are_told_and_the_good_ones_load(database: Sessions) -> None:
    report = load(
        database, {"contract_number": "C-1"}, {"contract_number": "C-2", "quantity": "none"}, {"contract_number": "C-1"}
    )
    assert (report.new, count(database, Contract)) == (1, 1)
    assert [(refusal.line, refusal.column) for refusal in report.refusals] == [(3, "quantity"), (4, "contract_number")]
    assert "line 2" in report.refusals[1].reason


def test_a_number_in_another_spelling_is_the_same_contract(database: Sessions) -> None:
    report = load(
        database,
        *[{"contract_number": number} for number in ("D-740001", "d-740001", "D 740001", "D–740001", "Ｄ-740001")],
    )
    assert (report.new, len(report.refusals)) == (1, 4)
    assert "line 2, as 'D-740001'" in report.refusals[0].reason
    report = load(database, {"contract_number": "d 740001", "end_date": "2027-12-31"})
    assert (report.new, report.changed) == (0, 1)
    with database() as session:
        assert session.execute(sa.select(Contract.number, Contract.end_on)).all() == [("D-740001", date(2027, 12, 31))]


def test_numbers_that_were_two_and_are_one_now_are_told_and_none_is_lost(database: Sessions) -> None:
    load(database, {"contract_number": "D-1"}, {"contract_number": "E-2"})
    with database.begin() as session:
        first = session.scalars(sa.select(Contract).where(Contract.number == "D-1")).one()
        values = {
            column.name: getattr(first, column.key) for column in Contract.__table__.columns if column.name != "id"
        }
        session.add(Contract(**{**values, "number": "d 1"}))
        session.flush()
        assert numbers_alike(session) == [["D-1", "d 1"]]
    assert load(database, {"contract_number": "d 1", "quantity": "11"}).changed == 1
    report = load(database, {"contract_number": "D/1", "quantity": "12"})
    assert (report.new, report.changed) == (0, 0)
    assert "'D-1', 'd 1'" in report.refusals[0].reason


def test_a_failure_in_the_middle_loads_nothing(database: Sessions) -> None:
    def lines() -> Iterator[str]:
        yield from contract_file(*[{"contract_number": f"C-{n}"} for n in range(1500)]).splitlines(keepends=True)
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="disk"), database.begin() as session:
        import_contracts(session, read_contracts(lines()))
    assert count(database, Contract) == 0


def test_what_is_exported_imports_as_unchanged(database: Sessions) -> None:
    load(
        database,
        {"contract_number": "C-1", "account_name": 'Société "Léa", Fils; et Cie'},
        {"contract_number": "C-2", "auto_renew": "true", "reseller": "", "notice_date": "2026-10-31"},
    )
    out = io.StringIO()
    writer = csv.DictWriter(out, CONTRACT_COLUMNS)
    writer.writeheader()
    with database() as session:
        writer.writerows(export_contracts(session))
    with database.begin() as session:
        report = import_contracts(session, read_contracts(out.getvalue().splitlines(keepends=True)))
    assert (report.new, report.changed, report.unchanged, report.refusals) == (0, 0, 2, [])


def test_reps_are_added_and_updated_by_address(database: Sessions) -> None:
    header = "email,name,role,regions,language,timezone\n"
    for line, outcome in (
        ("p@v.example,Paul,rep,EMEA,fr,Europe/Paris\n", "new"),
        ("p@v.example,Paul,manager,EMEA,fr,Europe/Paris\n", "changed"),
    ):
        with database.begin() as session:
            assert getattr(import_reps(session, read_reps([header, line])), outcome) == 1
    with database() as session:
        assert session.get_one(Rep, "p@v.example").role == "manager"


def noticed(database: Sessions) -> date | None:
    with database() as session:
        return session.scalars(sa.select(Contract.notice_on)).one()


def test_a_file_without_the_last_day_to_stop_a_renewal_leaves_it_as_it_is_while_the_end_stays(
    database: Sessions,
) -> None:
    def load_without(**row: str) -> None:
        columns = [name for name in CONTRACT_COLUMNS if name != "notice_date"]
        with database.begin() as session:
            import_contracts(session, read_contracts(contract_file(row, columns=columns).splitlines(keepends=True)))

    load(database, {"auto_renew": "true", "notice_date": "2026-10-31"})
    load_without(auto_renew="true", quantity="11")
    assert noticed(database) == date(2026, 10, 31)
    # It was of the term that is over: nobody knows the next one's.
    load_without(auto_renew="true", end_date="2027-12-31")
    assert noticed(database) is None
    load(database, {"auto_renew": "true", "end_date": "2027-12-31", "notice_date": "2027-10-31"})
    load(database, {"auto_renew": "true", "end_date": "2027-12-31", "notice_date": ""})
    assert noticed(database) is None


@given(
    st.lists(
        st.tuples(st.integers(-100, 200), st.none() | st.integers(-100, 200), st.booleans()), min_size=1, max_size=8
    ),
    st.sampled_from(Status),
)
def test_the_database_finds_the_contracts_of_a_status_as_the_rule_does(
    shared_database: Sessions, contracts: list[tuple[int, int | None, bool]], status: Status
) -> None:
    today = date(2026, 11, 23)
    empty(shared_database)
    rows = []
    for number, (end, notice, automatic) in enumerate(contracts):
        row = {
            "contract_number": f"C-{number}",
            "start_date": "2020-01-01",
            "end_date": (today + timedelta(days=end)).isoformat(),
        }
        if notice is not None and notice <= end:
            row["notice_date"] = (today + timedelta(days=notice)).isoformat()
        rows.append({**row, "auto_renew": str(automatic).lower()})
    load(shared_database, *rows)
    with shared_database() as session:
        everything, _ = contracts_of(session, SalesRep("x@vendor.example", manager=True), 100)
        found, total = contracts_of(
            session,
            SalesRep("x@vendor.example", manager=True),
            100,
            EVERYTHING.having("status", ["overdue" if status is Status.EXPIRED else status]),
            today=today,
        )
    assert {one.contract_number for one in found} == {
        one.contract_number for one in everything if one.status(today) is status
    }
    assert total == len(found)
    assert [one.deadline(today) for one in found] == sorted(one.deadline(today) for one in found)
