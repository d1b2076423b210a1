"""For everybody: the chat by keyboard alone, as a screen reader has it, without motion, in forced colours, in every
language (WCAG 2.2).
"""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.host_site import HostSite, ask
from tests.stack import identity_token

Open = Callable[..., Page]
Sites = Callable[..., HostSite]
CLAIRE = "claire.martin@contoso.example"
ANNOUNCED = """(() => { const said = globalThis.announced = [];
  const root = document.querySelector("renewal-assistant").shadowRoot;
  new MutationObserver(() => { const text = root.querySelector(".quiet[aria-live]").textContent;
    if (text) said.push(text); })
    .observe(root.querySelector(".quiet[aria-live]"), { childList: true, characterData: true, subtree: true }); })()"""
# What has the focus, by its name.
FOCUSED = """(() => { const one = document.querySelector("renewal-assistant").shadowRoot.activeElement;
  return one ? (one.ariaLabel || one.textContent || one.className).trim() : ""; })()"""


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Presses Tab until what is called so has the focus; with `*` at its end, what begins so."""
    for _ in range(60):
        page.keyboard.press(key)
        if fnmatchcase(page.evaluate(FOCUSED), name):
            return
    raise AssertionError(f"{name} is not reached by {key}")


def press(page: Page, name: str, key: str = "Enter", way: str = "Tab") -> None:
    tab_to(page, name, way)
    page.keyboard.press(key)


def test_only_what_is_new_is_read_out(open_page: Open) -> None:
    page = open_page()
    ask(page, "how does automatic renewal work?")
    page.reload()
    page.locator(".said").first.wait_for()
    page.evaluate(ANNOUNCED)
    expect(page.locator(".said.mine")).to_have_count(1)
    expect(page.locator(".log")).to_have_attribute("aria-live", "off")
    assert page.evaluate("announced") == []
    ask(page, "what does essential support include?")
    page.wait_for_function("announced.length")
    announced = " ".join(page.evaluate("announced"))
    assert announced.startswith("Assistant: ")
    assert "This helped" not in announced
    assert "what does essential support include?" not in announced


def test_the_menu_is_used_by_keyboard_and_escape_closes_it_before_the_chat(host_site: Sites) -> None:
    page = host_site().visit()
    opener = page.get_by_role("button", name="More", exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="My contracts", exact=True)).to_be_focused()
    for role, name in (
        ("button", "My conversations"),
        ("button", "New conversation"),
        ("button", "Download this conversation"),
        ("button", "Send it to me by e-mail"),
        ("combobox", "Language"),
        ("button", "Sound at new answers"),
        ("button", "Delete this conversation"),
    ):
        page.keyboard.press("Tab")
        expect(page.get_by_role(role, name=name, exact=True)).to_be_focused()  # type: ignore[arg-type]
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Open the chat")).to_be_focused()


@pytest.mark.parametrize(("width", "modal"), [(390, True), (900, False)])
def test_on_a_phone_nothing_behind_the_chat_can_be_reached(host_site: Sites, width: int, modal: bool) -> None:
    site = host_site(viewport={"width": width, "height": 800})
    page = site.visit()
    assert (
        page.evaluate(
            "document.querySelector('renewal-assistant').shadowRoot.querySelector('dialog').matches(':modal')"
        )
        is modal
    )
    page.set_viewport_size({"width": 900 if modal else 390, "height": 800})
    page.wait_for_function(
        "(modal) => document.querySelector('renewal-assistant').shadowRoot.querySelector('dialog').matches(':modal') "
        "=== modal",
        arg=not modal,
    )
    expect(page.get_by_role("dialog")).to_be_visible()


def test_targets_are_large_enough_for_a_finger(host_site: Sites) -> None:
    page = host_site(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True).visit(
        identity_token(CLAIRE)
    )
    ask(page, "show my contracts")
    expect(page.get_by_role("article")).to_have_count(3)
    small = page.evaluate(
        """() => [...document.querySelector("renewal-assistant")
          .shadowRoot.querySelectorAll("button, summary, select, textarea")]
        .filter((one) => one.checkVisibility()).map((one) => [one.textContent || one.ariaLabel,
          one.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""
    )
    assert small == []


@pytest.mark.parametrize("selector", [".launcher", ".bubble", ".send", "textarea"])
def test_in_forced_colours_everything_has_a_border(host_site: Sites, selector: str) -> None:
    page = host_site(forced_colors="active").visit()
    ask(page, "hello")
    edge = page.evaluate(
        """(selector) => { const style = getComputedStyle(document.querySelector("renewal-assistant")
          .shadowRoot.querySelector(selector));
        return [parseFloat(style.borderTopWidth), style.borderTopColor]; }""",
        selector,
    )
    assert edge[0] >= 1
    assert edge[1] not in ("rgba(0, 0, 0, 0)", "transparent")


def test_every_function_is_used_by_keyboard_alone(host_site: Sites) -> None:
    site = host_site()
    page = site.visit(identity_token(CLAIRE), open_chat=False)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("how does automatic renewal work?")
    page.keyboard.press("Enter")
    expect(page.locator(".said.theirs")).to_have_count(2)
    # The answer: what it rests on, and that it did not help.
    press(page, "Sources", way="Shift+Tab")
    expect(page.locator(".said.theirs").last.locator(".sources li").first).to_be_visible()
    press(page, "This did not help")
    expect(page.get_by_role("group", name="What was wrong?")).to_be_visible()
    press(page, "I do not understand it")
    expect(page.get_by_role("group", name="What was wrong?")).to_have_count(0)
    expect(page.get_by_role("button", name="This did not help").first).to_be_focused()
    looks_through_contracts(page)
    # The menu: conversations, a new one, the language.
    press(page, "More", way="Shift+Tab")
    press(page, "New conversation")
    expect(page.locator(".said.mine")).to_have_count(0)
    press(page, "More", way="Shift+Tab")
    press(page, "My conversations")
    expect(page.locator(".conversation")).to_have_count(1)
    press(page, "how does automatic renewal*")
    expect(page.locator(".said.mine").first).to_contain_text("automatic renewal")
    press(page, "More", way="Shift+Tab")
    tab_to(page, "Language")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#title")).to_have_text("Assistant de renouvellement")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".launcher")).to_be_focused()


def looks_through_contracts(page: Page) -> None:
    """Asks for the contracts, and searches, takes along and subscribes to them, by keyboard."""
    tab_to(page, "Type your question")
    page.keyboard.type("show my contracts")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_have_count(3)
    press(page, "All 3: sort, filter, download", way="Shift+Tab")
    view = page.locator(".view")
    expect(view.get_by_role("article")).to_have_count(3)
    expect(page.get_by_role("combobox", name="Product")).to_be_visible()
    tab_to(page, "Product, account, number")
    page.keyboard.type("proxy")
    expect(view.get_by_role("article")).to_have_count(1)
    for name, end in (("Download as a table*", "csv"), ("Download as a calendar*", "ics")):
        with page.expect_download() as loading:
            press(page, name)
        assert loading.value.suggested_filename == f"contracts.{end}"
    press(page, "Make an address")
    expect(page.get_by_role("button", name="Revoke")).to_be_visible()
    press(page, "Revoke")
    expect(page.get_by_role("button", name="Make an address")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox")).to_be_visible()


def test_whatever_has_the_focus_shows_it(host_site: Sites) -> None:
    page = host_site().visit(identity_token(CLAIRE))
    ask(page, "show my contracts")
    expect(page.get_by_role("article")).to_have_count(3)
    seen: dict[str, float] = {}
    for _ in range(14):
        page.keyboard.press("Shift+Tab")
        if name := page.evaluate(FOCUSED):
            outline = "getComputedStyle(document.querySelector('renewal-assistant').shadowRoot.activeElement)"
            seen[name[:40]] = page.evaluate(
                f"{outline}.outlineStyle === 'none' ? 0 : parseFloat({outline}.outlineWidth)"
            )
    assert len(seen) > 8, seen
    assert {name: width for name, width in seen.items() if width < 2} == {}


def test_a_screen_reader_walks_through_names_and_roles_without_gaps(host_site: Sites) -> None:
    page = host_site().visit(identity_token(CLAIRE))
    ask(page, "how does automatic renewal work?")
    expect(page.get_by_role("dialog", name="Renewal assistant")).to_match_aria_snapshot("""
      - dialog "Renewal assistant":
        - heading "Renewal assistant" [level=2]
        - button "More"
        - button "Close the chat"
        - log "Renewal assistant":
          - list:
            - listitem:
              - paragraph: /Assistant/
              - paragraph: /Hello/
              - list "What you may say next":
                - listitem:
                  - button "How do I renew?"
              - paragraph: /automated assistant/
            - listitem:
              - paragraph: /You/
              - paragraph: how does automatic renewal work?
            - listitem:
              - paragraph: /Assistant/
              - group: Sources
              - group "Did this help?":
                - button "This helped"
                - button "This did not help"
        - textbox "Type your question"
        - button "Send"
    """)
    nameless = page.evaluate(
        """() => [...document.querySelector("renewal-assistant")
          .shadowRoot.querySelectorAll("button, input, select, textarea, a, img, [role]")]
        .filter((one) => one.checkVisibility() && !(one.computedName ?? (one.ariaLabel || one.textContent
          || one.placeholder || one.alt))
          && !(one.tagName === "IMG" && one.alt === "") && one.role !== "status").map((one) => one.outerHTML)"""
    )
    assert nameless == []


def test_who_wants_no_motion_gets_none(host_site: Sites) -> None:
    moving = """() => { const root = document.querySelector("renewal-assistant").shadowRoot;
      root.querySelector(".typing").hidden = false;
      const found = [root.querySelector(".log"), ...root.querySelectorAll("*")].filter((one) => {
        const style = getComputedStyle(one);
        return style.scrollBehavior === "smooth" || (style.animationName !== "none"
          && parseFloat(style.animationDuration) > 0)
          || style.transitionDuration.split(",").some((one) => parseFloat(one) > 0); });
      return [...new Set(found.map((one) => one.className || one.tagName))]; }"""
    assert "log" in host_site().visit().evaluate(moving)
    assert host_site(reduced_motion="reduce").visit().evaluate(moving) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 900])
