"""What named periods mean. "Today" is Monday, 23 November 2026, unless a test says otherwise."""

from datetime import date

import pytest

from renewals.periods import Fiscal, Period, Unclear, period_in, read
from tests.period_tables import LANGUAGES, further, table, unreadable
from tests.tables import for_each_row

TODAY = date(2026, 11, 23)


@for_each_row(table())
def test_a_phrase_means_the_period_that_is_written_down(
    language: str, phrase: str, start: str | None, end: str | None
) -> None:
    meant = Period(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)
    assert period_in(phrase, language, TODAY) == meant


@for_each_row(further())
def test_a_further_phrase_means_what_was_written_down_before_it_was_tried(
    language: str, phrase: str, value: str
) -> None:
    meant = period_in(phrase, language, date(2026, 11, 26))
    if value == "ASK":
        assert isinstance(meant, Unclear)
        return
    start, _, end = value.partition("..")
    assert meant == Period(
        None if start == "open" else date.fromisoformat(start),
        None if end == "open" else date.fromisoformat(end or start),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_as_long_as_they_should_be(language: str) -> None:
    assert len([row for row in table() if row[0] == language]) >= 400
    assert len([row for row in unreadable() if row[0] == language]) >= 200


@for_each_row(unreadable())
def test_what_cannot_be_read_is_asked_back_and_never_guessed(language: str, phrase: str) -> None:
    assert isinstance(period_in(phrase, language, TODAY), Unclear)


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("en", "what ends on 31/02/2027"),
        ("en", "on 30 February"),
        ("fr", "avant le 31/06"),
        ("fr", "le 30 février 2027"),
        ("en", "2027-13-01"),
    ],
)
def test_an_impossible_day_is_asked_back(language: str, phrase: str) -> None:
    meant = period_in(phrase, language, TODAY)
    assert isinstance(meant, Unclear)
    assert meant.reason == "no-such-day"


def test_a_date_that_is_read_in_two_ways_is_asked_back_with_what_the_question_means_by_both() -> None:
    meant = period_in("before 03/04/2027", "en", TODAY)
    assert meant == Unclear(
        "which-order", "03/04/2027", (Period(TODAY, date(2027, 4, 2)), Period(TODAY, date(2027, 3, 3)))
    )


def test_a_word_about_time_that_is_not_read_is_named_with_what_was_read() -> None:
    meant = period_in("what ends next quarter, before the audit?", "en", TODAY)
    assert meant == Unclear("unread", "before", (Period(date(2027, 1, 1), date(2027, 3, 31)),))


def test_several_periods_are_offered_each() -> None:
    meant = period_in("what ends in March and October", "en", TODAY)
    assert isinstance(meant, Unclear)
    assert meant.reason == "which-of"
    assert [option.start for option in meant.options] == [date(2027, 3, 1), date(2027, 10, 1)]


def test_the_french_put_the_day_first() -> None:
    assert period_in("le 03/04/2027", "fr", TODAY) == Period(date(2027, 4, 3), date(2027, 4, 3))


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        *(
            ("en", said)
            for said in [
                "when does my contract end",
                "C-100234",
                "hello",
                "combien de temps",
                "renew 250 seats",
                "CTR/2027/0098",
            ]
        ),
        *(
            ("en", said)
            for said in [
                "24/7",
                "customers since 2019",
                "Office 2019",
                "2026 seats",
                "annual support",
                "K88213",
                "4500-88231",
            ]
        ),
        *(
            ("fr", said)
            for said in [
                "bonjour",
                "d'après le contrat",
                "mise à jour",
                "24h/24",
                "clients depuis 2019",
                "prendre fin",
                "7j/7",
            ]
        ),
        ("fr", "3 contrats qui arrivent à échéance"),
        ("fr", "celui qui arrive à terme"),
    ],
)
def test_what_names_no_period_means_none(language: str, phrase: str) -> None:
    assert period_in(phrase, language, TODAY) is None


def test_a_firms_name_is_no_period() -> None:
    assert period_in("what ends for April International?", "en", TODAY, names=["April International"]) is None
    assert period_in("what ends for April International in May?", "en", TODAY, names=["April International"]) == Period(
        date(2027, 5, 1), date(2027, 5, 31)
    )


@pytest.mark.parametrize(
    ("language", "phrase", "fiscal", "start", "end"),
    [
        ("en", "FY27", Fiscal(4), "2026-04-01", "2027-03-31"),
        ("en", "FY27", Fiscal(4, named_by_its_end=False), "2027-04-01", "2028-03-31"),
        ("en", "fiscal year 2027", Fiscal(1), "2027-01-01", "2027-12-31"),
        ("en", "Q1 FY27", Fiscal(7), "2026-07-01", "2026-09-30"),
        ("en", "the next fiscal year", Fiscal(4), "2027-04-01", "2028-03-31"),
        ("en", "this fiscal quarter", Fiscal(2), "2026-11-01", "2027-01-31"),
        ("fr", "l'exercice 2027", Fiscal(10), "2026-10-01", "2027-09-30"),
        ("fr", "l'exercice en cours", Fiscal(4), "2026-04-01", "2027-03-31"),
        ("fr", "T2 de l'exercice 2027", Fiscal(4), "2026-07-01", "2026-09-30"),
    ],
)
def test_a_fiscal_year_is_the_persons_own(language: str, phrase: str, fiscal: Fiscal, start: str, end: str) -> None:
    assert period_in(phrase, language, TODAY, fiscal) == Period(date.fromisoformat(start), date.fromisoformat(end))


def test_where_nobody_has_said_when_the_fiscal_year_begins_the_usual_ones_are_offered() -> None:
    meant = period_in("what renews in FY27?", "en", TODAY)
    assert isinstance(meant, Unclear)
    assert meant.reason == "which-fiscal"
    assert [option.start for option in meant.options] == [
        date(2027, 1, 1),
        date(2026, 4, 1),
        date(2026, 7, 1),
        date(2026, 10, 1),
    ]


def test_what_was_read_is_pointed_at() -> None:
    text = "What ends — for us — before 15 March, please?"
    assert [text[start:end] for start, end in read(text, "en", TODAY).places] == ["before 15 March"]


@pytest.mark.parametrize("said", ["tous les contrats", "toutes les échéances", "montre tous les contrats en Allemagne"])
def test_all_of_them_is_no_word_about_time(said: str) -> None:
    assert period_in(said, "fr", date(2026, 11, 23)) is None


@pytest.mark.parametrize("said", ["tous les 15 du mois", "toutes les 2 semaines", "tous les lundis", "tous les 3 mois"])
def test_what_comes_again_and_again_is_asked_back(said: str) -> None:
    assert isinstance(period_in(f"les contrats qui finissent {said}", "fr", date(2026, 11, 23)), Unclear)
