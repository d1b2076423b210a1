"""A conversation belongs to the person that it was begun with: several people in one browser, on a site that signs them
in.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.page.signed_in import (
    CLAIRE,
    CLAIRES_CONTRACT,
    CLAIRES_WORDS,
    JULIE,
    JULIES_CONTRACT,
    QUESTION,
    Sites,
    ask,
    assert_nothing_left,
    claire_asks,
    conversation_of,
    kept,
    set_token,
)
from tests.stack import Stack, identity_token


def test_the_next_person_and_then_a_visitor_see_and_ask_nothing_of_the_former(host_site: Sites) -> None:
    site = host_site()
    page = site.visit(identity_token(CLAIRE))
    claires = claire_asks(page)

    site.visit(identity_token(JULIE), page)
    assert_nothing_left(page, claires)
    ask(page)
    expect(page.locator(".said.theirs").last).to_contain_text(JULIES_CONTRACT)
    expect(page.locator(".log")).not_to_contain_text(CLAIRES_CONTRACT)
    julies = conversation_of(page)
    assert julies["id"] != claires["id"]

    site.visit(None, page)
    assert_nothing_left(page, claires)
    assert_nothing_left(page, julies, (JULIES_CONTRACT, "Lemaire"))
    ask(page)
    expect(page.locator(".said.theirs").nth(1)).to_contain_text("contract number")
    expect(page.locator(".log")).not_to_contain_text("C-100")


def test_where_the_chat_is_never_opened_nothing_of_the_former_person_is_kept_either(host_site: Sites) -> None:
    site = host_site()
    page = site.visit(identity_token(CLAIRE))
    claires = claire_asks(page)
    site.visit(None, page, open_chat=False)
    assert_nothing_left(page, claires)


def test_a_visitor_who_signs_in_begins_anew_and_is_known(host_site: Sites) -> None:
    site = host_site()
    page = site.visit()
    ask(page, "what does essential support include?")
    expect(page.locator(".said.theirs")).to_have_count(2)
    visitors = conversation_of(page)

    site.visit(identity_token(CLAIRE), page)
    assert_nothing_left(page, visitors, ("essential support include",))
    claires = claire_asks(page)
    assert claires["id"] != visitors["id"]


def test_signing_out_while_the_chat_is_open_clears_it_at_once(host_site: Sites) -> None:
    page = host_site().visit(identity_token(CLAIRE))
    claires = claire_asks(page)
    page.get_by_role("textbox").fill("and C-100235?")
    set_token(page, None)
    assert_nothing_left(page, claires)
    ask(page)
    expect(page.locator(".said.theirs").nth(1)).to_contain_text("contract number")
    expect(page.locator(".log")).not_to_contain_text(CLAIRES_CONTRACT)
    assert conversation_of(page)["id"] != claires["id"]


def test_what_happens_in_the_former_conversation_does_not_reach_the_page(host_site: Sites, stack: Stack) -> None:
    page = host_site().visit(identity_token(CLAIRE))
    claires = claire_asks(page)
    set_token(page, identity_token(JULIE))
    path, headers = f"/api/v1/conversations/{claires['id']}/messages", {"Authorization": f"Bearer {claires['token']}"}
    assert stack.client.post(path, json={"text": "when does C-100235 end?"}, headers=headers).status_code == 200
    page.wait_for_timeout(500)
    assert_nothing_left(page, claires)


def test_a_token_that_the_page_sets_later_is_taken_up(host_site: Sites) -> None:
    site = host_site()
    page = site.visit(open_chat=False)
    set_token(page, identity_token(CLAIRE))
    page.get_by_role("button", name="Open the chat").click()
    claires = claire_asks(page)

    # The next page begins without a token for a moment as well, and shows nothing until it has it.
    site.visit(None, page)
    assert_nothing_left(page, claires)
    set_token(page, identity_token(CLAIRE))
    expect(page.locator(".said.theirs").last).to_contain_text(CLAIRES_CONTRACT)
    assert conversation_of(page)["id"] == claires["id"]


def test_a_fresh_token_of_the_same_person_keeps_the_conversation(host_site: Sites) -> None:
    site = host_site()
    page = site.visit(identity_token(CLAIRE))
    claires = claire_asks(page)
    page.get_by_role("textbox").fill("and the")
    set_token(page, identity_token(CLAIRE, 900))
    page.wait_for_timeout(300)
    expect(page.locator(".said.mine")).to_have_count(1)
    expect(page.get_by_role("textbox")).to_have_value("and the")

    site.visit(identity_token(f" {CLAIRE.upper()}", 1200), page)
    expect(page.locator(".said.mine")).to_have_count(1)
    expect(page.locator(".said.theirs").last).to_contain_text(CLAIRES_CONTRACT)
    assert conversation_of(page)["id"] == claires["id"]


def test_what_waits_unsent_is_never_sent_for_the_next_person(host_site: Sites) -> None:
    site = host_site()
    page = site.visit(identity_token(CLAIRE))
    claires = claire_asks(page)
    posted: list[str] = []
    page.on(
        "request", lambda request: posted.append(request.post_data or "") if request.url.endswith("/messages") else None
    )
    page.context.set_offline(True)
    ask(page, "claire's private question")
    expect(page.locator(".said.mine.waiting")).to_have_count(1)
    posted.clear()
    set_token(page, identity_token(JULIE))
    assert_nothing_left(page, claires, (*CLAIRES_WORDS, "claire's private question"))
    page.context.set_offline(False)
    ask(page)
    expect(page.locator(".said.theirs").last).to_contain_text(JULIES_CONTRACT)
    page.wait_for_timeout(1000)
    assert [text for text in posted if "private" in text] == []
    expect(page.locator(".said.mine")).to_have_count(1)


@pytest.mark.parametrize("door", ["**/api/v1/conversations", "**/messages"])
def test_an_answer_that_is_still_under_way_does_not_come_to_the_next_person(host_site: Sites, door: str) -> None:
    page = host_site().visit(identity_token(CLAIRE))
    held: list[Route] = []
    page.route(door, lambda route: held.append(route), times=1)
    ask(page)
    while not held:
        page.wait_for_timeout(20)
    set_token(page, identity_token(JULIE))
    held[0].continue_()
    page.wait_for_timeout(1500)
    expect(page.locator(".said")).to_have_count(1)
    expect(page.locator(".log")).not_to_contain_text("contract C-")
    assert kept(page).get("conversation") is None
    ask(page)
    expect(page.locator(".said.theirs").last).to_contain_text(JULIES_CONTRACT)
    expect(page.locator(".log")).not_to_contain_text(CLAIRES_CONTRACT)


@pytest.mark.parametrize("token", [None, CLAIRE])
def test_what_an_older_widget_kept_is_nobodys_to_see(host_site: Sites, stack: Stack, token: str | None) -> None:
    chat = stack.chat_as(CLAIRE, language="en")
    assert CLAIRES_CONTRACT in chat.reply(QUESTION)["text"]
    old = {"conversation": {"id": chat.id, "token": chat.token, "last": None}, "waiting": [], "language": "en"}
    site = host_site()
    page = site.visit(open_chat=False)
    page.evaluate("(old) => localStorage.setItem('renewal-assistant', JSON.stringify(old))", old)
    site.visit(token and identity_token(token), page)
    page.wait_for_timeout(500)
    assert_nothing_left(page, {"id": chat.id, "token": chat.token})


@pytest.mark.parametrize("bad", ["no-token", "a.b.c", "nobody", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjF9.x"])
def test_a_token_that_is_not_good_is_told_so_and_shows_nobodys_conversation(host_site: Sites, bad: str) -> None:
    site = host_site()
    page = site.visit()
    ask(page, "what does essential support include?")
    expect(page.locator(".said.theirs")).to_have_count(2)
    visitors = conversation_of(page)

    site.visit(bad, page)
    assert_nothing_left(page, visitors, ("essential support include",))
    ask(page, "hello")
    expect(page.locator(".log").get_by_text("The signed-in user could not be recognised.")).to_have_count(1)
    expect(page.locator(".said.theirs")).to_have_count(2)
    assert kept(page) == {}


def test_a_token_that_has_run_out_is_told_so_and_a_fresh_one_begins_anew(host_site: Sites) -> None:
    site = host_site()
    page = site.visit(identity_token(CLAIRE, -600))
    ask(page)
    expect(page.locator(".log").get_by_text("The signed-in user could not be recognised.")).to_have_count(1)
    expect(page.locator(".said.theirs").nth(1)).to_contain_text("contract number")
    assert kept(page) == {}
    set_token(page, identity_token(CLAIRE))
    expect(page.locator(".said.mine")).to_have_count(0)
    claire_asks(page)


def test_the_address_itself_is_never_kept(host_site: Sites) -> None:
    page = host_site().visit(identity_token(CLAIRE))
    claire_asks(page)
    stored = page.evaluate("JSON.stringify({ ...localStorage })")
    assert "claire" not in stored.lower()
    assert len(kept(page)["owner"]) == 64


def test_a_site_without_https_keeps_nothing_for_a_signed_in_person(host_site: Sites, stack: Stack) -> None:
    site = host_site("http://shop.example")
    # The browser takes this for a site without HTTPS, as it would any but the machine's own; its requests go to the
    # product.
    site.context.route(
        "http://shop.example/**", lambda route: route.fulfill(response=route.fetch(url=stack.address + path_of(route)))
    )
    page = site.visit(identity_token(CLAIRE))
    assert page.evaluate("[isSecureContext, typeof crypto.subtle]") == [False, "undefined"]
    ask(page)
    expect(page.locator(".said.theirs").last).to_contain_text(CLAIRES_CONTRACT)
    assert kept(page) == {}
    set_token(page, identity_token(CLAIRE, 900))
    expect(page.locator(".said.mine")).to_have_count(1)

    site.visit(identity_token(JULIE), page)
    ask(page)
    expect(page.locator(".said.theirs").last).to_contain_text(JULIES_CONTRACT)
    expect(page.locator(".log")).not_to_contain_text(CLAIRES_CONTRACT)

    site.visit(None, page)
    ask(page, "hello")
    expect(page.locator(".said.theirs")).to_have_count(2)
    visitors = conversation_of(page)
    site.visit(None, page)
    assert conversation_of(page)["id"] == visitors["id"]


def path_of(route: Route) -> str:
    return route.request.url.removeprefix("http://shop.example")
