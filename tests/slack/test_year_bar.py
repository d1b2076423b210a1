"""The bar of twelve months says in which month each contract ends."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.year_bar import END, LONGER, MOST_ROWS, NOTICE, OVER, months_from, year_bar
from tests.builders import terms

TODAY = date(2026, 11, 23)


def test_the_bar_shows_ends_last_days_to_stop_what_is_over_and_what_goes_on() -> None:
    contracts = [
        terms(contract_number="C-100251", end_on=date(2026, 11, 1)),
        terms(contract_number="C-100234", end_on=date(2026, 12, 15)),
        terms(contract_number="C-1", auto_renew=True, notice_on=date(2027, 1, 30), end_on=date(2027, 3, 31)),
        terms(contract_number="C-2", end_on=date(2028, 3, 31)),
    ]
    assert year_bar(contracts, TODAY, "fr").split("\n") == [
        "         N D J F M A M J J A S O",
        "C-100251 ◀ · · · · · · · · · · ·",
        "C-100234 ─ ● · · · · · · · · · ·",
        "C-1      ─ ─ ◇ ─ ● · · · · · · ·",
        "C-2      ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ →",
    ]


def test_of_many_contracts_the_first_are_drawn_and_the_others_counted() -> None:
    lines = year_bar([terms(contract_number=f"C-{number}") for number in range(MOST_ROWS + 3)], TODAY, "en").split("\n")
    assert (len(lines), lines[-1]) == (MOST_ROWS + 2, "… +3")


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.text("C-0123456789", min_size=1, max_size=64),
)
def test_the_end_stands_under_its_month_or_is_told_to_be_past_or_beyond(today: date, end: date, number: str) -> None:
    _, line = year_bar([terms(contract_number=number, start_on=date(2019, 1, 1), end_on=end)], today, "en").split("\n")
    cells = line[-23:].split(" ") if LONGER not in line else line[-25:-2].split(" ")
    assert len(cells) == 12
    months = [(month.year, month.month) for month in months_from(today)]
    if end < today:
        assert cells[0] == OVER
    elif (end.year, end.month) in months:
        assert [place for place, cell in enumerate(cells) if cell == END] == [months.index((end.year, end.month))]
    else:
        assert END not in cells
        assert line.endswith(LONGER)
    assert NOTICE not in line
