"""Former conversations: taken up again, downloaded, mailed, and nobody else's."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.page.visiting import CLAIRE, Open, Sites, ask, in_menu
from tests.stack import Stack, identity_token


def test_a_new_conversation_keeps_the_old_one_which_is_taken_up_again(open_page: Open) -> None:
    page = open_page()
    in_menu(page, "My conversations")
    expect(page.get_by_text("There is no conversation yet.")).to_be_visible()
    page.get_by_role("button", name="Back to the conversation").click()
    ask(page, "what does essential support include?")
    in_menu(page, "New conversation")
    expect(page.locator(".said.mine")).to_have_count(0)
    ask(page, "what does premium support offer?")
    page.reload()
    expect(page.locator(".said.mine")).to_have_text(re.compile("premium"))
    in_menu(page, "My conversations")
    expect(page.locator(".conversation")).to_have_count(2)
    page.get_by_role("button", name=re.compile("what does essential support include")).click()
    expect(page.locator(".said.mine")).to_have_count(1)
    expect(page.locator(".said.mine")).to_contain_text("essential support")
    page.reload()
    expect(page.locator(".said.mine")).to_contain_text("essential support")


def test_the_next_person_sees_no_conversation_of_the_former(host_site: Sites) -> None:
    site = host_site()
    page = site.visit(identity_token(CLAIRE))
    ask(page, "hello")
    in_menu(page, "New conversation")
    ask(page, "hello again")
    site.visit(identity_token("julie@lemaire.example"), page)
    in_menu(page, "My conversations")
    expect(page.get_by_text("There is no conversation yet.")).to_be_visible()
    assert "others" not in page.evaluate("localStorage['renewal-assistant'] ?? ''") or '"others":[]' in page.evaluate(
        "localStorage['renewal-assistant']"
    )


def test_a_conversation_is_downloaded_as_a_text(open_page: Open) -> None:
    page = open_page()
    ask(page, "what does essential support include?")
    with page.expect_download() as loading:
        in_menu(page, "Download this conversation")
    text = Path(loading.value.path()).read_text(encoding="utf-8")
    assert "You:\nwhat does essential support include?" in text
    assert "Assistant:\n" in text


def test_a_conversation_is_mailed_to_the_address_that_was_shown_and_to_nobody_else(
    host_site: Sites, stack: Stack
) -> None:
    site = host_site()
    page = site.visit()
    ask(page, "hello")
    in_menu(page, "Send it to me by e-mail")
    expect(page.locator(".log").get_by_text("Show first who you are")).to_be_visible()
    before = len(stack.mails())
    site.visit(identity_token(CLAIRE), page)
    ask(page, "what does essential support include?")
    in_menu(page, "Send it to me by e-mail")
    expect(page.locator(".log").get_by_text(f"The conversation is on its way to {CLAIRE}.")).to_be_visible()
    ((to, text),) = stack.mails()[before:]
    assert to == CLAIRE
    assert "what does essential support include?" in text
