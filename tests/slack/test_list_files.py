"""What a list holds as a file and as a chart, in the language of who takes it."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from bot.slack.charts import chart_of, title_of
from bot.slack.group_charts import GroupsTaken, chart_of_groups
from renewals import answers
from renewals.contract_table import COLUMNS, csv_of, csv_of_groups
from renewals.contracts import Terms

TODAY = date(2026, 11, 23)
CONTRACT = Terms(
    "C-1", "Fournil; & fils", "A-1", "FR", "small-business", "Léo Petit", "CloudSOC", "online-service", "cloud-support",
    date(2026, 1, 1), date(2026, 12, 31), True, 10, "Distrilog", "lea@vendor.example",
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "number", "between"), [("en", "contract_number", ","), ("fr", "numéro de contrat", ";")]
)
def test_columns_are_named_and_parted_as_spreadsheets_of_the_language_expect(
    language: str, number: str, between: str
) -> None:
    read = csv.DictReader(io.StringIO(csv_of([CONTRACT], TODAY, language).decode("utf-8-sig")), delimiter=between)
    (row,) = read
    assert row[number] == "C-1"
    assert "Fournil; & fils" in row.values()
    assert len(read.fieldnames or []) == len(COLUMNS)


@pytest.mark.parametrize("language", sorted(answers.languages()))
def test_every_column_has_a_name_of_its_own(language: str) -> None:
    names = [answers.phrase(language, "contract-table", column) for column in COLUMNS]
    assert len(set(names)) == len(COLUMNS)


def test_a_charts_title_says_by_what_its_contracts_were_asked_for() -> None:
    assert title_of("fr", ["matériel", "pas contactés"]) == "Fins de contrat par mois\nmatériel · pas contactés"
    assert title_of("en", []) == "Contracts ending per month"


def test_a_title_of_many_conditions_is_broken_into_lines_and_a_dollar_sign_is_no_formula() -> None:
    conditions = [f"Partner {number} of $x^{{2$" for number in range(12)]
    assert all(len(line) <= 100 for line in title_of("en", conditions).splitlines())
    assert chart_of([CONTRACT], "en", TODAY, conditions).startswith(b"\x89PNG")


def test_groups_are_drawn_with_their_names_and_numbers_whatever_signs_stand_in_them() -> None:
    taken = GroupsTaken("By reseller (5 contracts)", ["overdue"], [("Partner $x^{2$", 3), ("A" * 200, 2.5), ("", 0)])
    assert chart_of_groups(taken).startswith(b"\x89PNG")
    assert chart_of_groups(GroupsTaken("By owner (0 contracts)", [], [])).startswith(b"\x89PNG")


def test_groups_are_a_table_in_the_order_in_which_they_were_asked_for() -> None:
    made = csv_of_groups(["By reseller", "contracts"], [["=Partner Birch", 5], ["Partner Ash; & fils", 3]], "fr")
    head, *rows = csv.reader(io.StringIO(made.decode("utf-8-sig")), delimiter=";")
    assert head == ["By reseller", "contracts"]
    assert rows == [["'=Partner Birch", "5"], ["Partner Ash; & fils", "3"]]
