"""An account's contracts on a bar of twelve months, in letters of one width. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dateutil.relativedelta import relativedelta

from bot.slack.text import shortened
from renewals.contracts import Terms
from renewals.languages import month_initial

MONTHS = 12
# Covered, the month of the end, the month of the last day to stop the renewal, no cover, longer than the bar, past the
# end.
COVERED, END, NOTICE, NONE, LONGER, OVER = "─", "●", "◇", "·", "→", "◀"
WIDEST_NUMBER = 16
MOST_ROWS = 20


def months_from(today: date) -> list[date]:
    """The first days of the twelve months that begin with the present one."""
    return [today.replace(day=1) + relativedelta(months=ahead) for ahead in range(MONTHS)]


def year_bar(contracts: Sequence[Terms], today: date, language: str) -> str:
    """A line for each contract: whether it ends within the twelve months, and in which of them; the first lines alone
    where there are many.
    """
    months, shown = months_from(today), contracts[:MOST_ROWS]
    width = max((len(_number(contract)) for contract in shown), default=0)
    head = " " * (width + 1) + " ".join(month_initial(month, language) for month in months)
    lines = [f"{_number(contract):<{width}} {_cells(contract, months, today)}".rstrip() for contract in shown]
    return "\n".join([head, *lines, *([f"… +{len(contracts) - MOST_ROWS}"] if len(contracts) > MOST_ROWS else [])])


def _number(contract: Terms) -> str:
    return shortened(contract.contract_number, WIDEST_NUMBER)


def _cells(contract: Terms, months: Sequence[date], today: date) -> str:
    if contract.ended(today):
        return " ".join([OVER, *[NONE] * (MONTHS - 1)])
    notice = contract.notice_ahead(today)
    cells = [_cell(contract.end_on, notice, month) for month in months]
    beyond = (contract.end_on.year, contract.end_on.month) > (months[-1].year, months[-1].month)
    return " ".join([*cells, *([LONGER] if beyond else [])])


def _cell(end: date, notice: date | None, month: date) -> str:
    here = (month.year, month.month)
    if here == (end.year, end.month):
        return END
    if notice is not None and here == (notice.year, notice.month):
        return NOTICE
    return COVERED if here < (end.year, end.month) else NONE
