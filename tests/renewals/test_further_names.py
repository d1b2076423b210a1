"""Further firms, places and texts of the kinds that people reported of other systems; what is right was written down
before they were tried.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from renewals.languages import is_foreign, spoken
from renewals.matching import AccountName, accounts_named
from renewals.places import answer_read, place_in
from tests.tables import for_each_row

TABLE: dict[str, Any] = json.loads((Path(__file__).parent / "further_names.json").read_text(encoding="utf-8"))
ACCOUNTS = [AccountName(str(number), name) for number, name in enumerate(TABLE["firms"])]


@for_each_row(TABLE["accounts"])
def test_a_firm_is_found_however_its_name_is_written(said: str, meant: list[str]) -> None:
    assert [account.name for account in accounts_named(said, ACCOUNTS)] == meant


@for_each_row(TABLE["places"])
def test_a_place_is_read_by_every_name_that_people_use(said: str, team: str) -> None:
    reading = answer_read(said)
    assert reading is not None
    assert reading.teams == (team,)


@for_each_row(TABLE["places_in_questions"])
def test_a_place_is_read_within_a_question(said: str, team: str) -> None:
    reading = place_in(said)
    assert reading is not None
    assert reading.teams == (team,)


@pytest.mark.parametrize(
    "said", ["à la fin du mois", "nous sommes à l'étranger", "in the end", "from the beginning", "dans les temps"]
)
def test_what_follows_an_article_is_a_place_only_where_it_is_one(said: str) -> None:
    assert place_in(said) is None


@pytest.mark.parametrize("said", ["Cambridge, MA", "Rome, Georgia"])
def test_letters_of_a_state_that_are_a_countrys_as_well_are_asked(said: str) -> None:
    reading = answer_read(said)
    assert reading is not None
    assert reading.teams == ("AMS", "EMEA")


@for_each_row(TABLE["languages"])
def test_a_name_does_not_decide_the_language(text: str, before: str, language: str) -> None:
    assert spoken(text, before) == language
    assert not is_foreign(text)
