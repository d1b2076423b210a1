"""The widget on pages that were not made for it: their styles, policies and frameworks, and what they may ask of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.host_site import SOCKETS, HostSite, ask, serve
from tests.stack import Stack, identity_token

Sites = Callable[..., HostSite]
CLAIRE = "claire.martin@contoso.example"
HOSTILE = """<style nonce="abc">html { font-size: 62.5% } body { transform: translate(90px, 90px); direction: rtl;
  filter: blur(0) }
* { font: 40px/3 "Comic Sans MS" !important; color: lime !important; letter-spacing: 6px !important;
  text-transform: uppercase !important; zoom: 1 }
renewal-assistant { display: none !important; opacity: .1 !important; visibility: hidden !important }</style>"""
POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'nonce-abc' 'strict-dynamic'; "
    "style-src 'nonce-abc';"
    " require-trusted-types-for 'script'; object-src 'none'; base-uri 'none'\">"
)
# Those of the widget alone: the browser's driver listens as well.
LISTENERS = """(() => { globalThis.listening = 0;
  for (const target of [window, document]) {
    const add = target.addEventListener;
    target.addEventListener = function (name, listener, options) {
      if (new Error().stack.includes("/static/widget")) {
        listening += 1;
        options?.signal?.addEventListener("abort", () => { listening -= 1; }, { once: true });
      }
      return add.call(target, name, listener, options);
    };
  } })()"""


def styled(page: Page, selector: str) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        """(selector) => { const one = document.querySelector("renewal-assistant").shadowRoot.querySelector(selector),
          style = getComputedStyle(one);
        const box = one.getBoundingClientRect();
        return { size: style.fontSize, family: style.fontFamily, spacing: style.letterSpacing,
          transform: style.textTransform, direction: style.direction,
          color: style.color, box: [box.left, box.top, box.width, box.height].map(Math.round).join() }; }""",
        selector,
    )
    return found


@pytest.mark.parametrize("selector", [".launcher", ".panel", ".bubble p", "textarea", "#title"])
def test_it_looks_and_stands_alike_whatever_the_page_s_styles(host_site: Sites, selector: str) -> None:
    plain = host_site()
    expected = styled(plain.visit(), selector)
    hostile = host_site()
    hostile.head = HOSTILE
    assert styled(hostile.visit(), selector) == expected


def test_it_works_under_a_strict_policy_with_trusted_types(host_site: Sites) -> None:
    site = host_site()
    site.head, site.script = POLICY + HOSTILE, 'nonce="abc"'
    page = site.visit(identity_token(CLAIRE))
    refused: list[str] = []
    page.on(
        "console",
        lambda said: (
            refused.append(said.text) if "Content Security Policy" in said.text or "TrustedHTML" in said.text else None
        ),
    )
    ask(page, "show my contracts")
    expect(page.get_by_role("article")).to_have_count(3)
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("button", name="My contracts")).to_be_visible()
    assert refused == []


def test_moved_removed_and_put_back_it_goes_on_and_leaves_nothing_open(host_site: Sites) -> None:
    site = host_site()
    site.context.add_init_script(SOCKETS)
    site.context.add_init_script(LISTENERS)
    page = site.visit()
    ask(page)
    page.evaluate("globalThis.chat = document.querySelector('renewal-assistant')")
    for _ in range(10):
        page.evaluate(
            "document.body.append(document.createElement('main')); "
            "document.querySelector('main:last-of-type').append(chat)"
        )
    ask(page, "thanks")
    page.wait_for_function("[...sockets].filter((one) => one.readyState < 2).length === 1")
    there = page.evaluate("listening")
    assert there > 5
    page.evaluate("chat.remove()")
    page.wait_for_function("[...sockets].every((one) => one.readyState > 1)")
    assert page.evaluate("listening") == 0
    page.evaluate("document.body.append(chat)")
    page.wait_for_function("[...sockets].filter((one) => one.readyState < 2).length === 1")
    assert page.evaluate("listening") == there
    expect(page.locator(".said.mine")).to_have_count(2)


def test_a_site_that_exchanges_its_whole_body_keeps_the_chat(host_site: Sites, stack: Stack) -> None:
    site = host_site()
    site.context.add_init_script(SOCKETS)
    page = site.visit(open_chat=False)
    body = (
        f'<html lang="en"><title>Shop</title><h1>Shop</h1><script type="module" '
        f'src="{stack.address}/static/widget.js" data-auto></script></html>'
    )
    page.unroute_all()
    page.route("**/shop", lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto(f"{stack.address}/shop")
    page.get_by_role("button", name="Open the chat").click()
    ask(page)
    for number in range(10):
        page.evaluate(
            "(path) => { history.pushState({}, '', path); const body = document.createElement('body'); "
            "body.append(document.createElement('h1'));"
            " document.body.replaceWith(body); }",
            f"/shop/{number}",
        )
    expect(page.locator("renewal-assistant")).to_have_count(1)
    ask(page, "thanks")
    page.wait_for_function("[...sockets].filter((one) => one.readyState < 2).length === 1")


def test_loaded_twice_it_is_there_once(host_site: Sites, stack: Stack) -> None:
    page = host_site().visit()
    page.evaluate("(address) => import(address)", f"{stack.address}/static/widget.js?v=2")
    version = stack.client.get("/static/widget.json").json()["version"]
    page.evaluate("(address) => import(address)", f"{stack.address}/static/v/{version}/widget.js")
    ask(page)
    expect(page.locator("renewal-assistant")).to_have_count(1)


def test_from_a_version_s_address_with_digests_it_works_and_a_false_digest_stops_it(
    host_site: Sites, stack: Stack
) -> None:
    described = stack.client.get("/static/widget.json").json()
    base = f"{stack.address}/static/v/{described['version']}/"
    digests = {base + name: digest for name, digest in described["integrity"].items()}
    site = host_site()
    for false in (False, True):
        if false:
            digests[f"{base}widget/panel.js"] = "sha384-" + base64.b64encode(b"0" * 48).decode()
        page = site.context.new_page()
        body = (
            f"<!doctype html><script "
            f'type="importmap">{json.dumps({"integrity": digests})}</script><renewal-assistant></renewal-assistant>'
            f'<script type="module" src="{base}widget.js" integrity="{described["integrity"]["widget.js"]}" '
            f"crossorigin></script>"
        )
        serve(page, f"{stack.address}/pinned", body)
        page.get_by_role("button", name="Open the chat").click()
        if false:
            page.wait_for_timeout(500)
            expect(page.get_by_role("dialog")).to_have_count(0)
        else:
            ask(page)
            page.evaluate("renewals.close()")


def test_where_storage_is_denied_it_works_as_long_as_the_page(host_site: Sites) -> None:
    site = host_site()
    site.context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() "
        "{ throw new DOMException('denied', 'SecurityError'); } })"
    )
    page = site.visit(identity_token(CLAIRE))
    ask(page, "show my contracts")
    expect(page.get_by_role("article")).to_have_count(3)
    ask(page, "thanks")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator(".said.mine")).to_have_count(2)


def test_two_fresh_tabs_share_one_conversation(host_site: Sites) -> None:
    site = host_site()
    first, second = site.visit(), site.visit()
    ask(first)
    expect(second.locator(".said.mine")).to_have_count(1)
    second.get_by_role("textbox").fill("thanks")
    second.get_by_role("textbox").press("Enter")
    expect(first.locator(".said.mine")).to_have_count(2)


def test_tabs_that_begin_at_the_same_moment_begin_one_conversation(host_site: Sites) -> None:
    site = host_site()
    tabs = [site.visit(), site.visit()]
    begun: list[str] = []
    site.context.on(
        "response",
        lambda answer: (
            begun.append(answer.url)
            if answer.request.method == "POST" and answer.url.endswith("/conversations")
            else None
        ),
    )
    for tab in tabs:
        tab.evaluate("renewals.say('hello')")
    for tab in tabs:
        expect(tab.locator(".said.mine")).to_have_count(2)
    assert len(begun) == 1


def test_coming_back_with_the_browser_s_button_it_goes_on(host_site: Sites, stack: Stack) -> None:
    page = host_site().visit()
    ask(page)
    page.goto(f"{stack.address}/docs")
    page.go_back()
    expect(page.locator(".said.mine")).to_have_count(1)
    ask(page, "thanks")
    expect(page.locator(".state")).to_be_hidden()


def test_a_site_that_is_not_listed_is_told_so_in_the_console_and_the_person_in_the_chat(
    host_site: Sites, stack: Stack
) -> None:
    site = host_site()
    page = site.context.new_page()
    told: list[str] = []
    page.on("console", lambda said: told.append(said.text))
    body = (
        f'<!doctype html><renewal-assistant></renewal-assistant><script type="module" '
        f'src="{stack.address}/static/widget.js"></script>'
    )
    elsewhere = stack.address.replace("127.0.0.1", "localhost")
    serve(page, f"{elsewhere}/shop", body)
    page.get_by_role("button", name="Open the chat").click()
    page.get_by_role("textbox").fill("hello")
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_text("The chat is not set up for this site.")).to_be_visible()
    expect(page.locator(".typing")).to_be_hidden()
    assert any("RENEWALS_ORIGINS" in line and elsewhere in line for line in told)


def test_an_error_of_the_server_is_told_and_tried_again_when_asked(host_site: Sites) -> None:
    page = host_site().visit()
    page.route(
        "**/messages", lambda route: route.fulfill(status=500, content_type="application/problem+json", body="{}")
    )
    page.get_by_role("textbox").fill("hello")
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_text("The service has a problem.")).to_be_visible(timeout=15_000)
    expect(page.locator(".said.mine .bubble")).to_be_in_viewport(ratio=1)
    expect(page.locator(".typing")).to_be_hidden()
    page.unroute("**/messages")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".said.theirs")).to_have_count(2)
    expect(page.locator(".state")).to_be_hidden()
    expect(page.locator(".said.mine")).to_have_count(1)


def test_without_its_words_it_says_so_in_the_console_and_breaks_nothing(host_site: Sites, stack: Stack) -> None:
    site = host_site()
    page = site.context.new_page()
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.route("**/words.json*", lambda route: route.fulfill(status=500))
    body = (
        f'<!doctype html><h1>Shop</h1><renewal-assistant></renewal-assistant><script type="module" '
        f'src="{stack.address}/static/widget.js"></script>'
    )
    # The waits between its tries pass at once.
    page.clock.install()
    with page.expect_console_message(lambda said: "does not answer" in said.text, timeout=40_000) as told:
        serve(page, f"{stack.address}/shop", body)
        while not told.is_done():
            page.clock.fast_forward("00:10")
            page.wait_for_timeout(20)
    assert failed == []


def test_the_launcher_takes_less_than_a_tenth_of_a_second_of_the_page_s_script_time(
    host_site: Sites, timed: None
) -> None:
    page = host_site().visit(open_chat=False)
    metrics = page.context.new_cdp_session(page)
    metrics.send("Performance.enable")
    page.reload()
    page.locator(".launcher").wait_for()
    spent = {one["name"]: one["value"] for one in metrics.send("Performance.getMetrics")["metrics"]}
    assert 0 < spent["ScriptDuration"] < 0.1
