"""Contracts as a file for a spreadsheet: the names of its columns, and what parts them, by language
(domain/<language>/contract-table.yml).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from renewals import answers
from renewals.contract_file import for_spreadsheets
from renewals.contracts import Terms
from renewals.forecasts import disagreement
from renewals.store.renewing import Progress

WORDS = "contract-table"
COLUMNS = (
    "contract_number account account_number country product product_type offering start_date end_date "
    "notice_date deadline days_left status auto_renew"
    " quantity reseller contact_name contact_email owner_email contacted_on contacted_by last_note "
    "last_note_on last_note_by"
    " forecast forecast_reason forecast_by forecast_on disagrees"
).split()


def csv_of(contracts: Sequence[Terms], today: date, language: str, kept: Mapping[str, Progress] | None = None) -> bytes:
    """All contracts as CSV (UTF-8 with a mark, which Excel wants), with the columns named in a language.

    What a spreadsheet would take for a formula is put in as text.

    `kept`: what representatives have kept on them, by contract number.
    """

    def said(name: str) -> str:
        return answers.phrase(language, WORDS, name)

    out = io.StringIO()
    writer = csv.writer(out, delimiter=said("separator"))
    writer.writerow(said(column) for column in COLUMNS)
    for contract in contracts:
        facts = {
            **contract.facts(today),
            "account_number": contract.account_number,
            "country": contract.country,
            "contact_name": contract.contact_name,
            "contact_email": contract.contact_email,
            "owner_email": contract.owner_email,
            **_kept(progress := (kept or {}).get(contract.contract_number, Progress())),
            **_forecast(contract, progress, today),
        }
        writer.writerow([for_spreadsheets(facts[column]) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def csv_of_groups(heads: Sequence[str], rows: Sequence[Sequence[str | float]], language: str) -> bytes:
    """Groups of contracts as CSV, in the form of `csv_of`: a row of names, then one for each group, in their order."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=answers.phrase(language, WORDS, "separator"))
    writer.writerows([for_spreadsheets(value) for value in row] for row in (heads, *rows))
    return out.getvalue().encode("utf-8-sig")


def _kept(progress: Progress) -> dict[str, Any]:
    author, text, day = progress.notes[0] if progress.notes else ("", "", None)
    return {
        "contacted_on": progress.contacted_on.isoformat() if progress.contacted_on else None,
        "contacted_by": progress.contacted_by,
        "last_note": text,
        "last_note_on": day.isoformat() if day else None,
        "last_note_by": author,
    }


def _forecast(contract: Terms, progress: Progress, today: date) -> dict[str, Any]:
    word = progress.forecast
    if word is None:
        return dict.fromkeys(("forecast", "forecast_reason", "forecast_by", "forecast_on", "disagrees"))
    against = disagreement(word.word, contract, progress.contacted_on is not None, today)
    return {
        "forecast": word.word,
        "forecast_reason": word.reason or None,
        "forecast_by": word.by,
        "forecast_on": word.on.isoformat(),
        "disagrees": against,
    }
