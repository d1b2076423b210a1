"""A customer in the web chat and a team in Slack, through the whole product and a Slack that others wrote."""

from __future__ import annotations

import json
import re
from typing import Any

from websockets.sync.client import connect

from tests.slack.handed_off import (
    AMS,
    EMEA,
    GRACE,
    MONA,
    NOBODY,
    PAUL,
    ask_for_a_person,
    card,
    claimed,
    claimed_in_slack,
    from_people,
    listed,
    speaker,
    thread,
)
from tests.slack.local_slack import GENERAL, eventually, shown
from tests.slack.sales_desk import Desk
from tests.slack.signed import deliver, press


def test_ask_claim_talk_close_and_the_assistant_is_back(office: Desk) -> None:
    chat, reference, message = claimed(office)
    assert "Paul" in chat.transcript()[-1]["text"]
    answer = chat.say("My contract ends soon, <!channel> & what now?")
    assert (answer["speaker"], answer["replies"]) == ("human", [])
    relayed = eventually(lambda: [said for said in thread(office, message) if "what now" in said["text"]])[0]
    assert "<!channel>" not in relayed["text"]
    office.slack.type(PAUL, EMEA, "I will look at it now.", message["ts"])
    said = eventually(lambda: from_people(chat))[0]
    assert (said["text"], "Paul" in said["reply"]["name"]) == ("I will look at it now.", True)
    office.slack.press(PAUL, card(office, reference), "handoff_resolve", f"{reference}|answered")
    eventually(lambda: speaker(chat) == "assistant")
    assert reference in chat.transcript()[-1]["text"]
    assert chat.reply("why should I renew?")["topic"] == "why-renew"
    assert [row["what"] for row in listed(office, f"/{reference}")["transitions"]] == ["asked", "claimed", "resolved"]


def test_the_card_has_the_transcript_in_its_thread_and_nothing_is_relayed_before_the_claim(office: Desk) -> None:
    chat, reference = ask_for_a_person(office)
    message = card(office, reference)
    transcript = eventually(lambda: thread(office, message))[0]
    assert "I would like to talk to a person" in transcript["text"]
    office.slack.type(PAUL, EMEA, "do not tell them this", message["ts"])
    eventually(lambda: [said for said in thread(office, message) if said.get("ephemeral_to") == PAUL])
    chat.say("why should I renew?")
    office.settle()
    assert from_people(chat) == []
    assert not [said for said in thread(office, message) if "why should I renew" in said["text"]]


def test_a_note_stays_among_the_team_and_changes_and_deletions_follow(office: Desk) -> None:
    chat, _, message = claimed(office)
    office.slack.type(PAUL, EMEA, "note: they are a difficult customer", message["ts"])
    ts = office.slack.type(PAUL, EMEA, "It ends on the 15th", message["ts"])
    eventually(lambda: from_people(chat))
    office.slack.edit(PAUL, EMEA, ts, "It ends on the 16th")
    eventually(lambda: [said["text"] for said in from_people(chat)] == ["It ends on the 16th"])
    office.slack.delete(PAUL, EMEA, ts)
    eventually(lambda: [said["text"] for said in from_people(chat)] == ["(withdrawn)"])


def test_a_marked_up_note_stays_inside_and_an_answer_that_becomes_one_is_taken_back(office: Desk) -> None:
    chat, _, message = claimed(office)
    note = office.slack.type(PAUL, EMEA, "*note:* bold internal", message["ts"])
    office.slack.type(PAUL, EMEA, "&gt; note: quoted", message["ts"])
    answer = office.slack.type(PAUL, EMEA, "It ends on the 15th", message["ts"])
    with connect(
        str(chat.client.base_url).replace("http", "ws").rstrip("/") + f"/api/v1/conversations/{chat.id}/live",
        additional_headers=chat.headers,
    ) as live:
        eventually(lambda: from_people(chat))
        office.slack.edit(PAUL, EMEA, answer, "*note:* he pays late")
        eventually(lambda: [said["text"] for said in from_people(chat)] == ["(withdrawn)"])
        happened = [json.loads(live.recv(timeout=10))]
        while happened[-1]["type"] != "edited":
            happened.append(json.loads(live.recv(timeout=10)))
    assert happened[-1]["message"]["text"] == "(withdrawn)"
    office.slack.edit(PAUL, EMEA, note, "an answer after all")
    eventually(
        lambda: [
            said
            for said in thread(office, message)
            if said.get("ephemeral_to") == PAUL and "nouveau message" in said["text"]
        ]
    )
    assert [said["text"] for said in from_people(chat)] == ["(withdrawn)"]


