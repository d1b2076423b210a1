"""In a channel, contracts are shown to those who may see them: to all where all are representatives, else to the asker
alone, who may share.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.slack.local_slack import EVERYBODY, GENERAL, SHARED, elements, eventually, shown
from tests.slack.sales_desk import Desk
from tests.slack.signed import deliver, event, press

PAUL, GRACE, MONA, NOBODY = "U01PAUL", "U02GRACE", "U03MONA", "U04NOBODY"


def mention(desk: Desk, user: str, text: str, channel: str = EVERYBODY) -> dict[str, Any]:
    before = len(desk.slack.from_us(channel))
    desk.slack.type(user, channel, f"<@U0BOT> {text}")
    return eventually(lambda: desk.slack.from_us(channel)[before:])[0]


def setting(desk: Desk, user: str, text: str, channel: str = EVERYBODY) -> str:
    before = len(desk.slack.from_us(channel))
    desk.slack.command(user, f"channel {text}", channel)
    return shown(eventually(lambda: desk.slack.from_us(channel)[before:])[0])


def to_all(desk: Desk, channel: str = EVERYBODY) -> list[dict[str, Any]]:
    return [message for message in desk.slack.from_us(channel) if not message.get("ephemeral_to")]


@pytest.fixture(autouse=True)
def as_usual(desk: Desk) -> None:
    """No channel has a setting of its own."""
    setting(desk, MONA, "auto")
    desk.slack.forget()


def test_where_somebody_is_no_representative_a_list_goes_to_its_asker_alone(desk: Desk) -> None:
    answer = mention(desk, GRACE, "which of my contracts do we have on file?")
    assert answer["ephemeral_to"] == GRACE
    assert "C-200310" in shown(answer)
    assert "not everybody in this channel is a representative" in shown(answer)
    desk.settle()
    assert to_all(desk) == []


def test_where_all_are_representatives_everybody_sees_it(desk: Desk) -> None:
    assert "ephemeral_to" not in mention(desk, GRACE, "which of my contracts do we have on file?", GENERAL)


def test_a_single_contract_and_an_account_go_to_the_asker_alone_too(desk: Desk) -> None:
    for question in (
        "when does C-200310 end?",
        "who looks after Northwind Traders?",
        "how many contracts are overdue?",
    ):
        assert mention(desk, GRACE, question)["ephemeral_to"] == GRACE


def test_what_stands_on_the_vendors_page_is_told_to_everybody(desk: Desk) -> None:
    answer = mention(desk, GRACE, "what does essential support include?")
    assert not answer.get("ephemeral_to")
    assert "Essential Support" in shown(answer)


def test_a_list_of_several_pages_is_sent_as_a_direct_message_and_pages_there(desk: Desk) -> None:
    direct = desk.slack.direct_channel(MONA)
    note = mention(desk, MONA, "show me all contracts")
    assert note["ephemeral_to"] == MONA
    assert "as a direct message" in shown(note)
    assert "C-" not in note["text"]
    sent = eventually(lambda: desk.slack.from_us(direct))[0]
    assert "Page 1 of 3" in shown(sent)
    desk.slack.press(MONA, sent, "list_next")
    eventually(lambda: next(message for message in desk.slack.from_us(direct) if "Page 2 of 3" in shown(message)))
    assert to_all(desk) == []


def test_sharing_shows_everybody_what_the_asker_sees_in_its_thread_without_buttons(desk: Desk) -> None:
    answer = mention(desk, GRACE, "which of my contracts do we have on file?")
    desk.slack.press(GRACE, answer, "share_here")
    shared = eventually(lambda: to_all(desk))[0]
    assert "Shared by" in shown(shared)
    assert re.findall(r"C-\d+", shared["text"]) == ["C-200320", "C-200310", "C-200311", "C-200312"]
    assert elements(shared) == []
    asked = next(message for message in desk.slack.messages(EVERYBODY) if message.get("user") == GRACE)
    assert shared["thread_ts"] == asked["ts"]


def test_a_contract_is_shared_without_notes_and_contact(desk: Desk) -> None:
    answer = mention(desk, GRACE, "when does C-200320 end?")
    assert "sam@bluedoor.example" in str(answer)
    desk.slack.press(GRACE, answer, "share_here")
    shared = eventually(lambda: to_all(desk))[0]
    assert "C-200320" in shown(shared)
    assert "sam@bluedoor.example" not in str(shared)
    assert elements(shared) == []


@pytest.mark.parametrize(
    "value",
    [
        "",
        "{",
        "[]",
        '{"list":"x"}',
        '{"contract":"C-200310"}',
        '{"list":"{\\"only\\":{\\"account\\":[\\"A-2001\\"]}}"}',
    ],
)
def test_nothing_is_shared_that_its_presser_may_not_see(desk: Desk, value: str) -> None:
    action = {"type": "button", "action_id": "share_here", "block_id": "b", "value": value}
    message = {"ts": "1.000077", "channel": EVERYBODY, "blocks": []}
    deliver(desk.stack.address, press(PAUL, action, message, answers_to=f"{desk.slack.address}/none"))
    desk.settle()
    assert "Northwind" not in str(to_all(desk))
    assert "C-200310" not in str(to_all(desk))


def test_a_list_that_was_shown_to_all_is_changed_for_its_asker_alone_once_others_read_along(desk: Desk) -> None:
    public = mention(desk, MONA, "which contracts end in 2027?", GENERAL)
    assert not public.get("ephemeral_to")
    setting(desk, MONA, "alone", GENERAL)
    before = len(desk.slack.from_us(GENERAL))
    desk.slack.press(MONA, public, "list_next")
    later = eventually(lambda: desk.slack.from_us(GENERAL)[before:])[0]
    setting(desk, MONA, "auto", GENERAL)
    assert later["ephemeral_to"] == MONA
    assert (
        next(message for message in desk.slack.from_us(GENERAL) if message["ts"] == public["ts"])["text"]
        == public["text"]
    )


def test_a_channel_is_set_to_show_all_by_a_manager_alone_and_to_the_asker_by_anybody(desk: Desk) -> None:
    assert "for a manager to say" in setting(desk, GRACE, "everybody")
    assert mention(desk, GRACE, "when does C-200320 end?")["ephemeral_to"] == GRACE
    assert "everybody sees" in setting(desk, MONA, "everybody")
    assert not mention(desk, GRACE, "when does C-200320 end?").get("ephemeral_to")
    assert "to the asker alone" in setting(desk, GRACE, "alone")
    assert mention(desk, GRACE, "when does C-200320 end?")["ephemeral_to"] == GRACE


def test_a_setting_that_is_none_is_told_with_those_that_there_are(desk: Desk) -> None:
    told = setting(desk, GRACE, "louder")
    assert "“louder”" in told or '"louder"' in told
    assert "/renewals channel auto" in told
    assert "else to the asker alone" in setting(desk, GRACE, "")


def test_where_the_members_cannot_be_asked_for_the_asker_alone_is_answered(desk: Desk) -> None:
    # What is known of a channel is remembered for a minute: this one is new.
    desk.proxy.change(
        "conversations.info", lambda asked, answer: {"ok": True, "channel": {"id": asked["channel"], "name": "new"}}
    )
    desk.proxy.refuse("conversations.members", "missing_scope", times=3)
    deliver(desk.stack.address, event(GRACE, "<@U0BOT> when does C-200320 end?", "C0NEW", "app_mention"))
    assert eventually(lambda: desk.proxy.called("chat.postEphemeral"))[0]["user"] == GRACE
    assert not desk.proxy.called("chat.postMessage")


def test_where_other_organisations_read_along_nothing_can_be_shared(desk: Desk) -> None:
    def change(asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        return (
            {**answer, "channel": {**answer["channel"], "is_ext_shared": True}}
            if asked.get("channel") == SHARED
            else answer
        )

    setting(desk, MONA, "everybody", SHARED)
    desk.proxy.change("conversations.info", change)
    answer = mention(desk, GRACE, "when does C-200320 end?", SHARED)
    assert answer["ephemeral_to"] == GRACE
    assert "share_here" not in [element["action_id"] for element in elements(answer)]
    action = {"type": "button", "action_id": "share_here", "block_id": "b", "value": '{"contract":"C-200320"}'}
    deliver(
        desk.stack.address,
        press(
            GRACE, action, {"ts": "1.000078", "channel": SHARED, "blocks": []}, answers_to=f"{desk.slack.address}/none"
        ),
    )
    desk.settle()
    assert to_all(desk, SHARED) == []
    assert "whatever is set" in setting(desk, MONA, "", SHARED)


def test_a_drafted_mail_is_for_its_asker_alone_everywhere(desk: Desk) -> None:
    assert mention(desk, GRACE, "draft a mail for C-200320", GENERAL)["ephemeral_to"] == GRACE
