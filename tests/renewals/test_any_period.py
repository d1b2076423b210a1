"""Rules that hold for every period and every text."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from renewals.periods import Period, Unclear, period_in
from tests.period_tables import LANGUAGES, by_kind

TODAY = date(2026, 11, 23)


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


READ = [row for row in by_kind() if row[0] in ABOUT_TIME]


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
