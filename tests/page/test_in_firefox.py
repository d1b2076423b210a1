"""The chat in Firefox: what people do with it, on a page whose styles are hostile.

`make test-all` runs it, for not every machine has a Firefox.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.firefox import Tab, running_firefox
from tests.stack import Stack, identity_token

CLAIRE = "claire.martin@contoso.example"
# A page of the gateway without scripts of its own.
EMPTY = "/metrics"
ROOT = "document.querySelector('renewal-assistant').shadowRoot"
HOSTILE = (
    "html { font-size: 62.5% } body { transform: translate(90px, 90px); direction: rtl } "
    "* { font: 40px/3 'Comic Sans MS' !important; color: lime !important; letter-spacing: 6px !important; "
    "text-transform: uppercase !important } "
    "renewal-assistant { display: none !important; opacity: .1 !important }"
)
SOCKETS = """(() => { const open = globalThis.sockets = new Set(), Real = WebSocket;
  globalThis.WebSocket = class extends Real { constructor(...given) { super(...given); open.add(this);
    this.addEventListener("close", () => open.delete(this)); } }; })()"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with running_firefox(tmp_path_factory.mktemp("firefox")) as tab:
        tab.size(900, 800)
        yield tab


@pytest.fixture
def shop(firefox: Tab, stack: Stack) -> Iterator[Tab]:
    """A page with the chat for Claire, who is signed in; an error of its scripts fails the test."""
    firefox.errors.clear()
    firefox.open(f"{stack.address}{EMPTY}")
    firefox.evaluate("localStorage.clear() ?? sessionStorage.clear()")
    firefox.evaluate(SOCKETS)
    firefox.evaluate(
        f"(() => {{ const chat = document.createElement('renewal-assistant'); "
        f"chat.setAttribute('identity-token', {json.dumps(identity_token(CLAIRE))});"
        " document.body.replaceChildren(chat); return import('/static/widget.js').then(() => null); })()"
    )
    firefox.wait_for(f"Boolean({ROOT}?.querySelector('.launcher'))")
    yield firefox
    assert firefox.errors == []


def middle(tab: Tab, selector: str) -> tuple[float, float]:
    x, y = tab.evaluate(
        f"(() => {{ const box = {ROOT}.querySelector({json.dumps(selector)}).getBoundingClientRect(); return "
        f"[box.x + box.width / 2, box.y + box.height / 2]; }})()"
    )
    return x, y


def ask(tab: Tab, text: str) -> None:
    before = tab.evaluate(f"{ROOT}.querySelectorAll('.said.theirs').length")
    tab.type(text)
    tab.type("Enter")
    tab.wait_for(f"{ROOT}.querySelectorAll('.said.theirs').length > {before} && !{ROOT}.querySelector('.waiting')")


def opened(tab: Tab) -> None:
    """Opens the chat by the mouse, as people do."""
    tab.click(*middle(tab, ".launcher"))
    tab.wait_for(f"{ROOT}.activeElement?.tagName === 'TEXTAREA'")


def test_it_is_opened_asked_and_closed_and_shows_contracts_as_cards(shop: Tab) -> None:
    opened(shop)
    ask(shop, "show my contracts")
    shop.wait_for(f"{ROOT}.querySelectorAll('.card').length === 3")
    assert "22 days left" in shop.evaluate(f"{ROOT}.querySelector('.card').textContent")
    # Nothing of the page lies on it, and its field is where it seems to be.
    x, y = middle(shop, ".send")
    assert shop.evaluate(f"document.elementFromPoint({x}, {y}).tagName") == "RENEWAL-ASSISTANT"
    shop.type("Escape")
    shop.wait_for(f"!{ROOT}.querySelector('dialog').open && {ROOT}.activeElement?.className.includes('launcher')")


def test_the_page_s_styles_change_nothing(shop: Tab) -> None:
    opened(shop)
    looks = f"""(() => ["launcher", "panel", "send"].map((name) => {{ const one = {ROOT}
      .querySelector("." + name), style = getComputedStyle(one);
      return [style.fontSize, style.color, style.letterSpacing, style.textTransform, style.direction,
        JSON.stringify(one.getBoundingClientRect())]; }}))()"""
    plain = shop.evaluate(looks)
    shop.evaluate(
        f"(() => {{ const sheet = new CSSStyleSheet(); sheet.replaceSync({json.dumps(HOSTILE)}); "
        f"document.adoptedStyleSheets = [sheet]; }})()"
    )
    assert shop.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert shop.evaluate(looks) == plain
    shop.evaluate("document.adoptedStyleSheets = []")


def test_the_list_of_contracts_is_filtered_and_the_menu_speaks_french(shop: Tab) -> None:
    opened(shop)
    ask(shop, "hello")
    shop.evaluate("renewals.say('show my contracts').then(() => null)")
    shop.wait_for(f"{ROOT}.querySelectorAll('.card').length === 3")
    shop.evaluate(
        f"[...{ROOT}.querySelectorAll('.menu button')].find((one) => one.textContent === 'My "
        f"contracts').click() ?? null"
    )
    shop.wait_for(f"{ROOT}.querySelectorAll('.view .card').length === 3")
    shop.evaluate(f"{ROOT}.querySelector('input[type=search]').focus() ?? null")
    shop.type("proxy")
    shop.wait_for(f"{ROOT}.querySelectorAll('.view .card').length === 1")
    shop.evaluate("document.querySelector('renewal-assistant').setAttribute('language', 'fr') ?? null")
    shop.wait_for(f"{ROOT}.querySelector('#title').textContent === 'Mes contrats'")


def test_moved_ten_times_and_loaded_again_it_goes_on_with_one_socket(shop: Tab, stack: Stack) -> None:
    opened(shop)
    ask(shop, "hello")
    for _ in range(10):
        shop.evaluate(
            "(() => { const main = document.createElement('main'); document.body.append(main); "
            "main.append(document.querySelector('renewal-assistant')); })()"
        )
    shop.wait_for("[...sockets].filter((one) => one.readyState < 2).length === 1")
    shop.wait_for(f"{ROOT}.querySelectorAll('.said.mine').length === 1")
    shop.evaluate("document.querySelector('renewal-assistant').remove() ?? null")
    shop.wait_for("[...sockets].every((one) => one.readyState > 1)")


def test_the_chat_page_itself_answers_and_keeps_the_conversation_over_a_reload(
    firefox: Tab, stack: Stack, tmp_path: Path
) -> None:
    firefox.errors.clear()
    firefox.open(f"{stack.address}{EMPTY}")
    firefox.evaluate("localStorage.clear() ?? null")
    firefox.open(stack.address)
    firefox.wait_for(f"Boolean({ROOT}?.querySelector('textarea'))")
    firefox.click(*middle(firefox, "textarea"))
    ask(firefox, "which maintenance offerings are there?")
    firefox.wait_for(f"Boolean({ROOT}.querySelector('.table'))")
    firefox.open(stack.address)
    firefox.wait_for(f"{ROOT}?.querySelectorAll('.said.mine').length === 1")
    firefox.screenshot(tmp_path / "page.png")
    assert (tmp_path / "page.png").stat().st_size > 10_000
    assert firefox.errors == []
