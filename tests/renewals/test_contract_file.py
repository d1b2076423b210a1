from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.column_map import ColumnMap
from renewals.contract_file import CONTRACT_COLUMNS, NotSuchAFile, Refusal, read_contracts, read_reps
from tests.builders import contract_file
from tests.renewals.rows_read import read, refusal


def test_a_good_row_is_read_with_typed_values() -> None:
    (row,) = read(contract_file({"auto_renew": "TRUE", "contact_email": "Claire@Contoso.Example", "country": "fr"}))
    assert isinstance(row, dict)
    assert row["auto_renew"] is True
    assert row["end_date"].isoformat() == "2026-12-31"
    assert (row["quantity"], row["contact_email"], row["country"], row["line"]) == (
        10,
        "claire@contoso.example",
        "FR",
        2,
    )


@pytest.mark.parametrize(
    ("difference", "column", "words"),
    [
        ({"contract_number": ""}, "contract_number", "empty"),
        ({"end_date": "31/12/2026"}, "end_date", "write 2026-12-31"),
        ({"end_date": "07/28/2026"}, "end_date", "write 2026-07-28"),
        ({"end_date": "05/06/2027"}, "end_date", "in two ways, 2027-06-05 and 2027-05-06"),
        ({"end_date": "31-02-2027"}, "end_date", "no day"),
        ({"end_date": "46387"}, "end_date", "spreadsheet's number for a day"),
        ({"end_date": "31/12/26"}, "end_date", "four digits"),
        ({"end_date": "2026-12-31 23:59:59"}, "end_date", "not a date"),
        ({"end_date": "2026-02-30"}, "end_date", "no day"),
        ({"end_date": "next year"}, "end_date", "not a date"),
        ({"end_date": "2025-12-31"}, "end_date", "before the start date"),
        ({"country": "France"}, "country", "ISO 3166-1"),
        ({"country": "XX"}, "country", "ISO 3166-1"),
        ({"segment": "huge"}, "segment", "small-business, enterprise"),
        ({"contact_email": "claire at contoso"}, "contact_email", "no e-mail"),
        ({"product_type": "saas"}, "product_type", "online-service"),
        ({"offering": "gold"}, "offering", "essential-support"),
        ({"auto_renew": "perhaps"}, "auto_renew", "neither true"),
        ({"contract_number": "1.2E+11"}, "contract_number", "rounded"),
        ({"account_number": "1,2e+9"}, "account_number", "rounded"),
        ({"contract_number": "--- "}, "contract_number", "empty"),
        ({"contract_number": "//"}, "contract_number", "no letter and no digit"),
        ({"account_name": "#N/A"}, "account_name", "spreadsheet's error"),
        ({"account_name": "#VALEUR!"}, "account_name", "spreadsheet's error"),
        ({"reseller": "#REF!"}, "reseller", "spreadsheet's error"),
        ({"account_name": "NULL"}, "account_name", "empty"),
        ({"account_name": "=SUM(A1:A9)"}, "account_name", "formula"),
        ({"account_name": "Soci\ufffdt\ufffd"}, "account_name", "lost"),
        ({"quantity": "1,000"}, "quantity", "whole number"),
        ({"contact_email": "anna@verite..example"}, "contact_email", "domain"),
        ({"contact_email": "anna..roy@verite.example"}, "contact_email", "dot too many"),
        ({"contact_email": "anna@localhost"}, "contact_email", "domain"),
        ({"contact_email": "anna@verite.invalid"}, "contact_email", "domain"),
        ({"contact_email": "anna@verite.example; bob@verite.example"}, "contact_email", "before its @"),
        ({"quantity": "-1"}, "quantity", "whole number"),
        ({"quantity": "1.000"}, "quantity", "whole number"),
        ({"quantity": "1e3"}, "quantity", "whole number"),
        ({"quantity": "10 postes"}, "quantity", "whole number"),
        ({"contract_number": "12345.0"}, "contract_number", "taken for an amount"),
        ({"contract_number": "1.23457E+12"}, "contract_number", "rounded"),
        ({"contract_number": "=C1"}, "contract_number", "formula"),
        ({"account_name": "(null)"}, "account_name", "empty"),
        ({"account_name": "undefined"}, "account_name", "empty"),
        ({"account_name": "#NOM?"}, "account_name", "spreadsheet's error"),
        ({"account_name": "#SPILL!"}, "account_name", "spreadsheet's error"),
        ({"account_name": "####"}, "account_name", "spreadsheet's error"),
        ({"end_date": "12/31/2026"}, "end_date", "write 2026-12-31"),
        ({"end_date": "31.12.2026"}, "end_date", "write 2026-12-31"),
        ({"end_date": "03.04.2027"}, "end_date", "in two ways, 2027-04-03 and 2027-03-04"),
        ({"end_date": "0000-00-00"}, "end_date", "no day"),
        ({"end_date": "2027-02-29"}, "end_date", "no day"),
        ({"end_date": "31-Dec-2026"}, "end_date", "not a date"),
        ({"contact_email": "anna@verite,example"}, "contact_email", "domain"),
        ({"contact_email": "anna @verite.example"}, "contact_email", "before its @"),
        ({"contact_email": "anna@@verite.example"}, "contact_email", "before its @"),
        ({"contact_email": ".anna@verite.example"}, "contact_email", "dot too many"),
        ({"contact_email": "anna@verite.example."}, "contact_email", "domain"),
        ({"contact_email": "anna@-verite.example"}, "contact_email", "domain"),
        ({"contact_email": "anna@192.168.1.1"}, "contact_email", "domain"),
        ({"contact_email": "anna(at)verite.example"}, "contact_email", "no e-mail"),
        ({"quantity": "1.5"}, "quantity", "whole number"),
        ({"account_name": "x" * 201}, "account_name", "200"),
        ({"product": "a\x07b"}, "product", "control character"),
        ({"owner_email": ""}, "owner_email", "no e-mail"),
    ],
)
def test_a_bad_value_is_refused_with_line_column_and_reason(
    difference: dict[str, str], column: str, words: str
) -> None:
    refused = refusal(**difference)
    assert (refused.line, refused.column) == (2, column)
    assert words in refused.reason


