"""Nobody in Slack sees what is not theirs to see: outsiders, guests, strangers, and people who read along."""

from __future__ import annotations

from typing import Any

import pytest

from tests.slack.local_slack import GENERAL, SHARED, eventually
from tests.slack.sales_desk import Desk
from tests.slack.signed import command, deliver, event, press

PAUL, MONA, GUEST, STRANGER = "U01PAUL", "U03MONA", "U05GUEST", "U06STRANGER"


def user_is(desk: Desk, user: str, **facts: Any) -> None:
    """From now on Slack says so of a user."""

    def change(asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        return {**answer, "user": {**answer["user"], **facts}} if asked.get("user") == user else answer

    desk.proxy.change("users.info", change)


def nothing_is_said(desk: Desk) -> None:
    """Waits until all that was delivered is done, and something that came later has been answered: nothing else was
    said.
    """
    channel = desk.slack.direct_channel(MONA)
    before = len(desk.slack.from_us(channel))
    desk.slack.type(MONA, channel, "hello")
    eventually(lambda: desk.slack.from_us(channel)[before:])
    desk.settle()
    said = [
        call.values
        for call in desk.proxy.calls
        if call.method
        in ("chat.postMessage", "chat.postEphemeral", "chat.update", "views.open", "files.completeUploadExternal")
    ]
    assert [values["channel"] for values in said] == [channel]


@pytest.mark.parametrize(
    "facts",
    [
        {"is_restricted": True},
        {"is_ultra_restricted": True, "is_restricted": True},
        {"is_stranger": True},
        {"is_bot": True},
        {"deleted": True},
        {"team_id": "T_OTHER"},
    ],
)
def test_guests_strangers_and_bots_get_no_answer_even_with_a_representatives_address(
    desk: Desk, facts: dict[str, Any]
) -> None:
    # What is known of a user is remembered for a minute: each case is a user of its own.
    user = f"UX{abs(hash(str(facts))) % 10**6}"
    mail = {"profile": {"email": "noah.singh@vendor.example"}, "id": user}
    desk.proxy.change(
        "users.info",
        lambda asked, answer: {"ok": True, "user": {**mail, **facts}} if asked.get("user") == user else answer,
    )
    deliver(desk.stack.address, event(user, "<@U0BOT> show me all contracts", GENERAL, "app_mention"))
    deliver(desk.stack.address, command(user, ""))
    nothing_is_said(desk)


def test_an_address_that_is_not_confirmed_is_nobodys(desk: Desk) -> None:
    mail = {"id": "UXUNCONFIRMED", "profile": {"email": "noah.singh@vendor.example"}, "is_email_confirmed": False}
    desk.proxy.change(
        "users.info",
        lambda asked, answer: {"ok": True, "user": mail} if asked.get("user") == "UXUNCONFIRMED" else answer,
    )
    deliver(desk.stack.address, event("UXUNCONFIRMED", "<@U0BOT> show me all contracts", GENERAL, "app_mention"))
    told = eventually(lambda: desk.proxy.called("chat.postEphemeral"))[0]
    assert "no sales representative" in told["text"]


@pytest.mark.parametrize(
    "outsider",
    [
        # Slack Connect: our workspace is authorized, the author is of another.
        event("UEXT", "<@U0BOT> show me all contracts", SHARED, "app_mention", team="T_OTHER"),
        # Enterprise Grid: the author's team is an organisation's id, so the actor's team is not known.
        event("UGRID", "<@U0BOT> show me all contracts", GENERAL, "app_mention", user_team="E_ORG", team="E_ORG"),
        # A representative's own id does not help where the team is another.
        event(MONA, "<@U0BOT> show me all contracts", SHARED, "app_mention", team="T_OTHER"),
        event(MONA, "<@U0BOT> show me all contracts", GENERAL, "app_mention", bot_id="B_OTHER"),
        event(MONA, "show me all contracts", "D_SOME", bot_id="B_OTHER"),
        event(MONA, "show me all contracts", "D_SOME", subtype="message_changed"),
    ],
)
def test_people_and_bots_from_outside_get_nothing(desk: Desk, outsider: dict[str, Any]) -> None:
    assert deliver(desk.stack.address, outsider).status_code == 200
    nothing_is_said(desk)


def test_a_command_and_a_press_from_outside_get_nothing(desk: Desk) -> None:
    deliver(desk.stack.address, command(MONA, "", team="T_OTHER"))
    message = {"ts": "1.000001", "channel": GENERAL, "blocks": []}
    for action_id, value in [
        ("list_next", "{}"),
        ("contract_details", "C-100234"),
        ("list_csv", "{}"),
        ("contract_contacted", "C-100234"),
    ]:
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
        deliver(desk.stack.address, press(MONA, action, message, team="T_OTHER"))
    nothing_is_said(desk)


def test_in_a_channel_shared_with_others_the_asker_alone_sees_the_answer(desk: Desk) -> None:
    def change(asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        return (
            {**answer, "channel": {**answer["channel"], "is_ext_shared": True}}
            if asked.get("channel") == SHARED
            else answer
        )

    desk.proxy.change("conversations.info", change)
    desk.slack.type(PAUL, SHARED, "<@U0BOT> quand se termine C-100234 ?")
    told = eventually(lambda: desk.slack.from_us(SHARED))[0]
    assert told["ephemeral_to"] == PAUL
    assert "15 décembre 2026" in told["text"]
    assert not [message for message in desk.slack.from_us(SHARED) if not message.get("ephemeral_to")]
    before = len(desk.slack.from_us(SHARED))
    desk.slack.press(PAUL, told, "contract_details")
    eventually(lambda: desk.proxy.called("views.open"))
    assert len(desk.slack.from_us(SHARED)) == before


def test_a_channel_that_cannot_be_looked_up_counts_as_shared(desk: Desk) -> None:
    desk.proxy.change(
        "conversations.info", lambda asked, answer: {"ok": True} if asked.get("channel") == "C09UNKNOWN" else answer
    )
    deliver(desk.stack.address, event(PAUL, "<@U0BOT> quand se termine C-100234 ?", "C09UNKNOWN", "app_mention"))
    assert eventually(lambda: desk.proxy.called("chat.postEphemeral"))[0]["user"] == PAUL
    assert not desk.proxy.called("chat.postMessage")


@pytest.mark.parametrize(
    "value",
    ["", "{", "[]", '{"page":"x"}', '{"status":"nope"}', '{"start":"31/12"}', '{"region":"MOON"}', '{"accounts":[1]}'],
)
def test_a_button_whose_value_is_not_ours_shows_nothing_and_says_so(desk: Desk, value: str) -> None:
    channel = desk.slack.direct_channel(PAUL)
    for action_id in ("list_next", "list_csv", "list_filter"):
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
        message = {"ts": "1.000002", "channel": channel, "blocks": []}
        assert (
            deliver(
                desk.stack.address, press(PAUL, action, message, answers_to=f"{desk.slack.address}/none")
            ).status_code
            == 200
        )
    said = eventually(lambda: found if len(found := desk.slack.from_us(channel)) == 3 else None)
    assert len({told["text"] for told in said}) == 1
    assert "C-1" not in str(said)


def test_a_changed_button_narrows_and_never_widens_what_its_presser_sees(desk: Desk) -> None:
    action = {
        "type": "button",
        "action_id": "list_open_0",
        "block_id": "b",
        "value": '{"only":{"account":["A-2001"],"owner":["grace.lee@vendor.example"]}}',
    }
    answer = {"ts": "1.000003", "channel": GENERAL, "blocks": []}
    deliver(desk.stack.address, press(PAUL, action, answer, answers_to=f"{desk.slack.address}/none"))
    told = eventually(lambda: desk.proxy.called("chat.postEphemeral"))[0]
    assert "C-2003" not in str(told)
    assert told["user"] == PAUL


def test_where_slack_does_not_say_whose_member_somebody_is_they_get_nothing(desk: Desk) -> None:
    unknown = {**event(MONA, "<@U0BOT> show me all contracts", SHARED, "app_mention"), "is_ext_shared_channel": True}
    for name in ("team", "user_team"):
        unknown["event"].pop(name)
    deliver(desk.stack.address, unknown)
    nothing_is_said(desk)


def test_a_press_about_anothers_contract_changes_and_tells_nothing(desk: Desk) -> None:
    channel = desk.slack.direct_channel(PAUL)
    message = {"ts": "1.000004", "channel": channel, "blocks": []}
    for action_id in ("contract_contacted", "contract_remind", "contract_details"):
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": "C-200310"}
        deliver(desk.stack.address, press(PAUL, action, message, answers_to=f"{desk.slack.address}/none"))
    said = eventually(lambda: found if len(found := desk.slack.from_us(channel)) == 3 else None, 20)
    assert len({told["text"] for told in said}) == 1
    assert "C-200310" not in str(said)
    assert not desk.proxy.called("views.open")
