"""Several tabs, in which the person changes."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.page.signed_in import (
    CLAIRE,
    CLAIRES_CONTRACT,
    JULIE,
    JULIES_CONTRACT,
    Sites,
    ask,
    assert_nothing_left,
    claire_asks,
    conversation_of,
    set_token,
)
from tests.stack import Stack, identity_token


def test_a_tab_of_the_former_person_shows_and_sends_nothing_once_another_is_signed_in(host_site: Sites) -> None:
    site = host_site()
    first = site.visit(identity_token(CLAIRE))
    claires = claire_asks(first)
    second = site.visit(identity_token(JULIE))
    ask(second)
    expect(second.locator(".said.theirs").last).to_contain_text(JULIES_CONTRACT)
    julies = conversation_of(second)

    expect(first.get_by_text("Reload this page")).to_be_visible()
    assert_nothing_left(first, claires)
    posted: list[str] = []
    first.on("request", lambda request: posted.append(request.url))
    ask(first)
    first.wait_for_timeout(1000)
    assert posted == []
    expect(first.locator(".said.mine")).to_have_count(0)
    assert conversation_of(second) | {"last": ""} == julies | {"last": ""}

    # The site knows by now who is signed in; so does its page once it is loaded again.
    site.visit(identity_token(JULIE), first)
    expect(first.locator(".said.theirs").last).to_contain_text(JULIES_CONTRACT)
    assert conversation_of(first)["id"] == julies["id"]


def test_a_tab_of_the_former_person_is_cleared_when_a_visitor_comes_in_another(host_site: Sites) -> None:
    site = host_site()
    first = site.visit(identity_token(CLAIRE))
    claires = claire_asks(first)
    site.visit()
    expect(first.get_by_text("Reload this page")).to_be_visible()
    assert_nothing_left(first, claires)


def test_what_still_happens_in_the_former_conversation_does_not_reach_its_tab(host_site: Sites, stack: Stack) -> None:
    site = host_site()
    first = site.visit(identity_token(CLAIRE))
    claires = claire_asks(first)
    second = site.visit(identity_token(JULIE))
    second.wait_for_function("(id) => !JSON.stringify({ ...localStorage }).includes(id)", arg=claires["id"])
    path, headers = f"/api/v1/conversations/{claires['id']}/messages", {"Authorization": f"Bearer {claires['token']}"}
    assert stack.client.post(path, json={"text": "when does C-100235 end?"}, headers=headers).status_code == 200
    expect(first.get_by_text("Reload this page")).to_be_visible()
    first.wait_for_timeout(500)
    assert_nothing_left(first, claires)


def test_a_tab_goes_on_as_soon_as_its_person_is_signed_in_again_elsewhere(host_site: Sites) -> None:
    site = host_site()
    first = site.visit(identity_token(CLAIRE))
    claires = claire_asks(first)
    second = site.visit(identity_token(JULIE))
    expect(first.get_by_text("Reload this page")).to_be_visible()
    site.visit(identity_token(CLAIRE), second)
    expect(first.get_by_text("Reload this page")).to_be_hidden()
    assert_nothing_left(first, claires)
    assert claire_asks(first)["id"] != claires["id"]


def test_another_tab_that_gets_its_token_late_disturbs_nobody(host_site: Sites) -> None:
    site = host_site()
    first = site.visit(identity_token(CLAIRE))
    claires = claire_asks(first)
    first.get_by_role("textbox").fill("and the")
    second = site.visit()
    set_token(second, identity_token(CLAIRE))
    expect(second.locator(".said.theirs").last).to_contain_text(CLAIRES_CONTRACT)
    first.wait_for_timeout(1500)
    expect(first.get_by_role("textbox")).to_have_value("and the")
    expect(first.locator(".said.mine")).to_have_count(1)
    assert conversation_of(first)["id"] == claires["id"]


def test_two_tabs_of_one_person_share_one_conversation(host_site: Sites) -> None:
    site = host_site()
    first, second = site.visit(identity_token(CLAIRE)), site.visit(identity_token(CLAIRE))
    claires = claire_asks(first)
    ask(second, "when does C-100235 end?")
    expect(first.locator(".said.mine")).to_have_count(2)
    assert conversation_of(second)["id"] == claires["id"]
