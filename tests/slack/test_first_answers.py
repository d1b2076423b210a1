"""The answer that a card proposes, and the ways to the card;
through the whole product and a Slack that others wrote.
"""

from __future__ import annotations

from typing import Any

from tests.slack.handed_off import EMEA, GRACE, MONA, PAUL, card, from_people, listed, speaker, thread
from tests.slack.local_slack import GENERAL, elements, eventually, shown
from tests.slack.sales_desk import Desk
from tests.slack.test_account_page import command
from tests.stack import Chat


def asked_for_a_quote(office: Desk) -> tuple[Chat, str]:
    """A verified customer asks for something, and for a person; their chat and the request's reference."""
    chat = office.stack.chat_as("claire.martin@contoso.example", language="fr")
    chat.say("Quand se termine mon contrat C-100234 ?")
    reply = chat.reply("Je voudrais parler à une personne")
    assert reply["kind"] == "handoff", reply
    return chat, reply["data"]["reference"]


def with_button(office: Desk, reference: str, button: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        found = card(office, reference)
        return found if button in [one["action_id"] for one in elements(found)] else None

    return eventually(look)


def test_the_cards_first_lines_and_its_notification_tell_what_is_wanted_and_the_owner_hears_of_it(office: Desk) -> None:
    _, reference = asked_for_a_quote(office)
    message = card(office, reference)
    assert "C-100234" in message["blocks"][0]["text"]["text"]
    assert "Quand se termine mon contrat" in message["text"]
    # Of the day of the answers, which is set to 23 November 2026; the instant is another.
    chat_day = office.stack.chat_as("claire.martin@contoso.example", language="fr").reply(
        "Quand se termine mon contrat C-100234 ?"
    )["data"]
    assert f"{abs(chat_day['days_left'])} jour" in shown(message)
    direct = office.slack.direct_channel(PAUL)
    eventually(
        lambda: [
            said for said in office.slack.from_us(direct) if reference in said["text"] and "vos clients" in said["text"]
        ]
    )


def test_the_proposed_answer_is_sent_by_one_press_and_shown_beneath_the_card(office: Desk) -> None:
    chat, reference = asked_for_a_quote(office)
    message = card(office, reference)
    assert "proposal_send" not in [one["action_id"] for one in elements(message)]
    office.slack.press(PAUL, message, "handoff_claim")
    eventually(lambda: speaker(chat) == "human")
    message = with_button(office, reference, "proposal_send")
    # Who has not the request sends nothing by it.
    office.slack.press(GRACE, message, "proposal_send")
    eventually(
        lambda: [
            said for said in thread(office, message) if said.get("ephemeral_to") == GRACE and "Paul" in said["text"]
        ]
    )
    office.slack.press(PAUL, message, "proposal_send")
    said = eventually(lambda: from_people(chat))
    assert len(said) == 1
    assert said[0]["text"].startswith(f"Bonjour, je m'occupe de votre demande {reference}.")
    assert "C-100234" in said[0]["text"]
    eventually(
        lambda: [one for one in thread(office, message) if "au client" in one["text"] and "Bonjour" in one["text"]]
    )
    eventually(lambda: "proposal_send" not in [one["action_id"] for one in elements(card(office, reference))])


def test_the_proposed_answer_can_be_changed_first(office: Desk) -> None:
    chat, reference = asked_for_a_quote(office)
    office.slack.press(PAUL, card(office, reference), "handoff_claim")
    eventually(lambda: speaker(chat) == "human")
    office.slack.press(PAUL, with_button(office, reference, "proposal_edit"), "proposal_edit")
    assert (
        office.slack.submit(
            PAUL, {"answer": {"value": {"type": "plain_text_input", "value": ("Bonjour, voici mon offre.")}}}
        )
        is None
    )
    eventually(lambda: [said["text"] for said in from_people(chat)] == ["Bonjour, voici mon offre."])


def test_the_lists_of_open_requests_lead_to_the_cards(office: Desk) -> None:
    _, reference = asked_for_a_quote(office)
    message = card(office, reference)
    way = f"/archives/{EMEA}/p{message['ts'].replace('.', '')}|{reference}>"
    before = len(office.slack.from_us(GENERAL))
    office.slack.command(MONA, "handoffs")
    answer = eventually(lambda: office.slack.from_us(GENERAL)[before:])[0]
    assert way in shown(answer)
    office.slack.open_home(MONA)
    assert way in shown(eventually(lambda: office.proxy.called("views.publish"))[-1]["view"])
    assert reference in [row["reference"] for row in listed(office)["handoffs"]]


def test_the_requests_of_its_customers_stand_on_the_page_and_lead_to_the_card(office: Desk) -> None:
    chat = office.stack.chat_as("claire.martin@contoso.example", language="fr")
    reply = chat.reply("Je voudrais parler à une personne")
    reference = reply["data"]["reference"]
    card = eventually(lambda: [message for message in office.slack.from_us(EMEA) if reference in shown(message)])[0]
    page = command(office, PAUL, "contoso")
    assert f"/archives/{EMEA}/p{card['ts'].replace('.', '')}|{reference}>" in shown(page)
    assert "en attente" in shown(page)
