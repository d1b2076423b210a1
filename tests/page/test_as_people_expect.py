"""What people expect of a chat: times, who speaks, unread answers, its state over pages, their conversations, a field
for the code, reasons, files.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, Request, Route, expect

from tests.page.visiting import Open, Sites, ask, in_menu
from tests.stack import Stack


def say_beside(page: Page, stack: Stack, text: str) -> None:
    """Says something in the page's conversation by another client, as another tab would."""
    kept = page.evaluate("JSON.parse(localStorage['renewal-assistant']).conversation")
    path, headers = f"/api/v1/conversations/{kept['id']}/messages", {"Authorization": f"Bearer {kept['token']}"}
    assert stack.client.post(path, json={"text": text}, headers=headers).status_code == 200


def test_who_reads_it_and_that_it_is_automated_stands_there_before_the_first_message(open_page: Open) -> None:
    for locale, words in (("en-GB", "automated assistant"), ("fr-FR", "assistant automatique")):
        page = open_page(locale=locale)
        expect(page.locator(".notice")).to_contain_text(words)
        expect(page.locator("html")).to_have_attribute("lang", locale[:2])


def test_each_message_has_its_speaker_and_time_and_older_days_a_line(open_page: Open) -> None:
    page = open_page(timezone_id="Europe/Paris")
    ask(page, "hello")
    for box, who in ((page.locator(".said.mine"), "You"), (page.locator(".said.theirs").last, "Assistant")):
        expect(box.locator(".who")).to_have_text(who)
        expect(box.locator("time")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    expect(page.locator(".day")).to_have_count(0)
    # The same conversation, looked at two days later.
    page.clock.install()
    page.clock.set_fixed_time(page.evaluate("new Date(Date.now() + 2 * 86400e3).toISOString()"))
    page.reload()
    expect(page.locator(".said.mine")).to_have_count(1)
    expect(page.locator(".day")).to_have_count(1)


def test_an_answer_that_nobody_saw_is_counted_on_the_launcher_and_in_the_title(host_site: Sites, stack: Stack) -> None:
    page = host_site().visit()
    ask(page, "hello")
    page.get_by_role("dialog").get_by_role("button", name="Close the chat").click()
    say_beside(page, stack, "how does automatic renewal work?")
    badge = page.locator(".badge")
    expect(badge).to_have_text("1")
    expect(page).to_have_title("(1) Shop")
    expect(page.get_by_role("button", name="Open the chat (1 unread)")).to_be_visible()
    page.evaluate("document.title = 'Shop, another page'")
    page.locator(".launcher").click()
    expect(badge).to_be_hidden()
    expect(page).to_have_title("Shop, another page")


def test_an_open_chat_is_open_on_the_next_page_and_a_closed_one_closed(host_site: Sites) -> None:
    site = host_site()
    page = site.visit()
    ask(page, "hello")
    site.visit(page=page, open_chat=False)
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(".said.mine")).to_have_count(1)
    page.get_by_role("dialog").get_by_role("button", name="Close the chat").click()
    site.visit(page=page, open_chat=False)
    page.wait_for_timeout(500)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_code_gets_a_field_of_its_own_and_something_else_can_be_said(open_page: Open, stack: Stack) -> None:
    page = open_page()
    ask(page, "when does contract C-100234 end?")
    code = page.get_by_role("textbox", name="Code from the e-mail")
    expect(code).to_be_focused()
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    expect(code).to_have_attribute("inputmode", "numeric")
    page.get_by_role("button", name="Write something else").click()
    expect(page.get_by_role("textbox", name="Type your question")).to_be_focused()
    before = len(stack.mails())
    ask(page, "I did not get the code")
    expect(code).to_be_visible()
    code.fill(stack.code_mailed_to("claire.martin@contoso.example", before))
    code.press("Enter")
    expect(page.get_by_role("article")).to_contain_text("15 December 2026")
    expect(page.get_by_role("textbox", name="Type your question")).to_be_visible()