def test_columns_may_come_in_any_order_and_more_may_be_there() -> None:
    lines = contract_file({}).splitlines()
    names, values = lines[0].split(","), lines[1].split(",")
    turned = ",".join(["note", *reversed(names)]) + "\n" + ",".join(["hello", *reversed(values)]) + "\n"
    (row,) = read(turned)
    assert isinstance(row, dict)
    assert row["account_name"] == "Contoso"


def test_a_bad_row_does_not_hinder_the_next() -> None:
    first, second, third = read(
        contract_file({"quantity": "many"}, {"contract_number": "C-2"}, {"contract_number": "C-3"})
    )
    assert isinstance(first, Refusal)
    assert isinstance(second, dict)
    assert isinstance(third, dict)


def test_a_row_with_too_few_values_is_refused() -> None:
    (row,) = read(contract_file({}).splitlines()[0] + "\nC-1,Contoso\n")
    assert isinstance(row, Refusal)
    assert "2 values" in row.reason


@pytest.mark.parametrize("text", ["", "\n", "hello", "a,b,c\n1,2,3\n", "\0\0\0", "PK\x03\x04"])
def test_what_is_no_contract_file_is_told_so(text: str) -> None:
    with pytest.raises(NotSuchAFile):
        read(text)


def test_reps_are_read_with_their_regions() -> None:
    (rep,) = read_reps(
        ["email,name,role,regions,language,timezone\n", "paul@vendor.example,Paul,rep,EMEA;SG,fr,Europe/Paris\n"]
    )
    assert isinstance(rep, dict)
    assert rep["regions"] == ["EMEA", "SG"]


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ("p@v.example,P,boss,EMEA,fr,Europe/Paris", "role"),
        ("p@v.example,P,rep,MARS,fr,Europe/Paris", "regions"),
        ("p@v.example,P,rep,,fr,Paris", "timezone"),
        ("p@v.example,P,rep,,de,Europe/Paris", "language"),
    ],
)
def test_a_bad_rep_is_refused(values: str, column: str) -> None:
    (rep,) = read_reps(["email,name,role,regions,language,timezone\n", values + "\n"])
    assert isinstance(rep, Refusal)
    assert rep.column == column


@given(st.lists(st.text(max_size=30), min_size=len(CONTRACT_COLUMNS), max_size=len(CONTRACT_COLUMNS)))
def test_any_row_is_read_or_refused_but_never_fails(values: list[str]) -> None:
    columns = contract_file().splitlines()[0].split(",")
    text = contract_file(dict(zip(columns, values, strict=True)))
    assert all(isinstance(row, (dict, Refusal)) for row in read_contracts(text.splitlines(keepends=True)))


def test_the_last_day_to_stop_a_renewal_may_be_left_out_as_a_column_and_as_a_value() -> None:
    without = [name for name in CONTRACT_COLUMNS if name != "notice_date"]
    (row,) = read(contract_file({}, columns=without))
    assert isinstance(row, dict)
    assert "notice_date" not in row
    (empty, given, none) = read(
        contract_file({"notice_date": ""}, {"notice_date": "2026-11-30"}, {"notice_date": "N/A"})
    )
    assert [row["notice_date"] for row in (empty, given, none)] == [None, date(2026, 11, 30), None]  # type: ignore[index]


@pytest.mark.parametrize(
    ("day", "reason"),
    [("2025-12-31", "is before the start date 2026-01-01"), ("2027-01-01", ("is after the end date 2026-12-31"))],
)
def test_a_last_day_to_stop_a_renewal_outside_the_term_is_refused(day: str, reason: str) -> None:
    (refusal,) = read(contract_file({"notice_date": day}))
    assert isinstance(refusal, Refusal)
    assert (refusal.column, refusal.reason.startswith(reason)) == ("notice_date", True)


def test_a_mapping_gives_the_last_day_to_stop_a_renewal_its_name_in_the_export() -> None:
    without = [name for name in CONTRACT_COLUMNS if name != "notice_date"]
    names, values = contract_file({}, columns=without).splitlines()
    mapping = ColumnMap(columns={"notice_date": "Cancel by"})
    (row,) = read_contracts(f"{names},Cancel By\n{values},2026-10-01\n".splitlines(keepends=True), mapping)
    assert isinstance(row, dict)
    assert row["notice_date"] == date(2026, 10, 1)
    with pytest.raises(NotSuchAFile, match="notice_date from 'Cancel by'"):
        list(read_contracts(f"{names}\n{values}\n".splitlines(keepends=True), mapping))
