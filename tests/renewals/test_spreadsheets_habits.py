"""Contract files as spreadsheets and people who copy write them."""

from datetime import date

import pytest

from renewals.contract_file import CONTRACT_COLUMNS, NotSuchAFile, Refusal, template, written
from renewals.file_rows import table_of_lines
from tests.builders import ORDINARY, contract_file
from tests.renewals.rows_read import read


@pytest.mark.parametrize(
    ("column", "written", "read_as"),
    [
        ("contract_number", '="F-750001"', "F-750001"),
        ("contract_number", "'0042", "0042"),
        ("contract_number", "C-1\u200b", "C-1"),
        ("account_name", "\u00a0Soci\u0065\u0301te\u0301\u00a0Durand\ufeff", "Société Durand"),
        ("account_name", "'=Equal Ltd", "=Equal Ltd"),
        ("account_name", "O'Brien & Sons", "O'Brien & Sons"),
        ("reseller", "N/A", ""),
        ("country", "na", "NA"),
        ("contact_email", "anna@verite.example\u200b", "anna@verite.example"),
        ("contact_email", "'anna@verite.example'", "anna@verite.example"),
        ("contact_email", "<mailto:anna@verite.example>", "anna@verite.example"),
        ("contact_email", "Anna@Müller.example", "anna@xn--mller-kva.example"),
        ("contact_email", "o'brien@verite.example", "o'brien@verite.example"),
        ("contact_email", "ａｎｎａ＠ｖｅｒｉｔｅ．example", "anna@verite.example"),
        ("contact_email", "\u200bAnna@verite\u3002example", "anna@verite.example"),
        ("contact_email", "“anna@verite.example”", "anna@verite.example"),
        ("auto_renew", "Yes", True),
        ("auto_renew", "VRAI", True),
        ("auto_renew", "FAUX", False),
        ("auto_renew", "Non", False),
        ("auto_renew", "0", False),
        ("quantity", "1 200", 1200),
        ("quantity", "1\u202f200", 1200),
        ("quantity", "25.0", 25),
        ("end_date", "2026/12/31", date(2026, 12, 31)),
        ("end_date", "2026-12-31T00:00:00Z", date(2026, 12, 31)),
    ],
)
def test_what_spreadsheets_and_copying_put_around_a_value_is_taken_off(
    column: str, written: str, read_as: object
) -> None:
    (row,) = read(contract_file({column: written}))
    assert isinstance(row, dict), row
    assert row[column] == read_as


def test_delimiters_of_empty_cells_behind_the_last_column_do_not_count() -> None:
    names, values = contract_file({}).splitlines()
    (row,) = read(f"{names}\n{values},, ,\n")
    assert isinstance(row, dict)
    (refused,) = read(f"{names}\n{values},,x\n")
    assert isinstance(refused, Refusal)
    assert "19 values" in refused.reason


def test_a_column_named_twice_refuses_the_file() -> None:
    names, values = contract_file({}).splitlines()
    with pytest.raises(NotSuchAFile, match=r"end_date is named 2 times \(columns 12, 18\)"):
        read(f"{names},End Date\n{values},2030-01-01\n")
    (row,) = read(f"{names},note,note\n{values},a,b\n")
    assert isinstance(row, dict)


@pytest.mark.parametrize("name", ['"Value, EUR"', '"Value; EUR"', '"Multi\nline"', '"Says ""yes"""'])
def test_the_columns_names_are_read_as_csv(name: str) -> None:
    names, values = contract_file({}).splitlines()
    (row,) = read(f"{names},{name}\n{values},12\n")
    assert isinstance(row, dict), row
    assert row["line"] == 2 + name.count("\n")


@pytest.mark.parametrize(
    ("above", "delimiter"),
    [
        ("sep=;\n", ";"),
        ("\ufeffsep=;\n", ";"),
        ('"sep=|"\n', "|"),
        ("sep=\t\n", "\t"),
        ("", "\t"),
        ("\n", ","),
        ("Contracts of 2026\n\n", ","),
        ("Contracts, of 2026;\n;;\n", ";"),
    ],
)
def test_what_stands_above_the_columns_names_is_looked_through(above: str, delimiter: str) -> None:
    first, second = read(above + contract_file({}, {"quantity": "many"}, delimiter=delimiter))
    assert isinstance(first, dict), first
    assert isinstance(second, Refusal)
    assert (first["line"], second.line) == (2 + above.count("\n"), 3 + above.count("\n"))


def test_a_title_above_the_names_is_told() -> None:
    table = table_of_lines(("Contracts of 2026\n" + contract_file({})).splitlines(keepends=True), CONTRACT_COLUMNS)
    assert table.told == ["The columns are named on line 2; what stands above is left out: 'Contracts of 2026'."]


@pytest.mark.parametrize("wrong", ['"Ateliers "Verite""', '"Ateliers', '"Ateliers"Verite'])
@pytest.mark.parametrize("good", [2, 200])
def test_a_stray_quotation_mark_costs_its_own_row_alone(wrong: str, good: int) -> None:
    names, *lines = contract_file(*[{"contract_number": f"C-{n}"} for n in range(good)]).splitlines(keepends=True)
    broken = lines[0].replace("C-0,Contoso", f"B-1,{wrong}")
    first, *others = read("".join([names, broken, *lines]))
    assert isinstance(first, Refusal)
    assert first.line == 2
    assert [row["contract_number"] for row in others if isinstance(row, dict)] == [f"C-{n}" for n in range(good)]


def test_a_value_may_hold_line_breaks_where_it_is_left_alone() -> None:
    names, values = contract_file({}).splitlines()
    first, second = read(f'{names},note\n{values},"one\n\ntwo"\n{values},x\n')
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["line"], second["line"]) == (2, 5)


def test_what_is_written_for_spreadsheets_is_read_as_it_was() -> None:
    names = ['=HYPERLINK("x")', "+Plus Ltd", "@home", "-1 Ltd", "O'Hara"]
    lines = "".join(written([{**ORDINARY, "account_name": name} for name in names]))
    assert "'=HYPERLINK" in lines
    assert [row["account_name"] for row in read(lines) if isinstance(row, dict)] == names


def test_the_template_is_a_contract_file() -> None:
    (row,) = read(template())
    assert isinstance(row, dict)


def test_excels_habits_are_met() -> None:
    semicolons = "\ufeff" + contract_file({}, delimiter=";")
    (row,) = read(semicolons)
    assert isinstance(row, dict)
    assert row["contract_number"] == "C-1"
