"""What owners of a site make of the chat: attributes and `renewals.config`, functions and events, and the page on which
they try all that.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.host_site import HostSite, ask, serve
from tests.stack import Stack, identity_token

Sites = Callable[..., HostSite]
CLAIRE = "claire.martin@contoso.example"


def set_attribute(page: Page, name: str, value: str) -> None:
    page.locator("renewal-assistant").evaluate("(chat, [name, value]) => chat.setAttribute(name, value)", [name, value])


def style(page: Page, selector: str, name: str) -> str:
    found: str = page.evaluate(
        (
            "([selector, name]) => "
            "getComputedStyle(document.querySelector('renewal-assistant').shadowRoot.querySelector(selector))[name]"
        ),
        [selector, name],
    )
    return found


def config(**values: Any) -> str:
    return f"<script>globalThis.renewals = {{ config: {json.dumps(values)} }};</script>"


def test_name_greeting_texts_and_launcher_are_the_owner_s(host_site: Sites) -> None:
    site = host_site()
    texts = json.dumps({"en": {"placeholder": "Ask away"}, "fr": {"placeholder": "Demandez"}}).replace('"', "&quot;")
    site.attributes = f'name="Nora" greeting="Hi, I am Nora." launcher-text="Need help?" texts="{texts}"'
    page = site.visit(open_chat=False)
    expect(page.get_by_role("button", name="Need help? (Open the chat)")).to_be_visible()
    page.evaluate("renewals.open()")
    expect(page.locator("#title")).to_have_text("Nora")
    expect(page.locator(".said").first).to_contain_text("Hi, I am Nora.")
    expect(page.locator(".said .who").first).to_have_text("Nora")
    expect(page.get_by_role("textbox", name="Ask away")).to_be_visible()


def test_the_configuration_says_the_same_and_an_attribute_goes_before_it(host_site: Sites) -> None:
    site = host_site()
    site.head = config(name="Nora", launcherText="Need help?", greeting={"en": "Hi.", "fr": "Salut."}, position="left")
    site.attributes = 'name="Ben"'
    page = site.visit()
    expect(page.locator("#title")).to_have_text("Ben")
    expect(page.locator(".said").first).to_contain_text("Hi.")
    set_attribute(page, "language", "fr")
    expect(page.locator(".said").first).to_contain_text("Salut.")
    box = page.locator(".launcher").bounding_box()
    assert box is not None
    assert box["x"] == 20


def test_a_greeting_may_follow_page_and_hour(host_site: Sites) -> None:
    site = host_site()
    site.head = (
        "<script>globalThis.renewals = { config: { greeting: ({ language, path, hour }) => `${language} "
        "${path} ${hour >= 0}` } };</script>"
    )
    expect(site.visit().locator(".said").first).to_contain_text("en /shop true")


@pytest.mark.parametrize("color", ["#ffcc00", "#0b6e4f", "#fff", "#000000", "#7f7f7f"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_any_colour_can_be_read_in_either_theme(host_site: Sites, color: str, theme: str) -> None:
    site = host_site(color_scheme="light" if theme == "dark" else "dark")
    site.attributes = f'color="{color}" theme="{theme}"'
    page = site.visit()
    ask(page, "hello")
    assert style(page, ".frame", "colorScheme") == theme
    found = Axe().run(page, context="renewal-assistant").response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_position_offsets_and_logo_are_changed_while_the_page_is_open(host_site: Sites, stack: Stack) -> None:
    page = host_site().visit()
    for name, value in (
        ("position", "left"),
        ("offset-x", "40"),
        ("offset-y", "60"),
        ("logo", f"{stack.address}/static/icon.svg"),
    ):
        set_attribute(page, name, value)
    box = page.locator(".launcher").bounding_box()
    assert box is not None
    assert box["x"] == 40
    assert round(box["y"] + box["height"]) == 800 - 60
    expect(page.locator(".logo")).to_be_visible()


def test_on_pages_that_the_owner_names_it_is_hidden_also_after_a_navigation_within(host_site: Sites) -> None:
    site = host_site()
    site.attributes = 'hide-on="/checkout/* /shop/hidden"'
    page = site.visit(open_chat=False)
    launcher = page.locator(".launcher")
    expect(launcher).to_be_visible()
    page.evaluate("history.pushState({}, '', '/checkout/pay')")
    expect(launcher).to_be_hidden()
    page.evaluate("history.pushState({}, '', '/checkouts')")
    expect(launcher).to_be_visible()
    page.evaluate("history.pushState({}, '', '/shop/hidden')")
    expect(launcher).to_be_hidden()


def test_functions_do_what_they_say_and_events_tell_it_without_any_word_of_people(host_site: Sites) -> None:
    page = host_site().visit(open_chat=False)
    page.evaluate(
        """() => { globalThis.told = []; for (const name of ["open", "close", "message", "reply", "unread", "handoff"])
        renewals.on(name, (detail) => told.push([name, detail])); globalThis.heard = [];
        document.addEventListener("renewals:open", () => heard.push("open"));
          globalThis.end = renewals.on("open", () => heard.push("once")); end(); }"""
    )
    page.evaluate("renewals.toggle()")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("renewals.say('how does automatic renewal work?')") is True
    expect(page.locator(".said.theirs")).to_have_count(2)
    page.evaluate("renewals.close()")
    expect(page.get_by_role("dialog")).to_have_count(0)
    told = page.evaluate("told")
    assert [name for name, _ in told] == ["open", "message", "reply", "close"]
    assert told[2][1] == {"speaker": "assistant", "topic": "auto-renewal", "kind": "answer"}
    assert "renewal work" not in json.dumps(told)
    assert page.evaluate("heard") == ["open"]


def test_signed_in_and_out_by_functions_nothing_of_the_former_person_stays(host_site: Sites) -> None:
    page = host_site().visit()
    page.evaluate("(token) => renewals.identify(token)", identity_token(CLAIRE))
    ask(page, "show my contracts")
    expect(page.get_by_role("article")).to_have_count(3)
    kept = page.evaluate("JSON.parse(localStorage['renewal-assistant']).conversation.id")
    page.evaluate("renewals.shutdown()")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function("(id) => !JSON.stringify({ ...localStorage }).includes(id)", arg=kept)
    assert "C-100234" not in page.evaluate("document.querySelector('renewal-assistant').shadowRoot.innerHTML")
    page.evaluate("renewals.open()")
    ask(page, "show my contracts")
    expect(page.locator(".said.theirs").last).to_contain_text("contract number")


def test_a_token_of_the_configuration_is_taken_and_forgotten_at_shutdown(host_site: Sites) -> None:
    site = host_site()
    site.head = config(identityToken=identity_token(CLAIRE))
    page = site.visit()
    ask(page, "show my contracts")
    expect(page.get_by_role("article")).to_have_count(3)
    page.evaluate("renewals.shutdown()")
    page.evaluate("renewals.open()")
    ask(page, "show my contracts")
    expect(page.locator(".said.theirs").last).to_contain_text("contract number")


def test_parts_are_styled_from_the_page(host_site: Sites) -> None:
    site = host_site()
    site.head = (
        "<style>renewal-assistant::part(panel) { border-radius: 3px } renewal-assistant::part(launcher) { "
        "border-radius: 9px }</style>"
    )
    page = site.visit()
    assert style(page, ".panel", "borderTopLeftRadius") == "3px"
    assert style(page, ".launcher", "borderTopLeftRadius") == "9px"


def test_the_playground_is_no_wider_than_a_phone_whatever_events_it_lists(host_site: Sites, stack: Stack) -> None:
    page = host_site().context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{stack.address}/widget")
    page.evaluate("""() => { const told = document.createElement("li"); told.textContent = "reply" + "x".repeat(90);
                             document.querySelector("#events").prepend(told); }""")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_playground_shows_each_choice_at_once_and_gives_lines_that_work(host_site: Sites, stack: Stack) -> None:
    site = host_site()
    page = site.context.new_page()
    page.goto(f"{stack.address}/widget")
    page.get_by_label("launcher-text").fill('Ask "us"')
    page.get_by_label("position").select_option("left")
    page.get_by_label("name").fill("Nora")
    expect(page.locator(".launcher")).to_contain_text('Ask "us"')
    snippet = page.locator("#snippet")
    expect(snippet).to_contain_text('position="left"')
    expect(page.locator("#pinned")).to_contain_text("sha384-")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    for lines in (snippet.text_content(), page.locator("#pinned").text_content()):
        shop = site.context.new_page()
        body = f"<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1>{lines}</html>"
        serve(shop, f"{stack.address}/shop", body)
        shop.get_by_role("button", name='Ask "us" (Open the chat)').click()
        expect(shop.get_by_role("heading", name="Nora")).to_be_visible()
        shop.evaluate("renewals.close()")


def test_where_it_is_hidden_nothing_is_taken_for_read_and_a_choice_taken_back_is_ours_again(
    host_site: Sites, stack: Stack
) -> None:
    site = host_site()
    site.attributes = 'hide-on="/checkout" name="Nora"'
    page = site.visit()
    ask(page, "hello")
    page.evaluate("history.pushState({}, '', '/checkout')")
    expect(page.locator(".launcher")).to_be_hidden()
    kept = page.evaluate("JSON.parse(localStorage['renewal-assistant']).conversation")
    path, headers = f"/api/v1/conversations/{kept['id']}/messages", {"Authorization": f"Bearer {kept['token']}"}
    assert stack.client.post(path, json={"text": "thanks"}, headers=headers).status_code == 200
    expect(page).to_have_title("(1) Shop")
    page.evaluate("history.pushState({}, '', '/shop')")
    expect(page).to_have_title("Shop")
    page.locator("renewal-assistant").evaluate("(chat) => chat.removeAttribute('name')")
    expect(page.locator("#title")).to_have_text("Renewal assistant")


def test_moved_with_a_token_that_is_not_good_the_visitor_s_conversation_stays(host_site: Sites) -> None:
    page = host_site().visit(identity_token(CLAIRE, -600))
    ask(page, "hello")
    page.evaluate("document.body.prepend(document.querySelector('renewal-assistant'))")
    ask(page, "thanks")
    expect(page.locator(".said.mine")).to_have_count(2)
