"""What the form with a list's filters shows, and what it means once it is filled in."""

from typing import Any

import pytest

from bot.slack.filter_form import ANY, CHOICES, filters, filters_chosen
from bot.slack.query import Query
from renewals import answers
from renewals.query import EVERYTHING, ContractQuery
from renewals.query.kinds import FORECASTS, NO_FORECAST
from tests.slack.test_blocks import TODAY

WORDS = (*FORECASTS, NO_FORECAST)


def sent(query: ContractQuery, language: str = "en", **chosen: str) -> ContractQuery:
    """The query that the form of a list means when some of its fields were changed and it was sent."""
    view = filters(language, Query(query), {}).to_dict()
    shown = {block["block_id"]: block["element"].get("initial_option") for block in view["blocks"]}
    assert set(CHOICES) <= set(shown)
    values: dict[str, Any] = {
        field: {"value": {"selected_option": {"value": chosen.get(field, shown[field]["value"])}}} for field in CHOICES
    }
    return filters_chosen({**view, "state": {"values": values}}, TODAY)[0].asked


@pytest.mark.parametrize("language", answers.languages())
@pytest.mark.parametrize("word", WORDS)
def test_a_list_is_filtered_by_the_word_on_the_renewal(language: str, word: str) -> None:
    assert sent(EVERYTHING, language, forecast=word) == EVERYTHING.having("forecast", [word])


@pytest.mark.parametrize("word", WORDS)
def test_the_form_shows_the_word_by_which_a_list_is_filtered_and_takes_it_away(word: str) -> None:
    narrowed = EVERYTHING.having("forecast", [word]).having("kind", ["hardware"])
    assert sent(narrowed) == narrowed
    assert sent(narrowed, forecast=ANY) == EVERYTHING.having("kind", ["hardware"])


def test_what_the_form_cannot_show_of_the_word_stays() -> None:
    several = EVERYTHING.having("forecast", ["likely", "at-risk"]).having("forecast", ["none"], negated=True)
    assert sent(several) == several
    assert sent(several, forecast="likely") == several.having("forecast", ["likely"])
