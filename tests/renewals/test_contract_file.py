import pytest
from builders import contract_file
from hypothesis import given
from hypothesis import strategies as st

from renewals.contract_file import NotSuchAFile, Refusal, read_contracts, read_reps


def read(text: str) -> list[object]:
    return list(read_contracts(text.splitlines(keepends=True)))


def refusal(**difference: str) -> Refusal:
    (only,) = read(contract_file(difference))
    assert isinstance(only, Refusal), only
    return only


def test_a_good_row_is_read_with_typed_values() -> None:
    (row,) = read(contract_file({"auto_renew": "TRUE", "contact_email": "Claire@Contoso.Example", "country": "fr"}))
    assert isinstance(row, dict)
    assert row["auto_renew"] is True
    assert row["end_date"].isoformat() == "2026-12-31"
    assert (row["quantity"], row["contact_email"], row["country"], row["line"]) == (10, "claire@contoso.example", "FR", 2)


@pytest.mark.parametrize(
    ("difference", "column", "words"),
    [
        ({"contract_number": ""}, "contract_number", "empty"),
        ({"end_date": "31/12/2026"}, "end_date", "two ways"),
        ({"end_date": "2026-02-30"}, "end_date", "no day"),
        ({"end_date": "next year"}, "end_date", "not a date"),
        ({"end_date": "2025-12-31"}, "end_date", "before the start date"),
        ({"country": "France"}, "country", "ISO 3166-1"),
        ({"country": "XX"}, "country", "ISO 3166-1"),
        ({"segment": "huge"}, "segment", "small-business, enterprise"),
        ({"contact_email": "claire at contoso"}, "contact_email", "no e-mail"),
        ({"product_type": "saas"}, "product_type", "online-service"),
        ({"offering": "gold"}, "offering", "essential-support"),
        ({"auto_renew": "yes"}, "auto_renew", "true, false"),
        ({"quantity": "-1"}, "quantity", "whole number"),
        ({"quantity": "1.5"}, "quantity", "whole number"),
        ({"account_name": "x" * 201}, "account_name", "200"),
        ({"product": "a\x07b"}, "product", "control character"),
        ({"owner_email": ""}, "owner_email", "no e-mail"),
    ],
)
def test_a_bad_value_is_refused_with_line_column_and_reason(difference: dict[str, str], column: str, words: str) -> None:
    refused = refusal(**difference)
    assert (refused.line, refused.column) == (2, column)
    assert words in refused.reason


def test_excels_habits_are_met() -> None:
    semicolons = "\ufeff" + contract_file({}, delimiter=";")
    (row,) = read(semicolons)
    assert isinstance(row, dict)
    assert row["contract_number"] == "C-1"


def test_columns_may_come_in_any_order_and_more_may_be_there() -> None:
    lines = contract_file({}).splitlines()
    names, values = lines[0].split(","), lines[1].split(",")
    turned = ",".join(["note", *reversed(names)]) + "\n" + ",".join(["hello", *reversed(values)]) + "\n"
    (row,) = read(turned)
    assert isinstance(row, dict)
    assert row["account_name"] == "Contoso"


def test_a_bad_row_does_not_hinder_the_next() -> None:
    first, second, third = read(contract_file({"quantity": "many"}, {"contract_number": "C-2"}, {"contract_number": "C-3"}))
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
    (rep,) = read_reps(["email,name,role,regions,language,timezone\n", "paul@vendor.example,Paul,rep,EMEA;SG,fr,Europe/Paris\n"])
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


@given(st.lists(st.text(max_size=30), min_size=16, max_size=16))
def test_any_row_is_read_or_refused_but_never_fails(values: list[str]) -> None:
    columns = contract_file().splitlines()[0].split(",")
    text = contract_file(dict(zip(columns, values, strict=True)))
    assert all(isinstance(row, (dict, Refusal)) for row in read_contracts(text.splitlines(keepends=True)))
