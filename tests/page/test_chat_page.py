"""The chat page in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Open = Callable[..., Page]


def ask(page: Page, text: str) -> None:
    box = page.get_by_role("textbox")
    box.fill(text)
    box.press("Enter")


def said(page: Page) -> list[str]:
    """What stands in the log, without the names of the speakers."""
    return page.locator(".bubble > p:first-of-type").all_text_contents()


def test_a_question_is_answered_with_its_source_folded_below(open_page: Open) -> None:
    page = open_page()
    ask(page, "how does automatic renewal work?")
    answer = page.locator(".said.theirs").nth(1)
    expect(answer).to_contain_text("renew")
    expect(answer.get_by_text("Renouvellement automatique")).to_be_hidden()
    answer.get_by_text("Sources").click()
    expect(answer.get_by_text("Renouvellement automatique")).to_be_visible()


def test_a_button_says_its_sentence(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="How do I renew?").click()
    expect(page.locator(".said.mine")).to_contain_text("How do I renew?")
    page.get_by_role("button", name="Hardware", exact=True).click()
    expect(page.locator(".said.theirs").nth(2)).to_contain_text("reseller")


def test_a_thumb_is_taken_and_thanked_for(open_page: Open) -> None:
    page = open_page()
    ask(page, "how does automatic renewal work?")
    thumb = page.get_by_role("button", name="This helped", exact=True)
    thumb.click()
    expect(page.get_by_text("Thank you for telling us.")).to_be_visible()
    expect(thumb).to_have_attribute("aria-pressed", "true")


def test_the_page_speaks_french_to_a_french_browser_and_switches_on_request(open_page: Open) -> None:
    page = open_page(locale="fr-FR")
    expect(page.get_by_role("heading")).to_have_text("Assistant de renouvellement")
    page.get_by_role("button", name="Plus").click()
    page.get_by_role("combobox").select_option("en")
    expect(page.get_by_role("heading")).to_have_text("Renewal assistant")


def test_the_page_follows_the_language_of_the_conversation(open_page: Open) -> None:
    page = open_page()
    ask(page, "comment renouveler un logiciel sur site ?")
    expect(page.get_by_role("heading")).to_have_text("Assistant de renouvellement")


def test_offerings_are_compared_in_a_table(open_page: Open) -> None:
    page = open_page()
    ask(page, "which maintenance offerings are there?")
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(8)


def test_markup_is_shown_as_text_and_never_run(open_page: Open) -> None:
    page = open_page()
    text = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'
    ask(page, text)
    expect(page.locator(".said.theirs")).to_have_count(2)
    assert said(page)[1] == text
    assert page.title() != "owned"
    assert page.locator(".said img").count() == 0


def test_what_was_said_is_there_again_after_reloading_and_once(open_page: Open) -> None:
    page = open_page()
    ask(page, "hello")
    expect(page.locator(".said.theirs")).to_have_count(2)
    page.reload()
    expect(page.locator(".said.mine")).to_have_count(1)
    expect(page.locator(".said.mine .bubble")).to_have_text("hello")


def test_a_message_typed_without_connection_is_sent_once_when_it_is_back(open_page: Open) -> None:
    page = open_page()
    ask(page, "hello")
    expect(page.locator(".said.theirs")).to_have_count(2)
    page.context.set_offline(True)
    ask(page, "how does automatic renewal work?")
    expect(page.get_by_text("No connection.")).to_be_visible()
    expect(page.locator(".said.mine.waiting")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator(".said.theirs")).to_have_count(3)
    expect(page.locator(".said.mine")).to_have_count(2)
    expect(page.locator(".said.mine.waiting")).to_have_count(0)


def test_an_answer_that_was_lost_on_the_way_is_not_doubled(open_page: Open) -> None:
    page = open_page()
    lost: list[Any] = []

    def lose_first_answer(route):  # type: ignore[no-untyped-def]
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort("connectionreset")

    page.route("**/messages", lose_first_answer)
    ask(page, "how does automatic renewal work?")
    expect(page.locator(".said.mine.waiting")).to_have_count(0)
    expect(page.locator(".said.theirs")).to_have_count(2)
    page.wait_for_timeout(1500)
    expect(page.locator(".said.theirs")).to_have_count(2)
    expect(page.locator(".said.mine")).to_have_count(1)


def test_a_conversation_can_be_deleted(open_page: Open) -> None:
    page = open_page()
    ask(page, "hello")
    expect(page.locator(".said.theirs")).to_have_count(2)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Delete this conversation").click()
    expect(page.locator(".log").get_by_text("The conversation has been deleted.")).to_be_visible()
    expect(page.locator(".said.mine")).to_have_count(0)


def test_a_message_that_is_too_long_is_told_so_and_kept(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("textbox").fill("x" * 2100)
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_text("Too long")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("x" * 2100)


def test_everything_can_be_reached_by_keyboard(open_page: Open) -> None:
    page = open_page()
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(() => { const e = document.querySelector('renewal-assistant').shadowRoot.activeElement; "
                "return e ? e.tagName + ':' + (e.textContent || e.ariaLabel || '').trim().slice(0, 20) : ''; })()"
            )
        )
    assert {"TEXTAREA", "BUTTON", "DIV"} <= {name.split(":")[0] for name in reached}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 900])
def test_axe_finds_nothing(open_page: Open, scheme: str, width: int) -> None:
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    ask(page, "which maintenance offerings are there?")
    expect(page.locator(".table")).to_be_visible()
    page.locator(".sources summary").click()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_a_phone(open_page: Open, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 640})
    ask(page, "which maintenance offerings are there?")
    expect(page.locator(".table")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_widget_opens_and_closes_on_a_page_of_its_own(open_page: Open, stack) -> None:  # type: ignore[no-untyped-def]
    page = open_page()
    page.route(
        "**/shop",
        lambda route: route.fulfill(
            content_type="text/html",
            body=(
                f'<html lang="en"><title>Shop</title><h1>Shop</h1><script type="module" '
                f'src="{stack.address}/static/widget.js" data-auto></script></html>'
            ),
        ),
    )
    page.goto(f"{stack.address}/shop")
    page.get_by_role("button", name="Open the chat").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    ask(page, "hello")
    expect(page.locator(".said.theirs")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
