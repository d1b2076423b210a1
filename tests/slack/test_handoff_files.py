"""Files of customers, on their way to the team in Slack."""

from __future__ import annotations

from tests.slack.handed_off import (
    GRACE,
    PAUL,
    card,
    claimed,
    claimed_in_slack,
    reference_of,
    thread,
)
from tests.slack.local_slack import eventually
from tests.slack.sales_desk import Desk


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
