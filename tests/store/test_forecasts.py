"""A representative's word on a renewal: asked for, shown beside the facts, and where the two disagree."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

from renewals.access import SalesRep
from renewals.acts import Wish
from renewals.acts.kinds import CONTACTED, FORECAST
from renewals.contract_table import csv_of
from renewals.contracts import Terms
from renewals.forecasts import disagreement
from renewals.query import EVERYTHING, ContractQuery
from renewals.store.acts import carry_out
from renewals.store.contracts import contracts_of
from renewals.store.database import Sessions
from renewals.store.people_to_call import kept_on
from renewals.store.renewing import forecasts_among
from tests.builders import load

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PAUL = SalesRep("paul@vendor.example")
# Ended or not, renewing by itself or not, contacted or not; and each of them with each word.
ENDS = {"past": "2026-10-31", "ahead": "2027-03-31"}
WORDS = (None, "likely", "at-risk", "will-not-renew")


def all_of_them(database: Sessions) -> list[tuple[str, str | None, bool]]:
    """Contracts in every state with every word: number, word, whether contacted."""
    kinds = [
        (f"C-{end}-{auto}-{contacted}-{word}", ENDS[end], auto, contacted, word)
        for end in ENDS
        for auto in ("true", "false")
        for contacted in (True, False)
        for word in WORDS
    ]
    load(
        database,
        *({"contract_number": number, "end_date": end, "auto_renew": auto} for number, end, auto, _, _ in kinds),
    )
    with database.begin() as session:
        for number, _, _, contacted, word in kinds:
            wishes = [
                *([Wish(CONTACTED)] if contacted else []),
                *([Wish(FORECAST, value=word, text="because")] if word else []),
            ]
            carry_out(session, "paul@vendor.example", [(number, wishes)], NOW, f"key-{number}")
    return [(number, word, contacted) for number, _, _, contacted, word in kinds]


def found(database: Sessions, query: ContractQuery) -> list[Terms]:
    with database() as session:
        return contracts_of(session, PAUL, 100, query, today=TODAY)[0]


def test_contracts_are_found_by_the_word_on_them(database: Sessions) -> None:
    kinds = all_of_them(database)
    for word in WORDS:
        asked = EVERYTHING.having("forecast", [word or "none"])
        assert {one.contract_number for one in found(database, asked)} == {
            number for number, said, _ in kinds if said == word
        }
    without = EVERYTHING.having("forecast", ["at-risk"], negated=True)
    assert {one.contract_number for one in found(database, without)} == {
        number for number, said, _ in kinds if said != "at-risk"
    }


def test_where_word_and_facts_disagree_the_database_and_the_rule_say_the_same(database: Sessions) -> None:
    kinds = {number: (word, contacted) for number, word, contacted in all_of_them(database)}
    disagreeing = {one.contract_number for one in found(database, EVERYTHING.having("disagrees", ["yes"]))}
    by_rule = {
        one.contract_number
        for one in found(database, EVERYTHING)
        if disagreement(kinds[one.contract_number][0], one, kinds[one.contract_number][1], TODAY)
    }
    assert disagreeing == by_rule
    assert disagreeing == {
        "C-past-false-False-likely",
        *(f"C-{end}-true-{contacted}-will-not-renew" for end in ENDS for contacted in (True, False)),
    }
    agreeing = {one.contract_number for one in found(database, EVERYTHING.having("disagrees", ["no"]))}
    assert agreeing == set(kinds) - disagreeing


def test_a_file_holds_the_word_its_reason_who_said_it_and_when(database: Sessions) -> None:
    all_of_them(database)
    contracts = found(database, EVERYTHING.having("forecast", ["likely"]))
    with database() as session:
        numbers = [one.contract_number for one in contracts]
        content = csv_of(contracts, TODAY, "en", kept_on(session, numbers))
    rows = {row["contract_number"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}
    row = rows["C-past-false-False-likely"]
    assert [row[name] for name in ("contacted_on", "forecast", "forecast_reason", "forecast_by", "forecast_on",
    "disagrees")] == [
        "", "likely", "because", "paul@vendor.example", "2026-11-23", "overdue",
    ]  # fmt: skip
    assert rows["C-ahead-false-True-likely"]["disagrees"] == ""


def test_a_word_holds_for_the_term_it_was_said_of(database: Sessions) -> None:
    load(database, {"contract_number": "C-1", "end_date": "2026-12-31"})
    with database.begin() as session:
        carry_out(session, "paul@vendor.example", [("C-1", [Wish(FORECAST, value="at-risk")])], NOW, "key")
    load(database, {"contract_number": "C-1", "start_date": "2027-01-01", "end_date": "2027-12-31"})
    assert found(database, EVERYTHING.having("forecast", ["at-risk"])) == []
    with database() as session:
        assert forecasts_among(session, ["C-1"]) == {}
