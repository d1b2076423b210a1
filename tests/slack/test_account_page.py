"""An account's page opens by the command, from a row, from a card and from any message, for who may see it, alone."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from tests.slack.local_slack import GENERAL, TEAM, elements, eventually, shown
from tests.slack.sales_desk import Desk
from tests.slack.signed import deliver, ts

PAUL, GRACE, MONA, NOBODY = "U01PAUL", "U02GRACE", "U03MONA", "U04NOBODY"


def command(desk: Desk, user: str, text: str) -> dict[str, Any]:
    before = len(desk.slack.from_us(GENERAL))
    desk.slack.command(user, text)
    return eventually(lambda: desk.slack.from_us(GENERAL)[before:])[0]


def shortcut(desk: Desk, user: str, text: str, team: str = TEAM) -> None:
    """Somebody chooses the shortcut of a message."""
    body = {
        "type": "message_action",
        "callback_id": "account_of_message",
        "trigger_id": f"t.{ts()}",
        "user": {"id": user, "team_id": team},
        "team": {"id": TEAM, "domain": "renewalco"},
        "channel": {"id": GENERAL},
        "message_ts": ts(),
        "message": {"type": "message", "user": "U07YUKI", "text": text, "ts": ts()},
        "response_url": f"{desk.slack.address}/none",
        "api_app_id": "A01APP",
    }
    assert deliver(desk.stack.address, urlencode({"payload": json.dumps(body)})).status_code == 200


def told(desk: Desk, user: str) -> dict[str, Any]:
    """What came of a shortcut: here it goes to the direct message, for this Slack has no address to answer at."""
    return eventually(lambda: desk.slack.from_us(desk.slack.direct_channel(user)))[0]


def test_the_command_opens_the_page_of_an_account_for_its_asker_alone(desk: Desk) -> None:
    page = command(desk, PAUL, "contoso")
    assert page["ephemeral_to"] == PAUL
    words = shown(page)
    assert "Contoso SARL · A-1001 · France" in words
    assert "C-100234 ─ ●" in words
    assert "• Claire Martin, claire.martin@contoso.example" in words
    assert "• Hugo Petit, hugo.petit@contoso.example" in words
    assert "Revendeur : Distrilog" in words
    assert "Responsable : Paul Durand" in words


def test_the_whole_list_and_each_contract_open_from_the_page(desk: Desk) -> None:
    page = command(desk, PAUL, "contoso")
    desk.slack.press(PAUL, page, "contract_details", "C-100235")
    assert "ProxySG" in str(eventually(lambda: desk.proxy.called("views.open"))[0]["view"])
    desk.slack.press(PAUL, page, "list_open_0")
    eventually(lambda: next(message for message in desk.slack.from_us(GENERAL) if "1 sur 1" in shown(message)))


def test_the_page_opens_from_a_row_of_a_list_and_from_a_card(desk: Desk) -> None:
    channel = desk.slack.direct_channel(GRACE)
    desk.slack.type(GRACE, channel, "which of my contracts do we have on file?")
    answer = eventually(lambda: desk.slack.from_us(channel))[0]
    desk.slack.press(GRACE, answer, "account_open", "A-2001")
    eventually(
        lambda: next(
            message for message in desk.slack.from_us(channel) if "Northwind Traders · A-2001" in shown(message)
        )
    )
    card = command(desk, GRACE, "C-200320")
    desk.slack.press(GRACE, card, "account_open")
    eventually(
        lambda: next(
            message
            for message in desk.slack.from_us(GENERAL)
            if "Blue Door Dental · " in shown(message) and "Canada" in shown(message)
        )
    )


def test_the_shortcut_opens_the_account_that_a_message_names(desk: Desk) -> None:
    shortcut(desk, MONA, "Has anybody talked to *Northwind Traders* this week? <@U02GRACE>")
    assert "Northwind Traders · A-2001 · United States" in shown(told(desk, MONA))
    assert desk.slack.from_us(GENERAL) == []


def test_the_shortcut_finds_the_account_of_a_contract_and_asks_which_of_several(desk: Desk) -> None:
    shortcut(desk, MONA, "what about C-100252, please")
    assert "Société Générale d'Édition" in shown(told(desk, MONA))
    desk.slack.forget()
    shortcut(desk, MONA, "Sakura Seiki and Huaxin Logistics wait for us")
    answer = told(desk, MONA)
    labels = [element["text"]["text"] for element in elements(answer)]
    assert sorted(labels) == ["Huaxin Logistics", "Sakura Seiki"]
    before = len(desk.slack.from_us(answer["channel"]))
    desk.slack.press(MONA, answer, "account_open_0")
    assert "Contacts" in shown(eventually(lambda: desk.slack.from_us(answer["channel"])[before:])[0])


def test_the_shortcut_tells_nothing_of_what_its_presser_may_not_see(desk: Desk) -> None:
    shortcut(desk, PAUL, "Northwind Traders, C-200310")
    answer = told(desk, PAUL)
    assert "Je ne trouve dans ce message" in answer["text"]
    assert "A-2001" not in str(answer)
    shortcut(desk, NOBODY, "Northwind Traders")
    assert "no sales representative" in told(desk, NOBODY)["text"]


def test_a_shortcut_from_another_organisation_is_left(desk: Desk) -> None:
    shortcut(desk, MONA, "Northwind Traders", team="T_OTHER")
    desk.settle()
    assert not desk.proxy.called("chat.postMessage")
