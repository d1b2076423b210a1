"""A customer in Chromium on one side, a team in a Slack that others wrote on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.browser import running_browser
from tests.slack.local_slack import TEAMS, elements, eventually, shown
from tests.slack.sales_desk import TEAM_REPS, Desk, sales_desk

PAUL, EMEA, AMS = "U01PAUL", TEAMS["EMEA"], TEAMS["AMS"]
# Nobody takes a request up within three seconds: it is reminded of, after six it goes on, after nine or more it is
# mailed.
CLAIM_MINUTES = "0.05"


@pytest.fixture(scope="module", params=["2026-11-17T14:30:00+00:00"])
def working_office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, npm_packages: Path, trained_model: Path
) -> Iterator[Desk]:
    own = {
        "SLACK_CHANNEL_EMEA": EMEA,
        "SLACK_CHANNEL_AMS": AMS,
        "SLACK_CHANNEL_SG": TEAMS["SG"],
        "RENEWALS_NOW": request.param,
        "RENEWALS_API_KEYS": "the-key",
    }
    folder = tmp_path_factory.mktemp("browser")
    with sales_desk(folder, reps=TEAM_REPS, RENEWALS_HANDOFF_MINUTES=CLAIM_MINUTES, **own) as desk:
        yield desk


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-GB", timezone_id="Asia/Singapore", viewport={"width": 900, "height": 800})
    context.set_default_timeout(20_000)
    yield context
    context.close()


def visit(context: BrowserContext, office: Desk) -> Page:
    page = context.new_page()
    page.goto(office.stack.address)
    page.locator(".said").first.wait_for()
    return page


def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox")
    box.fill(text)
    box.press("Enter")


def ask_for_a_person(page: Page, country: str = "France") -> None:
    say(page, "I would like to talk to a person")
    expect(page.locator(".said.theirs").last).to_contain_text("country")
    say(page, country)
    expect(page.locator(".said.theirs", has_text="reference: H-").first).to_be_visible()


def newest_card(office: Desk, channel: str = EMEA) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        found = [
            message for message in office.slack.from_us(channel) if elements(message) and not message.get("thread_ts")
        ]
        return found[-1] if found else None

    return eventually(look)


def reference_in(card: dict[str, Any]) -> str:
    return str(next(element["value"] for element in elements(card) if element["type"] == "button")).partition("|")[0]


def wait_for(look: Callable[[], Any]) -> Any:
    return eventually(look, 40)


def test_ask_claim_talk_close_and_rate(context: BrowserContext, working_office: Desk) -> None:
    office = working_office
    office.slack.forget()
    page = visit(context, office)
    ask_for_a_person(page)
    card = newest_card(office)
    office.slack.press(PAUL, card, "handoff_claim")
    expect(page.get_by_role("heading")).to_have_text("With the renewal team")
    say(page, "What happens to my licence?")
    wait_for(
        lambda: [
            said
            for said in office.slack.messages(EMEA)
            if "my licence" in said["text"] and said.get("thread_ts") == card["ts"]
        ]
    )
    ts = office.slack.type(PAUL, EMEA, "I am looking into it.\nOne moment.", card["ts"])
    words = page.locator(".said.human")
    expect(words).to_contain_text("I am looking into it.")
    expect(words.locator(".who")).to_contain_text("Paul")
    office.slack.edit(PAUL, EMEA, ts, "It stays valid.")
    expect(words).to_contain_text("It stays valid. (edited)")
    page.reload()
    expect(words).to_contain_text("It stays valid. (edited)")
    office.slack.delete(PAUL, EMEA, ts)
    expect(words).to_contain_text("(withdrawn)")
    office.slack.press(PAUL, newest_card(office), "handoff_resolve", f"{reference_in(card)}|answered")
    expect(page.get_by_role("heading")).to_have_text("Renewal assistant")
    last = page.locator(".said.theirs").last
    expect(last).to_contain_text("has closed your request")
    last.get_by_role("button", name="This helped", exact=True).click()
    expect(page.get_by_text("Thank you for telling us.")).to_be_visible()


def test_nobody_claims_it_so_it_is_reminded_of_goes_on_is_mailed_and_the_customer_is_told(
    context: BrowserContext, working_office: Desk
) -> None:
    office = working_office
    office.slack.forget()
    before = len(office.stack.mails())
    page = visit(context, office)
    ask_for_a_person(page)
    wait_for(
        lambda: [said for said in office.slack.from_us(EMEA) if "⏰" in said["text"] or "alarm_clock" in said["text"]]
    )
    wait_for(lambda: office.slack.from_us(AMS))
    expect(page.locator(".said.theirs", has_text="Nobody of the team could join you")).to_be_visible(timeout=40_000)
    mailed = office.stack.mails()[before:]
    assert [to for to, _ in mailed] == ["AMS_renewals@symantec.com"]
    assert "I would like to talk to a person" in mailed[0][1]
    wait_for(lambda: "AMS_renewals@symantec.com" in shown(newest_card(office, AMS)))


def test_out_of_hours_the_customer_reads_when_the_team_is_back(context: BrowserContext, working_office: Desk) -> None:
    page = visit(context, working_office)
    say(page, "I would like to talk to a person")
    expect(page.locator(".said.theirs").last).to_contain_text("country")
    # It is night in Singapore.
    say(page, "Singapore")
    told = page.locator(".said.theirs", has_text="reference: H-").first
    expect(told).to_contain_text("The team is away at the moment and is back Wed 18 Nov, 09:00")
    say(page, "why should I renew?")
    expect(page.locator(".said.theirs").last).to_contain_text("support")
    assert reference_in(newest_card(working_office, TEAMS["SG"])) in (told.text_content() or "")


def test_a_customer_who_leaves_finds_the_answer_on_return(context: BrowserContext, working_office: Desk) -> None:
    office = working_office
    office.slack.forget()
    page = visit(context, office)
    ask_for_a_person(page)
    card = newest_card(office)
    office.slack.press(PAUL, card, "handoff_claim")
    expect(page.get_by_role("heading")).to_have_text("With the renewal team")
    page.close()
    office.slack.type(PAUL, EMEA, "Here is your answer.", card["ts"])
    back = visit(context, office)
    expect(back.locator(".said.human")).to_contain_text("Here is your answer.")
    expect(back.get_by_role("heading")).to_have_text("With the renewal team")
    back.get_by_role("button", name="Back to the assistant").last.click()
    expect(back.get_by_role("heading")).to_have_text("Renewal assistant")
    say(back, "why should I renew?")
    expect(back.locator(".said.theirs").last).to_contain_text("support")


def test_files_are_attached_while_a_person_is_there(context: BrowserContext, working_office: Desk) -> None:
    office = working_office
    office.slack.forget()
    page = visit(context, office)
    # The browser is told early to hand its file dialog over: it is not waited for, and a key pressed at once would open
    # the real one.
    page.on("filechooser", lambda _: None)
    attach = page.get_by_role("button", name="Attach files")
    ask_for_a_person(page)
    expect(attach).to_be_hidden()
    card = newest_card(office)
    office.slack.press(PAUL, card, "handoff_claim")
    expect(attach).to_be_visible()
    # With the keyboard alone: one step back from the text.
    page.get_by_role("textbox").focus()
    page.keyboard.press("Shift+Tab")
    expect(attach).to_be_focused()
    with page.expect_file_chooser() as choosing:
        page.keyboard.press("Enter")
    files: list[FilePayload] = [
        {"name": f"order {number}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1"} for number in range(2)
    ]
    files.append({"name": "false.pdf", "mimeType": "application/pdf", "buffer": b"MZ"})
    choosing.value.set_files(files)
    expect(page.get_by_role("list", name="Files").get_by_role("listitem")).to_have_count(3)
    page.get_by_role("button", name="Send", exact=True).click()
    wait_for(lambda: len([said for said in office.slack.messages(EMEA) if said.get("files")]) == 2)
    expect(page.get_by_role("status").filter(has_text="not of the kind that its name says")).to_be_visible()
    expect(page.locator(".said.mine", has_text="false.pdf")).to_have_count(0)
    with page.expect_download() as loading:
        page.get_by_role("button", name="order 1.pdf").click()
    assert Path(loading.value.path()).read_bytes() == b"%PDF-1"
    back = visit(context, office)
    expect(back.get_by_role("button", name="order 0.pdf")).to_be_visible()