def test_words_in_the_field_for_the_code_go_on_in_the_one_for_words_and_none_is_cut(open_page: Open) -> None:
    page = open_page()
    ask(page, "when does contract C-100234 end?")
    expect(page.get_by_role("textbox", name="Code from the e-mail")).to_be_focused()
    text = "12 people use it here: what happens if I renew late?"
    page.keyboard.type(text)
    words = page.get_by_role("textbox", name="Type your question")
    expect(words).to_be_focused()
    expect(words).to_have_value(text)
    words.press("Enter")
    expect(page.locator(".said.mine .bubble").last).to_have_text(text)


def test_the_characters_are_counted_near_the_limit_and_nothing_is_cut(open_page: Open) -> None:
    page = open_page()
    box = page.get_by_role("textbox")
    box.fill("x" * 1700)
    expect(page.locator(".count").last).to_be_hidden()
    box.fill("x" * 1900)
    expect(page.get_by_text("1,900 of 2,000 characters")).to_be_visible()
    box.fill("x" * 5000)
    expect(page.get_by_text("5,000 of 2,000 characters")).to_be_visible()
    box.press("Enter")
    expect(page.get_by_text("Too long")).to_be_visible()
    expect(box).to_have_value("x" * 5000)


def test_who_says_that_it_did_not_help_may_say_why(open_page: Open) -> None:
    page = open_page()
    ask(page, "how does automatic renewal work?")
    given: list[dict[str, object]] = []

    def noticed(request: Request) -> None:
        if request.url.endswith("/feedback"):
            given.append(request.post_data_json or {})

    page.on("request", noticed)
    page.get_by_role("button", name="This did not help").click()
    reasons = page.get_by_role("group", name="What was wrong?")
    reasons.get_by_role("textbox").fill("too long")
    reasons.get_by_role("button", name="Send reason").click()
    expect(reasons).to_have_count(0)
    expect(page.get_by_text("Thank you for telling us.")).to_be_visible()
    assert [(one["helpful"], one.get("comment")) for one in given] == [(False, None), (False, "too long")]


def test_the_newest_answer_asks_whether_it_helped_and_older_ones_do_no_longer(open_page: Open) -> None:
    page = open_page()
    ask(page, "how does automatic renewal work?")
    first = page.locator(".said.theirs").nth(1).locator(".rating")
    expect(first).to_have_css("opacity", "1")
    ask(page, "what does premium support offer?")
    page.mouse.move(0, 0)
    expect(first).to_have_css("opacity", "0")
    expect(page.locator(".said.theirs").last.locator(".rating")).to_have_css("opacity", "1")
    # It can still be rated, and shows what was said of it.
    first.get_by_role("button", name="This helped", exact=True).click()
    page.mouse.move(0, 0)
    expect(first).to_have_css("opacity", "1")
    # One that rests on no section leaves no empty line either, once its thumbs are gone.
    ask(page, "what is the weather in Oslo?")
    foot = page.locator(".said.theirs").last.locator(".foot")
    expect(foot).to_have_css("min-height", "28px")
    refused = page.locator(".said.theirs").count()
    ask(page, "hello")
    page.mouse.move(0, 0)
    expect(page.locator(".said.theirs").nth(refused - 1).locator(".foot")).to_have_css("height", "0px")
    # What reads back a request, or greets, is nothing to rate.
    ask(page, "hello")
    expect(page.locator(".said.theirs").last.locator(".rating")).to_have_count(0)


def test_a_long_answer_leaves_its_question_in_sight(open_page: Open) -> None:
    page = open_page(viewport={"width": 390, "height": 560})
    ask(page, "hello")
    ask(page, "which maintenance offerings are there?")
    # It scrolls there: the question's own place, at the top of what is seen.
    page.wait_for_function(
        """() => { const root = document.querySelector("renewal-assistant").shadowRoot, top = (one) =>
          one.getBoundingClientRect().top;
        const below = top([...root.querySelectorAll(".said.mine")].at(-1)) - top(root.querySelector(".log"));
          return below >= 0 && below < 20; }"""
    )


