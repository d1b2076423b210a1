"""What a team writes and what customers send reaches the other side whole, or its sender is told at once; through the
whole product and a Slack that others wrote.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.slack.handed_off import (
    EMEA,
    GRACE,
    PAUL,
    ask_for_a_person,
    card,
    claimed,
    claimed_in_slack,
    from_people,
    reference_of,
    speaker,
    thread,
)
from tests.slack.local_slack import eventually, shown
from tests.slack.sales_desk import Desk
from tests.slack.signed import deliver, event
from tests.stack import Chat

LONG = "\n".join(f"line {number} of a long answer that goes on and on" for number in range(400))


def written(office: Desk, message: dict[str, Any], text: str, user: str = PAUL, **more: Any) -> dict[str, Any]:
    """Somebody writes beneath a card, in Slack's own form of it."""
    sent = event(user, text, EMEA, thread_ts=message["ts"], **more)
    assert deliver(office.stack.address, sent).status_code == 200
    told: dict[str, Any] = sent["event"]
    return told


def told(office: Desk, message: dict[str, Any], words: str, user: str = PAUL) -> dict[str, Any]:
    """What a member alone is told beneath a card."""
    return eventually(
        lambda: [said for said in thread(office, message) if said.get("ephemeral_to") == user and words in said["text"]]
    )[0]


def heard(chat: Chat, number: int = 1) -> list[dict[str, Any]]:
    return eventually(lambda: said if len(said := from_people(chat)) >= number else None)


def test_addresses_names_emoji_and_a_forwarded_message_arrive(office: Desk) -> None:
    chat, _, message = claimed(office)
    shared = {"is_share": True, "author_name": "Grace", "text": "Ready: <https://quotes.example/7|the quote>"}
    words = "Voici <https://support.example/renew|la procédure>, demandez à <@U02GRACE> dans <#C01GEN> *vite* :tada:"
    written(office, message, words, attachments=[shared])
    said = heard(chat)[0]
    first, second = said["text"].split("\n\n")
    assert first == "Voici la procédure (https://support.example/renew), demandez à @Grace.Lee dans #renewals vite 🎉"
    assert second == "↪ Grace: Ready: the quote (https://quotes.example/7)"
    assert [link["href"] for link in said["reply"]["links"]] == [
        "https://support.example/renew",
        "https://quotes.example/7",
    ]


def test_a_change_is_written_out_as_well_and_a_preview_that_slack_adds_changes_nothing(office: Desk) -> None:
    chat, _, message = claimed(office)
    before = written(office, message, "See <https://a.example|this>")
    heard(chat)
    preview = {**before, "attachments": [{"from_url": "https://a.example", "text": "A page"}]}
    deliver(
        office.stack.address,
        event(PAUL, "", EMEA, subtype="message_changed", hidden=True, message=preview, previous_message=before),
    )
    after = {**before, "text": "See <https://b.example|that> :heart:"}
    deliver(
        office.stack.address,
        event(PAUL, "", EMEA, subtype="message_changed", hidden=True, message=after, previous_message=before),
    )
    said = eventually(lambda: next(one for one in from_people(chat) if "that" in one["text"]))
    assert said["text"] == "See that (https://b.example) ❤️"
    assert [link["href"] for link in said["reply"]["links"]] == ["https://b.example"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": "demande à <@U404>"}, "dont je ne trouve pas le nom"),
        ({"text": "<https://renewalco.slack.com/archives/C1/p1>"}, "interne à Slack"),
        ({"text": "x", "blocks": [{"type": "video"}]}, "Une partie de votre message"),
        ({"text": "", "attachments": [{"is_share": True}]}, "que vous avez transféré"),
        ({"text": "", "subtype": "huddle_thread", "room": {"id": "R1"}}, "appels d'équipe"),
        (
            {"text": "", "subtype": "file_share", "files": [{"id": "F1", "name": "plan", "mode": "canvas"}]},
            ("ne s'ouvre que dans Slack"),
        ),
        (
            {"text": "", "subtype": "file_share", "files": [{"id": "F1", "name": "doc", "mode": "external"}]},
            "hors de Slack",
        ),
    ],
)
def test_what_cannot_go_along_is_told_to_its_author_alone(office: Desk, more: dict[str, Any], words: str) -> None:
    _, _, message = claimed(office)
    written(office, message, **more)
    told(office, message, words)


def test_beneath_a_closed_card_the_member_is_told_which_button_helps(office: Desk) -> None:
    chat, reference, message = claimed(office)
    office.slack.press(PAUL, card(office, reference), "handoff_resolve", f"{reference}|answered")
    eventually(lambda: speaker(chat) == "assistant")
    written(office, message, "one more thing")
    told(office, message, "Rouvrir")
    assert from_people(chat) == []


