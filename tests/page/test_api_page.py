"""The description of the HTTP API for people, in Chromium: the calls that it shows are made as they stand, and it can
be read on a phone.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bot.settings import ROOT
from tests.stack import Stack


@pytest.fixture(params=["light", "dark"])
def api_page(browser: Browser, stack: Stack, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page on the smallest phone; any error on its console fails the test."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=request.param)
    page, troubles = context.new_page(), list[str]()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.goto(f"{stack.address}/docs")
    page.locator("section").first.wait_for()
    yield page
    context.close()
    assert troubles == []


def test_all_calls_are_there_in_groups_and_nothing_is_wider_than_a_phone(api_page: Page, stack: Stack) -> None:
    described = stack.client.get("/openapi.json").json()["paths"]
    assert api_page.locator("details").count() == sum(len(calls) for calls in described.values())
    api_page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert api_page.evaluate("document.documentElement.scrollWidth") <= 320
    assert Axe().run(api_page).response["violations"] == []
    # A body is shown as the object that it is, and not as a list.
    start = api_page.locator("details").filter(has_text="POST /api/v1/conversations").first
    assert start.locator("pre").first.inner_text().startswith("{")


@pytest.mark.parametrize("api_page", ["light"], indirect=True)
def test_the_calls_that_it_shows_start_say_read_and_erase(api_page: Page) -> None:
    names = dict[str, str]()
    answers = [made(call, names) for call in api_page.locator("[data-call]").all_inner_texts()]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 204]
    assert answers[1].json()["replies"][0]["topic"] == "how-to-renew"
    assert len(answers[2].json()["messages"]) == 2


def test_the_calls_of_the_readme_start_and_say(stack: Stack) -> None:
    names = dict[str, str]()
    lines = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("curl ")]
    answers = [made(line.replace("http://127.0.0.1:8000", stack.address), names) for line in lines]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[1].json()["replies"][0]["topic"] == "how-to-renew"


def made(call: str, names: dict[str, str]) -> httpx.Response:
    """What a line for curl brings; the answer to the first one gives what the others name."""
    for name, value in names.items():
        call = call.replace(f"${name}", value)
    curl, given, method, address, *options = shlex.split(call)
    assert (curl, given) == ("curl", "-X")
    pairs = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(value.split(": ", 1) for option, value in pairs if option == "-H")
    body = next((value for option, value in pairs if option == "-d"), None)
    answer = httpx.request(method, address, headers=headers, content=body, timeout=30)
    if not names:
        started = answer.json()
        names.update(id=started["conversation_id"], token=started["token"])
    return answer
