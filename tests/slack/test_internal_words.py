"""What is internal cannot slip out, and only those whose request it is can take it; through the whole product and a
Slack that others wrote.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.slack.handed_off import (
    AMS,
    EMEA,
    GRACE,
    MONA,
    PAUL,
    ask_for_a_person,
    card,
    claimed,
    from_people,
    speaker,
    thread,
)
from tests.slack.local_slack import elements, eventually, shown
from tests.slack.sales_desk import Desk
from tests.slack.signed import deliver, event, press
from tests.slack.test_relayed_whole import written


def asked(office: Desk, message: dict[str, Any], user: str = PAUL, number: int = 1) -> dict[str, Any]:
    """The question that somebody alone is asked beneath a card."""

    def look() -> dict[str, Any] | None:
        found = [said for said in thread(office, message) if said.get("ephemeral_to") == user and elements(said)]
        return found[-1] if len(found) >= number else None

    return eventually(look)


def decide(office: Desk, question: dict[str, Any], action: str, user: str = PAUL) -> None:
    value = next(element["value"] for element in elements(question) if element["action_id"] == action)
    pressed = press(
        user,
        {"type": "button", "action_id": action, "block_id": "b", "value": value},
        question,
        answers_to=f"{office.slack.address}/none",
    )
    assert deliver(office.stack.address, pressed).status_code == 200


def change(office: Desk, before: dict[str, Any], text: str) -> None:
    after = {**before, "text": text}
    deliver(
        office.stack.address,
        event(PAUL, "", EMEA, subtype="message_changed", hidden=True, message=after, previous_message=before),
    )


def test_words_of_who_does_not_hold_the_request_wait_for_their_word(office: Desk) -> None:
    chat, _, message = claimed(office)
    written(office, message, "let me add something :tada:", GRACE)
    question = asked(office, message, GRACE)
    assert "Paul" in shown(question)
    # Nobody else decides.
    decide(office, question, "held_send", PAUL)
    office.settle()
    assert from_people(chat) == []
    decide(office, question, "held_send", GRACE)
    said = eventually(lambda: from_people(chat))[0]
    assert (said["text"], said["reply"]["name"]) == ("let me add something 🎉", "Grace.Lee")
    # Once is enough.
    decide(office, question, "held_send", GRACE)
    office.settle()
    assert len(from_people(chat)) == 1


@pytest.mark.parametrize(
    "text", ["note he pays late", "(il paie tard)", "<@U02GRACE> can you look?", "FYI they are slow"]
)
def test_what_begins_like_a_note_is_asked_about_and_can_be_kept_inside(office: Desk, text: str) -> None:
    chat, _, message = claimed(office)
    written(office, message, text)
    question = asked(office, message)
    decide(office, question, "held_keep")
    office.settle()
    decide(office, question, "held_send")
    office.settle()
    assert from_people(chat) == []


def test_what_is_held_back_goes_as_it_was_changed_and_not_at_all_where_it_became_a_note_or_was_deleted(
    office: Desk,
) -> None:
    chat, _, message = claimed(office)
    before = written(office, message, "(first)")
    question = asked(office, message)
    change(office, before, "(second)")
    office.settle()
    decide(office, question, "held_send")
    eventually(lambda: [said["text"] for said in from_people(chat)] == ["(second)"])
    before = written(office, message, "(third)")
    question = asked(office, message, number=2)
    change(office, before, "note: third")
    office.settle()
    decide(office, question, "held_send")
    before = written(office, message, "(fourth)")
    question = asked(office, message, number=3)
    deliver(
        office.stack.address,
        event(PAUL, "", EMEA, subtype="message_deleted", hidden=True, deleted_ts=before["ts"], previous_message=before),
    )
    office.settle()
    decide(office, question, "held_send")
    office.settle()
    assert [said["text"] for said in from_people(chat)] == ["(second)"]


def test_an_answer_that_becomes_like_a_note_stays_as_it_was_until_its_author_decides(office: Desk) -> None:
    chat, _, message = claimed(office)
    before = written(office, message, "It ends on the 15th")
    eventually(lambda: from_people(chat))
    change(office, before, "interne, il paie tard")
    question = asked(office, message)
    assert [said["text"] for said in from_people(chat)] == ["It ends on the 15th"]
    decide(office, question, "held_send")
    eventually(lambda: [said["text"] for said in from_people(chat)] == ["interne, il paie tard"])


def test_words_without_their_file_are_asked_about(office: Desk) -> None:
    chat, _, message = claimed(office)
    written(
        office,
        message,
        "Voici le devis",
        subtype="file_share",
        files=[{"id": "F1", "name": "devis.pdf", "size": 99_000_000}],
    )
    question = asked(office, message)
    assert "devis.pdf" in shown(question)
    assert from_people(chat) == []
    decide(office, question, "held_send")
    eventually(lambda: [said["text"] for said in from_people(chat)] == ["Voici le devis"])


def test_nothing_held_back_goes_out_once_the_request_is_closed(office: Desk) -> None:
    chat, reference, message = claimed(office)
    written(office, message, "(late)")
    question = asked(office, message)
    office.slack.press(PAUL, card(office, reference), "handoff_resolve", f"{reference}|answered")
    eventually(lambda: speaker(chat) == "assistant")
    decide(office, question, "held_send")
    office.settle()
    assert from_people(chat) == []


def told_alone(office: Desk, channel: str, user: str, words: str) -> None:
    eventually(
        lambda: [
            said for said in office.slack.from_us(channel) if said.get("ephemeral_to") == user and words in said["text"]
        ]
    )


# Owns contracts, and belongs to no region.
YUKI = "U07YUKI"


def test_only_the_region_where_the_card_stands_the_one_that_steps_in_and_managers_take_it(office: Desk) -> None:
    chat, reference = ask_for_a_person(office)
    office.slack.press(YUKI, card(office, reference), "handoff_claim")
    told_alone(office, EMEA, YUKI, "not yours to change")
    assert speaker(chat) == "assistant"
    chat, reference, _ = claimed(office)
    office.slack.press(PAUL, card(office, reference), "handoff_reassign", f"{reference}|AMS")
    there = card(office, reference, AMS)
    eventually(lambda: speaker(chat) == "assistant")
    # EMEA steps in for AMS, so Paul may still do it.
    office.slack.press(PAUL, there, "handoff_claim")
    eventually(lambda: speaker(chat) == "human")


def showing(office: Desk, reference: str, button: str) -> dict[str, Any]:
    """The card once it has a button."""

    def look() -> dict[str, Any] | None:
        found = card(office, reference)
        return found if button in [one["action_id"] for one in elements(found)] else None

    return eventually(look)


def test_the_customer_hears_the_truth_of_who_left_and_the_thread_who_did_it(office: Desk) -> None:
    chat, reference, message = claimed(office)
    office.slack.press(MONA, showing(office, reference, "handoff_release"), "handoff_release")
    eventually(lambda: speaker(chat) == "assistant")
    assert "Paul.Durand is no longer with you" in chat.transcript()[-1]["text"]
    eventually(lambda: [said for said in thread(office, message) if "Mona a rendu cette demande" in said["text"]])
    office.slack.press(PAUL, showing(office, reference, "handoff_claim"), "handoff_claim")
    eventually(lambda: speaker(chat) == "human")
    office.slack.press(PAUL, showing(office, reference, "handoff_release"), "handoff_release")
    eventually(lambda: speaker(chat) == "assistant")
    assert "Paul.Durand had to leave" in chat.transcript()[-1]["text"]


def test_passed_on_by_hand_the_new_card_says_by_whom_and_the_old_one_leads_to_it(office: Desk) -> None:
    _, reference, message = claimed(office)
    office.slack.press(PAUL, card(office, reference), "handoff_reassign", f"{reference}|AMS")
    there = card(office, reference, AMS)
    eventually(lambda: [said for said in thread(office, there) if "passed on by Paul Durand" in said["text"]])
    old = eventually(
        lambda: next(said for said in office.slack.from_us(EMEA) if said["ts"] == message["ts"] and "➡️" in shown(said))
    )
    assert f"/archives/{AMS}/p{there['ts'].replace('.', '')}" in shown(old)
