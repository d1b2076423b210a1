"""The widget on small screens, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from tests.host_site import HostSite, ask
from tests.stack import identity_token

Sites = Callable[..., HostSite]
CONTROLS = """() => {
  const root = document.querySelector("renewal-assistant").shadowRoot;
  const controls = [...root.querySelectorAll(".titles, .head button, .composer form button, textarea, .launcher")];
  return controls.filter((one) => one.checkVisibility()).map((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const on_top = root.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return { name: one.ariaLabel || one.textContent, left, top, right, bottom, reached: one === on_top
      || one.contains(on_top) };
  });
}"""
SCREENS = [(320, 568), (360, 640), (390, 844), (480, 800), (320, 256), (640, 400), (640, 256), (1280, 800)]


def troubles_of(page: Page) -> list[str]:
    """What lies on something else, cannot be reached, or stands out of the screen."""
    size, controls = page.viewport_size, page.evaluate(CONTROLS)
    assert size is not None
    assert len(controls) >= 5, controls
    found = [f"{one['name']} cannot be reached" for one in controls if not one["reached"]]
    for one in controls:
        if one["left"] < 0 or one["top"] < 0 or one["right"] > size["width"] or one["bottom"] > size["height"]:
            found.append(f"{one['name']} stands out of the screen")
    for one, other in combinations(controls, 2):
        if min(one["right"], other["right"]) > max(one["left"], other["left"]) and min(
            one["bottom"], other["bottom"]
        ) > max(one["top"], other["top"]):
            found.append(f"{one['name']} lies on {other['name']}")
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_every_control_is_whole_and_lies_on_no_other(host_site: Sites, width: int, height: int, language: str) -> None:
    page = host_site(viewport={"width": width, "height": height}).visit()
    page.locator("renewal-assistant").evaluate("(chat, language) => chat.setAttribute('language', language)", language)
    expect(page.get_by_role("button", name={"en": "Send", "fr": "Envoyer"}[language], exact=True)).to_be_visible()
    assert troubles_of(page) == []


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_every_control_is_whole_with_files_to_attach_and_a_long_text(host_site: Sites, width: int, height: int) -> None:
    page = host_site(viewport={"width": width, "height": height}).visit()
    # As it stands while somebody of the team has the conversation.
    page.evaluate("document.querySelector('renewal-assistant').shadowRoot.querySelector('.attach').hidden = false")
    page.get_by_role("textbox").fill("a long question\n" * 30)
    assert troubles_of(page) == []


@pytest.mark.parametrize(("width", "height"), [(320, 568), (900, 800)])
def test_with_wide_spacing_of_text_every_control_is_whole(host_site: Sites, width: int, height: int) -> None:
    page = host_site(viewport={"width": width, "height": height}).visit()
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet(), root = document.querySelector("renewal-assistant").shadowRoot;
        sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; " +
          "word-spacing: .16em !important } p { margin-bottom: 2em !important }");
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]; }"""
    )
    assert troubles_of(page) == []
    cut = page.evaluate(
        """() => [...document.querySelector("renewal-assistant")
          .shadowRoot.querySelectorAll("button, .bubble, .bubble p, .notice")]
        .filter((one) => one.checkVisibility() && (one.scrollWidth > one.clientWidth + 2
          || one.scrollHeight > one.clientHeight + 2) && one.clientWidth)
        .map((one) => one.textContent)"""
    )
    assert cut == []


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (640, 256)])
def test_a_tap_on_send_sends_and_the_chat_stays_open(host_site: Sites, width: int, height: int) -> None:
    page = host_site(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True).visit(open_chat=False)
    page.get_by_role("button", name="Open the chat").tap()
    page.get_by_role("textbox").fill("hello")
    # Where the finger lands, whatever lies on top there.
    box = page.get_by_role("button", name="Send", exact=True).bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".said.mine .bubble")).to_have_text("hello")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(".said.theirs")).to_have_count(2)


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_on_a_small_phone_the_greeting_is_read_from_its_beginning_and_what_to_write_stands_in_one_line(
    host_site: Sites, locale: str
) -> None:
    page = host_site(locale=locale, viewport={"width": 320, "height": 568}, has_touch=True, is_mobile=True).visit()
    expect(page.locator(".said .meta").first).to_be_in_viewport()
    box = page.get_by_role("textbox").bounding_box()
    assert box is not None
    assert box["height"] < 60


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en-GB", "how does automatic renewal work?"), ("fr-FR", "comment marche le renouvellement automatique ?")],
)
def test_at_the_largest_zoom_an_answer_is_seen_although_its_question_is_long(
    host_site: Sites, locale: str, text: str
) -> None:
    page = host_site(locale=locale, viewport={"width": 320, "height": 256}).visit()
    ask(page, text)
    # It scrolls there.
    page.wait_for_function(
        """() => { const root = document.querySelector("renewal-assistant").shadowRoot,
          log = root.querySelector(".log").getBoundingClientRect();
        const text = document.createRange();
        text.selectNodeContents([...root.querySelectorAll(".said.theirs")].at(-1).querySelector(".bubble p"));
        return [...text.getClientRects()].filter((line) => line.top >= log.top && line.bottom <= log.bottom)
          .length >= 2; }"""
    )


