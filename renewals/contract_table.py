"""Contracts as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from renewals.contract_file import for_spreadsheets
from renewals.contracts import Terms

COLUMNS = "contract_number account account_number country product product_type offering start_date end_date notice_date deadline days_left status auto_renew quantity reseller owner_email".split()


def csv_of(contracts: Sequence[Terms], today: date) -> bytes:
    """All contracts as CSV (UTF-8 with a mark, which Excel wants). What a spreadsheet would take for a formula is put in as text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for contract in contracts:
        facts = {
            **contract.facts(today),
            "account_number": contract.account_number,
            "country": contract.country,
            "owner_email": contract.owner_email,
        }
        writer.writerow([for_spreadsheets(facts[column]) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")
