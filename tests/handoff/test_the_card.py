"""The request's card: what a person needs to act at once, by the clock of the answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.handoff.card import Card
from bot.handoff.card_words import ask, details, head, state, who
from bot.handoff.proposal import proposal
from bot.handoff.team_replies import Sent
from bot.slack.handoff_card import card_blocks, card_text
from tests import marks
from tests.handoff.office import GRACE, PAUL, Office

CLAIRE = "claire@contoso.example"


def the_card(office: Office, reference: str) -> Card:
    return next(card for card in office.team.cards.values() if card.reference == reference)


async def shown(office: Office, conversation: str, **asked: Any) -> Card:
    reference = office.asks(conversation, **asked)
    await office.work()
    return the_card(office, reference)


@contextmanager
def connected(office: Office, conversation: str) -> Iterator[None]:
    with office.live.subscribe(conversation), office.sessions.begin() as session:
        office.requests.seen(session, conversation)
        session.commit()
        yield


async def test_account_contract_and_the_customers_own_words_stand_on_top(office: Office) -> None:
    conversation = office.conversation(identity=CLAIRE)
    office.says(conversation, "I need a quote for 40 seats of C-2, PO 4411", "answer", topic="renewal-quote")
    office.says(conversation, "Brazil", "answer", topic="regional-contact")
    office.says(conversation, "Yes please", "answer", topic="affirm")
    card = await shown(office, conversation)
    assert head(card).startswith("Contoso · C-2 · ")
    assert ask(card) == "“I need a quote for 40 seats of C-2, PO 4411”"
    text = card_text(card)
    assert "C-2" in text
    assert "40 seats" in text
    assert card_blocks(card)[0]["text"]["text"].startswith("Contoso · C-2 · ")


async def test_the_contract_that_was_told_last_is_the_wanted_one(office: Office) -> None:
    conversation = office.conversation(identity=CLAIRE)
    office.says(conversation, "what about C-2?", "answer", topic="contract-expiry")
    office.says(conversation, "and the other?", "answer", topic="contract-expiry", data={"contract_number": "C-1"})
    assert "C-1" in head(await shown(office, conversation))


async def test_a_strangers_card_shows_no_contract_and_their_words(office: Office) -> None:
    conversation = office.conversation()
    office.says(conversation, "when does C-2 end?", "answer", topic="contract-expiry")
    card = await shown(office, conversation)
    assert (card.about.contract, ask(card)) == (None, "“when does C-2 end?”")
    assert "Endpoint Protection" not in "\n".join([card_text(card), *details(card)])


async def test_whom_to_call_what_is_next_and_what_colleagues_have_done_stand_on_the_card(office: Office) -> None:
    with office.sessions.begin() as session:
        marks.add_note(session, "C-2", "lea@vendor.example", "budget blocked until January", office.now)
        marks.mark_contacted(session, "C-2", "lea@vendor.example", office.now)
        marks.snooze(session, "C-2", date(2026, 12, 24))
    conversation = office.conversation(identity=CLAIRE)
    office.says(conversation, "what about C-2?", "answer", topic="contract-expiry")
    card = await shown(office, conversation)
    text = "\n".join(details(card))
    for told in (
        "Claire Martin, claire@contoso.example",
        "Distrilog",
        "quantité 10",
        "paul@vendor.example",
        "budget blocked",
        "lea@vendor.example",
        "24 décembre 2026",
    ):
        assert told in text, told


async def test_the_owner_of_the_wanted_contract_is_told_once_what_is_asked(office: Office) -> None:
    conversation = office.conversation(identity=CLAIRE)
    office.says(conversation, "I need 40 seats on C-2", "answer", topic="adjust-coverage")
    card = await shown(office, conversation)
    await office.handoffs.claim(card.reference, PAUL)
    await office.handoffs.release(card.reference, PAUL)
    await office.work()
    owners = [(email, text) for key, (email, text) in office.team.notified.items() if key.endswith(" owner")]
    assert [email for email, _ in owners] == ["paul@vendor.example"]
    assert "40 seats" in owners[0][1]


async def test_the_card_says_until_when_it_is_to_be_taken_up_while_it_waits(office: Office) -> None:
    card = await shown(office, office.conversation())
    assert "10:15" in state(card)
    await office.handoffs.claim(card.reference, PAUL)
    await office.work()
    assert "10:15" not in state(the_card(office, card.reference))


async def test_the_card_follows_the_customer_who_comes_and_goes(office: Office) -> None:
    conversation = office.conversation()
    card = await shown(office, conversation)
    assert card.here is False
    with connected(office, conversation):
        await office.work()
        assert the_card(office, card.reference).here is True
        assert "🟢" in who(the_card(office, card.reference))
    with office.sessions.begin() as session:
        office.requests.seen(session, conversation)
    await office.work()
    assert the_card(office, card.reference).here is False


async def test_earlier_requests_of_the_same_customer_are_named_with_their_ends(office: Office) -> None:
    first = office.asks(office.conversation("c1", identity=CLAIRE))
    await office.work()
    await office.handoffs.resolve(first, "quoted", PAUL)
    other = office.asks(office.conversation("c2"))
    card = await shown(office, office.conversation("c3", identity=CLAIRE))
    assert [one.reference for one in card.about.earlier] == [first]
    text = "\n".join(details(card))
    assert first in text
    assert "devis en cours" in text
    assert other not in text


async def test_the_card_counts_from_the_day_of_the_answers(office: Office) -> None:
    office.today = lambda timezone: date(2026, 12, 5)  # type: ignore[method-assign]
    office.steps._today = office.today
    conversation = office.conversation(identity=CLAIRE)
    office.says(conversation, "what about C-1?", "answer", topic="contract-expiry")
    card = await shown(office, conversation)
    assert card.today == date(2026, 12, 5)
    assert "10 jours" in "\n".join(details(card))


async def test_what_the_customer_ended_was_not_closed_by_anybody(office: Office) -> None:
    conversation = office.conversation()
    card = await shown(office, conversation)
    await office.handoffs.claim(card.reference, PAUL)
    office.says(conversation, "back to the assistant")
    await office.work()
    told = state(the_card(office, card.reference))
    assert "Paul" not in told
    assert "revenu à l'assistant" in told


async def test_a_first_answer_is_proposed_in_the_customers_language_from_the_contracts_facts(office: Office) -> None:
    conversation = office.conversation(identity=CLAIRE)
    office.says(conversation, "can I get 40 seats on C-1?", "answer", topic="adjust-coverage")
    card = await shown(office, conversation)
    text = str(proposal(card))
    for told in (card.reference, "can I get 40 seats on C-1?", "C-1", "15 December 2026", "in 22 days"):
        assert told in text, text
    await office.handoffs.claim(card.reference, PAUL)
    assert await office.words.answered(card.reference, GRACE, text) is Sent.NOT_CLAIMED
    assert await office.words.answered(card.reference, PAUL, text) is Sent.SENT
    assert await office.words.answered(card.reference, PAUL, "twice") is Sent.SENT
    await office.work()
    assert [message.text for message in office.heard(conversation) if message.speaker == "human"] == [text]
    beneath = [said for key, (_, _, said) in office.team.said.items() if "proposed:" in key]
    assert len(beneath) == 1
    assert text in beneath[0]
    # Who has answered needs no proposal.
    assert proposal(the_card(office, card.reference)) is None


async def test_a_stranger_is_proposed_no_fact_of_a_contract(office: Office) -> None:
    conversation = office.conversation()
    office.says(conversation, "when does C-2 end?", "answer", topic="contract-expiry")
    text = str(proposal(await shown(office, conversation)))
    assert "Endpoint" not in text
    assert "2026" not in text
    assert "when does C-2 end?" in text


async def test_after_a_word_of_the_team_and_after_the_end_nothing_is_proposed(office: Office) -> None:
    conversation = office.conversation()
    card = await shown(office, conversation)
    await office.handoffs.claim(card.reference, PAUL)
    handoff = office.handoff(card.reference)
    await office.words.said(str(handoff.channel), str(handoff.thread), "5.0", PAUL, "Good morning")
    await office.work()
    assert proposal(the_card(office, card.reference)) is None
    await office.handoffs.resolve(card.reference, "answered", PAUL)
    assert await office.words.answered(card.reference, PAUL, "late") is Sent.CLOSED


@pytest.mark.parametrize(
    ("words", "thanks"),
    [
        ("Yes, it helped", True),
        ("oui merci", True),
        ("No, it did not help", False),
        ("non, ça ne m'a pas aidé", False),
        ("Not really.", False),
    ],
)
async def test_whether_it_helped_has_buttons_and_a_no_leads_to_a_person_again(
    office: Office, words: str, thanks: bool
) -> None:
    conversation = office.conversation()
    reference = office.asks(conversation)
    await office.handoffs.claim(reference, PAUL)
    await office.handoffs.resolve(reference, "answered", PAUL)
    asked = office.heard(conversation)[-1]
    assert [button["say"] for button in (asked.reply or {})["buttons"]] == ["Yes, it helped", "No, it did not help"]
    told = office.says(conversation, words)[0]
    if thanks:
        assert "Glad" in told["text"] or "Tant mieux" in told["text"]
        return
    assert told["data"]["asks"] == "hand-off"
    again = office.says(conversation, "Yes", "handoff", topic="affirm", data={"region": "EMEA"})[0]
    assert office.handoff(again["data"]["reference"]).reason == "unsolved"


async def test_something_else_after_a_closed_request_is_answered_by_the_assistant(office: Office) -> None:
    conversation = office.conversation()
    reference = office.asks(conversation)
    await office.handoffs.claim(reference, PAUL)
    await office.handoffs.resolve(reference, "answered", PAUL)
    assert [
        reply["kind"] for reply in office.says(conversation, "why should I renew?", "answer", topic="why-renew")
    ] == ["answer"]


def test_the_instant_and_the_day_of_the_settings_are_one_clock() -> None:
    from bot.settings import Settings

    ahead = Settings(RENEWALS_NOW="2030-05-01T23:30:00+00:00", today=None, _env_file=None)
    assert ahead.today_in("Europe/Paris") == date(2030, 5, 2)
    fixed = Settings(today=date(2026, 11, 23), now_at=datetime(2026, 11, 17, tzinfo=UTC), _env_file=None)
    assert fixed.today_in("Asia/Tokyo") == date(2026, 11, 23)
