"""Words of a customer with a request that begin with a no, or with a second thought."""

from __future__ import annotations

import pytest

from bot.handoff.wording import added_in, is_no_need


@pytest.mark.parametrize("text", ["no need", "non pas besoin", "no, no need", "non, ce n'est pas nécessaire"])
def test_a_no_before_it_says_as_well_that_no_address_is_needed(text: str) -> None:
    assert is_no_need(text)


@pytest.mark.parametrize("text", ["no that is wrong", "non je rappelle demain", "need"])
def test_other_words_behind_a_no_say_something_else(text: str) -> None:
    assert not is_no_need(text)


@pytest.mark.parametrize(
    "text",
    ["actually add that we are 14 people now", "oh and add that it is urgent", "en fait ajoutez que c'est urgent"],
)
def test_what_is_to_be_added_may_begin_with_a_second_thought(text: str) -> None:
    assert added_in(text)
