"""A list in Slack that begins behind what was shown before ("next 5") keeps its place from page to page."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.query import PER_PAGE, Query
from renewals.query import EVERYTHING


@given(st.integers(0, 60), st.integers(0, 5), st.integers(1, 200))
def test_each_page_begins_where_the_one_before_ends(skip: int, page: int, behind: int) -> None:
    query = Query(replace(EVERYTHING, skip=skip))
    there = query.on_page(page)
    assert there.page == page
    assert there.on_page(page + 1).asked.skip == there.asked.skip + PER_PAGE
    total = query.first + behind
    last = query.on_page(query.pages(total) - 1)
    assert last.asked.skip < total <= last.asked.skip + PER_PAGE
