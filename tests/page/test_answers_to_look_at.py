"""Answers as they are drawn: cards of contracts, lists, tables, links, what is folded; and a person's contracts to sort
and to take away.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.host_site import HostSite
from tests.stack import identity_token

Open = Callable[..., Page]
Sites = Callable[..., HostSite]
CLAIRE = "claire.martin@contoso.example"
# Of her calendar: three ends, and one last day to stop a renewal.
DAYS = 4


def ask(page: Page, text: str) -> None:
    box = page.get_by_role("textbox")
    box.fill(text)
    box.press("Enter")
    expect(page.locator(".said.mine")).not_to_have_count(0)
    expect(page.locator(".waiting")).to_have_count(0)


def in_menu(page: Page, entry: str) -> None:
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name=entry, exact=True).click()


def test_a_list_of_contracts_is_cards_and_no_fact_stands_twice(host_site: Sites) -> None:
    page = host_site().visit(identity_token(CLAIRE))
    ask(page, "show my contracts")
    answer = page.locator(".said.theirs").last
    cards = answer.get_by_role("article")
    expect(cards).to_have_count(3)
    first = cards.first
    for words in (
        "Endpoint Protection",
        "C-100234",
        "15 December 2026",
        "22 days left",
        "Due within 90 days",
        "Next step",
    ):
        expect(first).to_contain_text(words)
    # Each number stands in its card alone: neither in a list beside it nor on a button below.
    assert (answer.text_content() or "").count("C-100234") == 1
    expect(answer.get_by_text("C-100234 —")).to_have_count(0)
    months = answer.get_by_role("figure").get_by_role("listitem")
    expect(months).to_have_count(12)
    expect(months.nth(1)).to_contain_text("December 2026: 1")
    first.get_by_role("button").click()
    one = page.locator(".said.theirs").last.get_by_role("article")
    expect(one).to_have_count(1)
    expect(one).to_contain_text("Distrilog")
    expect(one.get_by_role("button")).to_contain_text("How to renew")


def test_in_french_months_can_be_told_apart_and_signs_stand_as_the_french_put_them(host_site: Sites) -> None:
    page = host_site(locale="fr-FR").visit(identity_token(CLAIRE))
    ask(page, "quels contrats avons-nous ?")
    answer = page.locator(".said.theirs").last
    expect(answer.get_by_role("article")).to_have_count(3)
    expect(answer.locator("dt").first).to_have_text("Se termine\u00a0:")
    months = answer.locator(".month").all_text_contents()
    assert len(set(months)) == 12, months


def test_steps_and_bullets_are_lists_and_a_long_answer_leads_with_a_sentence(open_page: Open) -> None:
    page = open_page()
    ask(page, "how do I renew an online service?")
    answer = page.locator(".said.theirs").nth(1)
    expect(answer.locator(".bubble > p").first).to_be_visible()
    assert "•" not in (answer.text_content() or "")
    listed = answer.locator(".bubble ul:not(.buttons), .bubble ol")
    assert listed.count() >= 1
    folded = answer.locator(".more")
    if folded.count():
        folded.locator("summary").click()
        expect(folded.locator("p, li").first).to_be_visible()


def test_offerings_are_rows_where_there_is_room_and_terms_where_there_is_not(open_page: Open) -> None:
    for width, shown, hidden in ((900, ".wide", ".narrow"), (390, ".narrow", ".wide")):
        page = open_page(viewport={"width": width, "height": 800})
        ask(page, "what maintenance offerings do you have")
        page.get_by_role("button", name="Which maintenance offerings are there?").first.click()
        answer = page.locator(".said.theirs:has(.table)").last
        expect(answer.locator(shown)).to_be_visible()
        expect(answer.locator(hidden)).to_be_hidden()
        assert (answer.text_content() or "").count("One expert") <= 2


def test_one_s_contracts_are_filtered_sorted_and_taken_away(host_site: Sites) -> None:
    page = host_site().visit(identity_token(CLAIRE))
    ask(page, "hello")
    in_menu(page, "My contracts")
    cards = page.locator(".view").get_by_role("article")
    expect(cards).to_have_count(3)
    page.get_by_role("searchbox").fill("proxy")
    expect(cards).to_have_count(1)
    expect(page.get_by_text("1 of 3 contracts")).to_be_visible()
    page.get_by_role("searchbox").fill("")
    page.get_by_role("combobox", name="Status").select_option("expired")
    expect(page.get_by_text("0 of 3 contracts")).to_be_visible()
    expect(cards).to_have_count(0)
    page.get_by_role("combobox", name="Status").select_option("")
    page.get_by_role("combobox", name="Sort").select_option("product")
    expect(cards.first).to_contain_text("Endpoint Protection")
    for name, end in (("Download as a table (CSV)", "csv"), ("Download as a calendar (ICS)", "ics")):
        with page.expect_download() as loading:
            page.get_by_role("button", name=name).click()
        assert loading.value.suggested_filename == f"contracts.{end}"
        content = Path(loading.value.path()).read_bytes()
        if end == "csv":
            assert len(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))) == 3
        else:
            assert len(Calendar.from_ical(content).walk("VEVENT")) == DAYS
    page.get_by_role("button", name="Back to the conversation").click()
    expect(page.locator(".log")).to_be_visible()


def test_a_calendar_s_address_is_made_seen_again_and_revoked(host_site: Sites) -> None:
    page = host_site().visit(identity_token(CLAIRE))
    ask(page, "hello")
    in_menu(page, "My contracts")
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_role("textbox", name="Address of your calendar").input_value()
    assert len(Calendar.from_ical(httpx.get(address).content).walk("VEVENT")) == DAYS
    page.get_by_role("button", name="Back to the conversation").click()
    in_menu(page, "My contracts")
    expect(page.get_by_role("textbox", name="Address of your calendar")).to_have_value(address)
    expect(page.get_by_text("Last read:")).to_be_visible()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("button", name="Make an address")).to_be_visible()
    assert httpx.get(address).status_code == 404


def test_who_is_not_known_hears_how_to_see_their_contracts(open_page: Open) -> None:
    page = open_page()
    ask(page, "hello")
    in_menu(page, "My contracts")
    expect(page.get_by_role("article")).to_have_count(0)
    page.get_by_role("button", name="Show who I am").click()
    expect(page.locator(".said.theirs").last).to_contain_text("contract number")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_cards_and_in_the_list_of_contracts(host_site: Sites, scheme: str) -> None:
    page = host_site(color_scheme=scheme).visit(identity_token(CLAIRE))
    ask(page, "show my contracts")
    expect(page.get_by_role("article")).to_have_count(3)
    found = Axe().run(page, context="renewal-assistant").response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    in_menu(page, "My contracts")
    expect(page.locator(".view").get_by_role("article")).to_have_count(3)
    found = Axe().run(page, context="renewal-assistant").response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