def test_a_reference_is_not_broken_over_two_lines(host_site: Sites) -> None:
    page = host_site().visit()
    ask(page, "I want to talk to a person")
    ask(page, "Germany")
    reference = page.locator(".said.theirs").last.locator(".number").first
    expect(reference).to_have_text(re.compile(r"^H-\w+$"))
    head = page.locator(".status-line")
    expect(head).to_have_text(f"Waiting for the team, reference {reference.inner_text()}")
    for width in range(320, 480, 5):
        page.set_viewport_size({"width": width, "height": 800})
        for one in (reference, head.locator(".number")):
            assert one.evaluate("(one) => one.getClientRects().length") == 1, width
        assert head.evaluate("(one) => one.scrollWidth <= one.clientWidth"), width


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_the_months_of_the_year_stand_in_one_line(host_site: Sites, locale: str) -> None:
    page = host_site(locale=locale).visit(token=identity_token("claire.martin@contoso.example"))
    ask(page, {"en-GB": "When do my contracts end?", "fr-FR": "Quand mes contrats se terminent-ils ?"}[locale])
    for width in (320, 345, 360, 390, 414, 900):
        page.set_viewport_size({"width": width, "height": 800})
        months = page.locator(".year .month").evaluate_all(
            "(all) => all.map((one) => [one.getBoundingClientRect(), one.scrollWidth <= one.clientWidth + 1])"
        )
        assert len(months) == 12
        assert len({round(box["top"]) for box, _ in months}) == 1, width
        assert all(fits for _, fits in months), width


def test_on_a_phone_the_chat_is_closed_in_its_head_and_opened_again(host_site: Sites) -> None:
    page = host_site(viewport={"width": 320, "height": 568}, has_touch=True, is_mobile=True).visit()
    expect(page.locator(".launcher")).to_be_hidden()
    page.get_by_role("dialog").get_by_role("button", name="Close the chat").tap()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Open the chat")).to_be_focused()


def test_the_cut_title_is_whole_for_a_screen_reader(host_site: Sites) -> None:
    page = host_site(viewport={"width": 320, "height": 568}).visit()
    page.locator("renewal-assistant").evaluate(
        "(chat) => chat.setAttribute('name', 'The renewal assistant of a firm with a long name')"
    )
    assert page.evaluate(
        "(() => { const h2 = document.querySelector('renewal-assistant').shadowRoot.querySelector('h2'); "
        "return h2.scrollWidth > h2.clientWidth; })()"
    )
    name = "The renewal assistant of a firm with a long name"
    expect(page.get_by_role("dialog", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