def test_who_comes_second_is_told_who_has_it_and_who_is_no_representative_gets_nothing(office: Desk) -> None:
    chat, reference = ask_for_a_person(office)
    message = card(office, reference)
    office.slack.press(NOBODY, message, "handoff_claim")
    eventually(lambda: [said for said in office.slack.from_us(EMEA) if said.get("ephemeral_to") == NOBODY])
    assert speaker(chat) == "assistant"
    office.slack.press(PAUL, message, "handoff_claim")
    eventually(lambda: speaker(chat) == "human")
    office.slack.press(GRACE, message, "handoff_claim")
    told = eventually(lambda: [said for said in office.slack.from_us(EMEA) if said.get("ephemeral_to") == GRACE])[0]
    assert "Paul" in told["text"]
    office.slack.type(NOBODY, EMEA, "hello customer", message["ts"])
    office.slack.type(PAUL, EMEA, "hello from Paul", message["ts"])
    eventually(lambda: from_people(chat))
    office.settle()
    assert [said["text"] for said in from_people(chat)] == ["hello from Paul"]


def test_passed_on_to_another_region_it_is_taken_up_there(office: Desk) -> None:
    chat, reference, message = claimed(office)
    office.slack.press(PAUL, card(office, reference), "handoff_reassign", f"{reference}|AMS")
    there = card(office, reference, AMS)
    eventually(lambda: "➡️" in shown(next(said for said in office.slack.from_us(EMEA) if said["ts"] == message["ts"])))
    office.slack.press(GRACE, there, "handoff_claim")
    eventually(lambda: speaker(chat) == "human")
    office.slack.type(GRACE, AMS, "Hello from New York", there["ts"])
    eventually(lambda: [said["text"] for said in from_people(chat)] == ["Hello from New York"])


def test_open_requests_are_listed_by_command_in_the_home_tab_and_in_the_api(office: Desk) -> None:
    _, reference, _ = claimed(office)
    assert reference in [row["reference"] for row in listed(office)["handoffs"]]
    before = len(office.slack.from_us(GENERAL))
    office.slack.command(MONA, "handoffs")
    answer = eventually(lambda: office.slack.from_us(GENERAL)[before:])[0]
    assert reference in answer["text"]
    office.slack.open_home(MONA)
    view = eventually(lambda: office.proxy.called("views.publish"))[0]["view"]
    assert reference in shown(view)
    assert office.stack.client.get("/api/v1/handoffs").status_code == 401


def test_what_is_said_in_both_directions_arrives_in_order(office: Desk) -> None:
    chat, _, message = claimed(office)
    for number in range(15):
        chat.say(f"customer {number}")
        office.slack.type(PAUL, EMEA, f"team {number}", message["ts"])
    eventually(lambda: len(from_people(chat)) == 15, 30)
    assert [said["text"] for said in from_people(chat)] == [f"team {number}" for number in range(15)]
    eventually(lambda: [said for said in thread(office, message) if "customer 14" in said["text"]])
    found = [re.search(r"customer (\d+)$", said["text"]) for said in thread(office, message)]
    assert [int(one[1]) for one in found if one] == list(range(15))


def test_with_slack_refusing_for_a_while_the_card_comes_once_and_nothing_is_lost(office: Desk) -> None:
    office.proxy.arrive_and_fail("chat.postMessage", 2)
    chat, reference = ask_for_a_person(office)
    message = card(office, reference)
    office.proxy.fail("chat.postMessage", 2, 503)
    office.slack.press(PAUL, message, "handoff_claim")
    chat.say("are you there?")
    eventually(lambda: [said for said in thread(office, message) if "are you there?" in said["text"]], 40)
    cards = [said for said in office.slack.from_us(EMEA) if reference in shown(said) and not said.get("thread_ts")]
    assert len(cards) == 1
    assert len([said for said in thread(office, message) if "are you there?" in said["text"]]) == 1


