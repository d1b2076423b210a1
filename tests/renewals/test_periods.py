"""What named periods mean. "Today" is Monday, 23 November 2026, unless a test says otherwise."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from renewals.periods import Fiscal, Period, Unclear, period_in, read
from tests.period_phrases import PHRASES
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


days = st.dates(date(2020, 1, 1), date(2050, 12, 31))


@given(days, st.integers(1, 900))
def test_the_next_days_run_from_today_for_as_many_days(today: date, count: int) -> None:
    assert period_in(f"in the next {count} days", "en", today) == Period(today, today + timedelta(days=count))
    assert period_in(f"dans les {count} prochains jours", "fr", today) == Period(today, today + timedelta(days=count))


@given(days)
def test_the_next_quarter_begins_the_day_after_this_one_ends(today: date) -> None:
    this, coming = (period_in(f"{which} quarter", "en", today) for which in ("this", "next"))
    assert isinstance(this, Period)
    assert isinstance(coming, Period)
    assert (this.start or today) <= today <= (this.end or today)
    assert coming.start == (this.end or today) + timedelta(days=1)
    assert coming == period_in("le trimestre prochain", "fr", today)


@given(
    days,
    st.sampled_from(("january february march april may june july august september october november december").split()),
)
def test_a_month_without_a_year_is_never_past_and_begins_within_a_year(today: date, month: str) -> None:
    meant = period_in(f"in {month}", "en", today)
    assert isinstance(meant, Period)
    assert meant.end is not None
    assert meant.start is not None
    assert today <= meant.end
    assert meant.start <= today + timedelta(days=366)
    assert (meant.end + timedelta(days=1)).day == 1


@given(days)
def test_before_leaves_out_what_by_includes_and_not_before_is_the_rest(today: date) -> None:
    by, before, not_before = (period_in(f"{bound} 15 march", "en", today) for bound in ("by", "before", "not before"))
    assert isinstance(by, Period)
    assert isinstance(before, Period)
    assert isinstance(not_before, Period)
    assert by.end is not None
    assert before.end == by.end - timedelta(days=1)
    assert not_before == Period(by.end, None)


@given(days, st.dates(date(2020, 1, 1), date(2050, 12, 31)))
def test_a_date_is_the_same_however_it_is_written(today: date, day: date) -> None:
    english = (
        "{:%Y-%m-%d}",
        "{:%d %B %Y}",
        "{:%B %d, %Y}",
        "{:%d-%b-%Y}",
        "{:%d%b%Y}",
        "{:%Y/%m/%d}",
        "{:%Y %B %d}",
        "{:%A, %d %B %Y}",
        "{:%Y%m%d}",
    )
    for written in english:
        assert period_in("what ends on " + written.format(day), "en", today) == Period(day, day), written
    for written in ("{:%d/%m/%Y}", "{:%d.%m.%Y}", "{:%d-%m-%Y}", "{:%d %m %Y}", "{:%Y-%m-%d}"):
        assert period_in("ce qui finit le " + written.format(day), "fr", today) == Period(day, day), written


@given(st.text(max_size=80), st.sampled_from(LANGUAGES), days)
def test_any_text_gives_a_period_a_question_or_nothing(text: str, language: str, today: date) -> None:
    meant = period_in(text, language, today)
    assert meant is None or isinstance(meant, (Period, Unclear))
    if isinstance(meant, Period) and meant.end is not None and meant.start is not None:
        assert meant.start <= meant.end


HEAP = {
    "en": (
        "next last between and before the end of march 2027 q1 31/12 in 3 months from to by 29 february "
        "monday year week 12 not after since first 15th"
    ).split(),
    "fr": (
        "prochain dernier entre et avant la fin de mars 2027 t1 31/12 dans 3 mois du au d'ici 29 fevrier "
        "lundi annee semaine 12 pas apres depuis premier"
    ).split(),
}


@given(st.data(), st.sampled_from(LANGUAGES), days)
def test_any_heap_of_time_words_gives_an_ordered_period_or_a_question(
    data: st.DataObject, language: str, today: date
) -> None:
    words = data.draw(st.lists(st.sampled_from(HEAP[language]), max_size=9))
    meant = period_in(" ".join(words), language, today)
    if isinstance(meant, Period) and meant.end is not None and meant.start is not None:
        assert meant.start <= meant.end


ABOUT_TIME = {
    "en": (
        "weeks before since tuesday 2031 yesterday previous quarter fortnight 31/12/2030 15th august every "
        "holidays fiscal"
    ).split(),
    "fr": (
        "semaines avant depuis mardi 2031 hier précédent trimestre quinzaine 31/12/2030 août chaque vacances exercice"
    ).split(),
}
READ = [row for row in PHRASES if row[0] in ABOUT_TIME]


@given(st.data(), st.sampled_from(READ), st.booleans())
def test_no_word_about_time_is_left_unread(
    data: st.DataObject, row: tuple[str, str, str, str | None], in_front: bool
) -> None:
    """A further word about time changes the period or is asked about: it is never passed over."""
    language, phrase, _, _ = row
    word = data.draw(st.sampled_from(ABOUT_TIME[language]))
    assume(word not in phrase.lower())
    alone = period_in(phrase, language, TODAY)
    # In other sentences, so that the word stands by itself.
    both = period_in(f"{word}: {phrase}" if in_front else f"{phrase} ({word})", language, TODAY)
    assert isinstance(both, Unclear) or both != alone
    assert both is not None


@pytest.mark.parametrize("said", ["tous les contrats", "toutes les échéances", "montre tous les contrats en Allemagne"])
def test_all_of_them_is_no_word_about_time(said: str) -> None:
    assert period_in(said, "fr", date(2026, 11, 23)) is None


@pytest.mark.parametrize("said", ["tous les 15 du mois", "toutes les 2 semaines", "tous les lundis", "tous les 3 mois"])
def test_what_comes_again_and_again_is_asked_back(said: str) -> None:
    assert isinstance(period_in(f"les contrats qui finissent {said}", "fr", date(2026, 11, 23)), Unclear)