def test_what_was_written_before_the_claim_does_not_go_out_by_a_change(office: Desk) -> None:
    chat, reference = ask_for_a_person(office)
    message = card(office, reference)
    before = written(office, message, "he pays late")
    told(office, message, "Prendre")
    office.slack.press(PAUL, message, "handoff_claim")
    eventually(lambda: speaker(chat) == "human")
    after = {**before, "text": "he never pays"}
    deliver(
        office.stack.address,
        event(PAUL, "", EMEA, subtype="message_changed", hidden=True, message=after, previous_message=before),
    )
    told(office, message, "nouveau message")
    assert from_people(chat) == []


def test_a_long_answer_reaches_the_chat_whole_and_a_customer_in_slack_in_parts(office: Desk) -> None:
    chat, _, message = claimed(office)
    written(office, message, LONG)
    assert heard(chat)[0]["text"] == LONG
    direct = office.slack.direct_channel(GRACE)
    office.slack.type(GRACE, direct, "I would like to talk to a person")
    eventually(lambda: "country" in office.slack.from_us(direct)[-1]["text"])
    office.slack.type(GRACE, direct, "France")
    reference = reference_of(
        eventually(lambda: found if "H-" in shown(found := office.slack.from_us(direct)[-1]) else None)
    )
    theirs = card(office, reference)
    office.slack.press(PAUL, theirs, "handoff_claim")
    eventually(lambda: "is with you now" in office.slack.from_us(direct)[-1]["text"])
    before = len(office.slack.from_us(direct))
    sent = written(office, theirs, LONG)
    parts = eventually(
        lambda: said if "line 399" in (said := office.slack.from_us(direct)[before:])[-1]["text"] else None
    )
    assert len(parts) == 3
    assert "\n".join(part["text"] for part in parts).replace("Paul.Durand: ", "") == LONG
    shorter = {**sent, "text": "short after all"}
    deliver(
        office.stack.address,
        event(PAUL, "", EMEA, subtype="message_changed", hidden=True, message=shorter, previous_message=sent),
    )
    eventually(lambda: [shown(said) for said in office.slack.from_us(direct)[before:]][1:] == ["…", "…"])
    assert "short after all" in shown(office.slack.from_us(direct)[before])


def test_a_file_of_the_customer_reaches_the_thread_and_opens_with_that_conversations_token_alone(office: Desk) -> None:
    chat, _, message = claimed(office)
    for _ in range(2):
        assert chat.send_file("order 1.pdf", b"%PDF-1", message_id="f-1").json()["speaker"] == "human"
    shared = eventually(lambda: [said for said in thread(office, message) if said.get("files")])
    assert len(shared) == 1
    assert office.slack.content(shared[0]["files"][0]) == b"%PDF-1"
    kept = chat.transcript()[-1]
    address = f"/api/v1/conversations/{chat.id}/files/{kept['reply']['files'][0]['id']}"
    assert office.stack.client.get(address, headers=chat.headers).content == b"%PDF-1"
    other = office.stack.chat(language="en")
    assert office.stack.client.get(address, headers=other.headers).status_code == 404
    assert office.stack.client.get(address).status_code == 401


def test_a_file_whose_answer_was_lost_is_shared_once_and_erased_with_the_conversation(office: Desk) -> None:
    chat, _, message = claimed(office)
    office.proxy.arrive_and_fail("files.completeUploadExternal", 1)
    assert chat.send_file("order.pdf", b"%PDF-1").status_code == 200
    chat.say("did you get it?")
    eventually(lambda: [said for said in thread(office, message) if "did you get it" in said["text"]], 40)
    assert len([said for said in thread(office, message) if said.get("files")]) == 1
    assert chat.client.delete(f"/api/v1/conversations/{chat.id}", headers=chat.headers).status_code == 204
    eventually(
        lambda: not [said for said in thread(office, message) if said.get("files") or "order.pdf" in said["text"]]
    )
    eventually(lambda: office.proxy.called("files.delete"))


def test_a_file_that_slack_refuses_is_told_beneath_the_card(office: Desk) -> None:
    chat, _, message = claimed(office)
    office.proxy.refuse("files.getUploadURLExternal", "file_upload_size_restricted", 9)
    chat.send_file("order.pdf", b"%PDF-1")
    eventually(lambda: [said for said in thread(office, message) if "order.pdf" in said["text"]])


def test_a_file_of_somebody_who_asks_in_slack_reaches_the_team(office: Desk) -> None:
    direct = office.slack.direct_channel(GRACE)
    office.slack.share(GRACE, direct, "order.pdf", b"%PDF-1")
    eventually(
        lambda: [said for said in office.slack.from_us(direct) if said.get("ephemeral_to") and "files" in said["text"]]
    )
    direct, message = claimed_in_slack(office)
    office.slack.share(GRACE, direct, "order.pdf", b"%PDF-1")
    shared = eventually(lambda: [said for said in thread(office, message) if said.get("files")])
    assert office.slack.content(shared[0]["files"][0]) == b"%PDF-1"
    office.slack.press(
        PAUL, card(office, reference_of(message)), "handoff_resolve", f"{reference_of(message)}|answered"
    )
    eventually(lambda: [said for said in office.slack.from_us(direct) if "has closed your request" in said["text"]])