def test_axe_finds_nothing_in_french_either(host_site: Sites, scheme: str, width: int) -> None:
    page = host_site(locale="fr-FR", color_scheme=scheme, viewport={"width": width, "height": 800}).visit(
        identity_token(CLAIRE)
    )
    ask(page, "quels contrats avons-nous ?")
    expect(page.get_by_role("article")).to_have_count(3)
    ask(page, "comment fonctionne le renouvellement automatique ?")
    assert troubles(page) == []
    page.get_by_role("button", name="Plus", exact=True).click()
    assert troubles(page) == []
    page.get_by_role("button", name="Mes contrats", exact=True).click()
    expect(page.locator(".view").get_by_role("article")).to_have_count(3)
    assert troubles(page) == []


def troubles(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds in the chat."""
    found = Axe().run(page, context="renewal-assistant").response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_each_message_tells_its_language_to_who_has_it_read_out(open_page: Open) -> None:
    page = open_page()
    ask(page, "how does automatic renewal work?")
    ask(page, "comment renouveler un logiciel sur site ?")
    languages = page.locator(".said.theirs").evaluate_all("(boxes) => boxes.map((box) => box.lang)")
    assert languages[1:] == ["en", "fr"]
    expect(page.locator("html")).to_have_attribute("lang", "fr")
