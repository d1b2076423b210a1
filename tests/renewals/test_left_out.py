"""Whatever word leaves something out, it is left out or named: no list of what was not wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.names import folded
from tests.renewals.reading import LANGUAGES, reading

LEFT_OUT = {
    "en": ("excl. {words}", "exclude {words}", "without {words}", "other than {words}", "outside of {words}"),
    "fr": ("hormis {words}", "en dehors de {words}", "sans {words}", "sauf {words}", "en excluant {words}"),
}
VALUES = {
    "en": [
        ("hardware", "kind", "hardware"),
        ("Spain", "country", "ES"),
        ("EMEA", "region", "EMEA"),
        ("Partner Quartz", "reseller", "Partner Quartz"),
        ("small business", "segment", "small-business"),
    ],
    "fr": [
        ("matériel", "kind", "hardware"),
        ("Espagne", "country", "ES"),
        ("EMEA", "region", "EMEA"),
        ("Partner Quartz", "reseller", "Partner Quartz"),
        ("PME", "segment", "small-business"),
    ],
}
HEADS = {
    "en": ("overdue", "my contracts", "what ends in March"),
    "fr": ("en retard", "mes contrats", "ce qui finit en mars"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_what_is_to_be_left_out_is_never_all_that_is_shown(language: str, data: st.DataObject) -> None:
    """Whatever word leaves it out: it is left out, or it is named as not understood."""
    head, form = data.draw(st.sampled_from(HEADS[language])), data.draw(st.sampled_from(LEFT_OUT[language]))
    words, field, value = data.draw(st.sampled_from(VALUES[language]))
    found = reading(f"{head}, {form.format(words=words)}", language)
    named = set(folded(" ".join(found.unread)).split()) & set(folded(words).split())
    assert value not in found.query.values(field)
    assert value in found.query.values(field, negated=True) or named or found.unclear is not None


@pytest.mark.parametrize("language", LANGUAGES)
@given(seats=st.integers(1, 10**6), data=st.data())
def test_a_number_of_seats_that_is_left_out_is_turned_round(language: str, seats: int, data: st.DataObject) -> None:
    less, more, seat = {"en": ("under", "over", "seats"), "fr": ("moins de", "plus de", "postes")}[language]
    nothing = data.draw(
        st.sampled_from(
            {"en": ("nothing", "exclude those", "drop anything"), "fr": ("rien de", "sans ceux de", "retire ceux de")}[
                language
            ]
        )
    )
    assert reading(f"{nothing} {less} {seats} {seat}", language).query.seats == (seats, None)
    assert reading(f"{nothing} {more} {seats} {seat}", language).query.seats == (None, seats)