def test_the_customer_goes_back_to_the_assistant_and_the_team_is_told(office: Desk) -> None:
    chat, reference, message = claimed(office)
    back = chat.transcript()[-1]["reply"]["buttons"][0]["say"]
    answer = chat.say(back)
    assert answer["speaker"] == "assistant"
    assert reference in answer["replies"][0]["text"]
    eventually(
        lambda: [said for said in thread(office, message) if "assistant" in said["text"] and "revenu" in said["text"]]
    )


def test_changes_and_deletions_follow_both_ways_with_somebody_who_asks_in_slack(office: Desk) -> None:
    direct, message = claimed_in_slack(office)
    asked = office.slack.type(GRACE, direct, "forty licences")
    eventually(lambda: [said for said in thread(office, message) if "forty licences" in said["text"]])
    office.slack.edit(GRACE, direct, asked, "fifty licences")
    eventually(lambda: [said for said in thread(office, message) if "fifty licences" in shown(said)])
    office.slack.delete(GRACE, direct, asked)
    eventually(lambda: [said for said in thread(office, message) if "(retiré)" in shown(said)])
    told = office.slack.type(PAUL, EMEA, "On the 15th", message["ts"])
    eventually(lambda: [said for said in office.slack.from_us(direct) if "On the 15th" in said["text"]])
    office.slack.edit(PAUL, EMEA, told, "On the 16th")
    eventually(lambda: [said for said in office.slack.from_us(direct) if "On the 16th" in shown(said)])
    assert not [said for said in office.slack.from_us(direct) if "On the 15th" in shown(said)]
    office.slack.delete(PAUL, EMEA, told)
    eventually(lambda: [said for said in office.slack.from_us(direct) if "(withdrawn)" in shown(said)])


def test_what_is_changed_reaches_a_chat_that_has_just_come_back(office: Desk) -> None:
    chat, _, message = claimed(office)
    ts = office.slack.type(PAUL, EMEA, "On the 15th", message["ts"])
    eventually(lambda: from_people(chat))
    address = office.stack.address.replace("http", "ws") + f"/api/v1/conversations/{chat.id}/live"
    with connect(address, additional_headers=chat.headers) as socket:
        while json.loads(socket.recv(10))["type"] != "state":
            pass
        office.slack.edit(PAUL, EMEA, ts, "On the 16th")
        told = json.loads(socket.recv(10))
    assert (told["type"], told["message"]["text"]) == ("edited", "On the 16th")
    # And a chat that was away meanwhile, and has all messages, is told of the change when it comes back.
    with connect(f"{address}?after={from_people(chat)[-1]['id']}", additional_headers=chat.headers) as socket:
        told = json.loads(socket.recv(10))
    assert (told["type"], told["message"]["text"]) == ("edited", "On the 16th")


def give(office: Desk, message: dict[str, Any], colleague: str) -> None:
    """Paul chooses a colleague on a card as he sees it, in Slack's own form of it; he is answered in his direct
    message.
    """
    block = next(
        block
        for block in message["blocks"]
        if "handoff_give" in [one.get("action_id") for one in block.get("elements", [])]
    )
    action = {
        "type": "users_select",
        "action_id": "handoff_give",
        "block_id": block["block_id"],
        "selected_user": colleague,
    }
    assert (
        deliver(
            office.stack.address, press(PAUL, action, message, answers_to=f"{office.slack.address}/none")
        ).status_code
        == 200
    )


def test_given_to_a_colleague_the_words_come_from_them(office: Desk) -> None:
    chat, reference, message = claimed(office)
    seen = eventually(lambda: found if "Paul" in shown(found := card(office, reference)) else None)
    direct = office.slack.direct_channel(PAUL)
    give(office, seen, NOBODY)
    eventually(lambda: [said for said in office.slack.from_us(direct) if "représentants" in said["text"]])
    give(office, seen, GRACE)
    eventually(lambda: "Grace" in chat.transcript()[-1]["text"])
    eventually(lambda: [said for said in thread(office, message) if "Confiée" in said["text"]])
    eventually(
        lambda: [said for said in office.slack.from_us(office.slack.direct_channel(GRACE)) if reference in said["text"]]
    )
    # The card as Paul saw it names him: a second choice on it comes too late.
    give(office, seen, MONA)
    eventually(lambda: [said for said in office.slack.from_us(direct) if "Grace" in said["text"]])
    assert [row["what"] for row in listed(office, f"/{reference}")["transitions"]] == ["asked", "claimed", "given"]