def test_an_answer_that_nobody_looks_at_sounds_unless_the_sound_is_off(host_site: Sites, stack: Stack) -> None:
    page = host_site().visit()
    page.evaluate(
        "(() => { globalThis.heard = 0; const start = OscillatorNode.prototype.start;"
        " OscillatorNode.prototype.start = function (...at) { heard += 1; return start.apply(this, at); }; })()"
    )
    ask(page, "hello")
    assert page.evaluate("heard") == 0
    page.get_by_role("dialog").get_by_role("button", name="Close the chat").click()
    say_beside(page, stack, "how does automatic renewal work?")
    expect(page.locator(".badge")).to_have_text("1")
    assert page.evaluate("heard") == 2
    page.locator(".launcher").click()
    in_menu(page, "Sound at new answers")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").get_by_role("button", name="Close the chat").click()
    say_beside(page, stack, "what does premium support offer?")
    expect(page.locator(".badge")).to_have_text("1")
    assert page.evaluate("heard") == 2


def test_a_suggestion_that_is_pressed_twice_is_said_once(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="How do I renew?").dblclick()
    expect(page.locator(".said.theirs")).to_have_count(2)
    expect(page.locator(".said.mine")).to_have_count(1)
    expect(page.get_by_role("button", name="How do I renew?")).to_be_disabled()


def test_a_request_that_waits_stands_in_the_head_also_on_the_next_page(open_page: Open) -> None:
    page = open_page()
    ask(page, "I want to talk to a person")
    ask(page, "Germany")
    state = page.locator(".status-line")
    expect(state).to_have_text(re.compile(r"^Waiting for the team, reference H-\w+$"))
    said = state.text_content()
    page.reload()
    expect(state).to_have_text(said or "")


def test_a_file_that_is_dropped_where_nobody_could_take_it_is_told_so(open_page: Open) -> None:
    page = open_page()
    page.evaluate(
        """() => { const transfer = new DataTransfer();
          transfer.items.add(new File(["%PDF"], "order.pdf", { type: "application/pdf" }));
        const panel = document.querySelector("renewal-assistant").shadowRoot.querySelector(".panel");
        for (const name of ["dragover", "drop"]) panel.dispatchEvent(new DragEvent(name, { dataTransfer: transfer,
          bubbles: true, cancelable: true })); }"""
    )
    expect(page.get_by_text("Files go to a person of the team.")).to_be_visible()
    expect(page.locator(".preview li")).to_have_count(0)


def test_files_are_pasted_and_dropped_seen_first_and_sent_with_send(open_page: Open) -> None:
    page = open_page()
    ask(page, "hello")
    sent: list[str] = []

    def take(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(status=200, json={"speaker": "human", "language": "en", "replies": []})

    page.route("**/files?*", take)
    # As it stands while somebody of the team has the conversation (tests/slack/test_handoff_in_the_browser.py has the
    # whole journey).
    page.evaluate("document.querySelector('renewal-assistant').session.speaks('human')")
    page.evaluate(
        """() => { const root = document.querySelector("renewal-assistant").shadowRoot, of = (name, type) =>
          { const data = new DataTransfer();
          const picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA" +
            "AABJRU5ErkJggg==";
          const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
          data.items.add(new File([bytes], name, { type })); return data; };
        root.querySelector("textarea").dispatchEvent(new ClipboardEvent("paste", { clipboardData: of("screen.png",
          "image/png"), bubbles: true, cancelable: true }));
        const panel = root.querySelector(".panel"), dataTransfer = of("order.pdf", "application/pdf");
        for (const name of ["dragover", "drop"]) panel.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true,
          cancelable: true })); }"""
    )
    chosen = page.get_by_role("list", name="Files").get_by_role("listitem")
    expect(chosen).to_have_count(2)
    expect(chosen.first.locator("img")).to_be_visible()
    page.get_by_role("button", name="Do not send order.pdf").click()
    expect(chosen).to_have_count(1)
    assert sent == []
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".said.mine").last).to_contain_text("screen.png")
    expect(page.locator(".waiting")).to_have_count(0)
    assert [re.search(r"name=([^&]+)", address)[1] for address in sent] == ["screen.png"]  # type: ignore[index]
