from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from renewals.store.tables import Conversation, Handoff
from tests.handoff.office import Office


def requests_of(office: Office) -> list[Handoff]:
    with office.sessions.begin() as session:
        return list(session.scalars(sa.select(Handoff)))


async def test_a_request_is_made_with_the_message_that_asks_and_told_with_its_reference(office: Office) -> None:
    conversation = office.conversation()
    reply = office.says(conversation, "a person please", "handoff", topic="handoff", data={"region": "EMEA"})[0]
    handoff = office.handoff(reply["data"]["reference"])
    assert (handoff.state, handoff.region, handoff.reason) == ("waiting", "EMEA", "asked")
    assert handoff.reference in reply["text"]
    assert "at work now" in reply["text"]
    assert office.history(handoff.reference) == [("customer", "asked", "waiting")]


async def test_out_of_hours_the_customer_is_told_when_the_team_is_back_in_their_own_time(office: Office) -> None:
    office.now = datetime(2026, 11, 20, 20, tzinfo=UTC)
    told = office.says(
        office.conversation(timezone="America/New_York"),
        "a person",
        "handoff",
        topic="handoff",
        data={"region": "EMEA"},
    )[0]
    assert "Mon 23 Nov, 03:00" in told["text"]
    assert told["data"]["opens_at"] == "2026-11-23T08:00:00+00:00"
    other = office.says(office.conversation("c2"), "a person", "handoff", topic="handoff", data={"region": "JP"})[0]
    # Labour Thanksgiving is a holiday in Japan.
    assert "Tue 24 Nov, 09:00 (Asia/Tokyo)" in other["text"]


async def test_an_opening_after_holidays_that_nobody_has_announced_is_marked(office: Office) -> None:
    for name, code, at, marked in (
        ("c1", "CN", datetime(2040, 9, 30, 12, tzinfo=UTC), True),
        ("c2", "CN", datetime(2026, 9, 30, 12, tzinfo=UTC), False),
        ("c3", "EMEA", datetime(2040, 7, 13, 20, tzinfo=UTC), False),
    ):
        office.now = at
        told = office.says(office.conversation(name), "a person", "handoff", topic="handoff", data={"region": code})[0]
        assert ("not announced yet" in told["text"]) is marked


async def test_what_is_hardly_a_wish_for_a_person_is_asked_about_first(office: Office) -> None:
    conversation = office.conversation()
    asked = office.says(
        conversation, "hello assistant", "handoff", topic="handoff", data={"region": "EMEA"}, confidence=0.7
    )[0]
    assert (asked["kind"], requests_of(office)) == ("clarify", [])
    assert "They would get this conversation." in asked["text"]
    told = office.says(
        conversation, "yes do that", "handoff", topic="handoff", data={"region": "EMEA"}, confidence=0.7
    )[0]
    assert office.handoff(told["data"]["reference"]).reason == "asked"


async def test_a_second_wish_for_a_person_makes_no_second_request(office: Office) -> None:
    conversation = office.conversation()
    reference = office.asks(conversation)
    again = office.says(conversation, "a person!", "handoff", topic="handoff", data={"region": "AMS"})[0]
    assert again["data"]["reference"] == reference
    assert "is with the renewal team" in again["text"]


async def test_not_understanding_twice_in_a_row_asks_whether_to_call_a_person_and_once_does_not(office: Office) -> None:
    conversation = office.conversation()
    assert [reply["kind"] for reply in office.says(conversation, "blub", "fallback")] == ["fallback"]
    office.says(conversation, "why renew?", "answer", topic="why-renew")
    assert [reply["kind"] for reply in office.says(conversation, "blab", "fallback")] == ["fallback"]
    replies = office.says(conversation, "blob", "fallback")
    assert [(reply["kind"], reply["topic"]) for reply in replies] == [
        ("fallback", "out-of-scope"),
        ("clarify", "handoff"),
    ]
    assert requests_of(office) == []
    assert "They would get this conversation." in replies[1]["text"]
    assert [button["label"] for button in replies[1]["buttons"]] == ["Yes, please", "No"]
    told = office.says(conversation, "Yes", "handoff", topic="affirm", data={"region": "EMEA"})[0]
    assert office.handoff(told["data"]["reference"]).reason == "not-understood"


async def test_the_question_names_the_team_and_the_contracts_that_it_would_get_where_these_are_known(
    office: Office,
) -> None:
    conversation = office.conversation(identity="claire@contoso.example", language="fr")
    office.says(conversation, "blub", "fallback")
    question = office.says(conversation, "blab", "fallback")[1]["text"]
    assert "(Europe, Moyen-Orient et Afrique)" in question
    assert "cette conversation et vos contrats enregistrés" in question
    other = office.conversation("c2")
    office.says(
        other, "which team for Japan?", "answer", topic="regional-contact", data={"region": "JP", "country": "JP"}
    )
    office.says(other, "blub", "fallback")
    assert "(Japan)" in office.says(other, "blab", "fallback")[1]["text"]


async def test_who_said_no_is_not_asked_again_for_a_while(office: Office) -> None:
    conversation = office.conversation()
    office.says(conversation, "blub", "fallback")
    assert len(office.says(conversation, "blab", "fallback")) == 2
    office.says(conversation, "No", "smalltalk", topic="deny")
    assert [len(office.says(conversation, text, "fallback")) for text in ("blub", "blab", "blob")] == [1, 1, 1]
    assert requests_of(office) == []


async def test_a_yes_to_nothing_that_was_asked_becomes_the_question(office: Office) -> None:
    conversation = office.conversation()
    office.says(conversation, "how do I stop it?", "answer", topic="cancel-auto-renewal")
    reply = office.says(conversation, "yes", "handoff", topic="affirm", data={"region": "JP"})[0]
    assert (reply["kind"], reply["data"]) == ("clarify", {"asks": "hand-off", "region": "JP"})
    assert requests_of(office) == []
    told = office.says(conversation, "yes", "handoff", topic="affirm", data={"region": "JP"})[0]
    assert office.handoff(told["data"]["reference"]).reason == "cancel"


async def test_a_yes_that_comes_after_something_else_is_none_to_the_question(office: Office) -> None:
    conversation = office.conversation()
    office.says(conversation, "blub", "fallback")
    office.says(conversation, "blab", "fallback")
    office.says(conversation, "why renew?", "answer", topic="why-renew")
    assert office.says(conversation, "yes", "handoff", topic="affirm", data={"region": "EMEA"})[0]["kind"] == "clarify"
    assert requests_of(office) == []


async def test_who_has_just_been_asked_is_not_asked_again_for_being_misunderstood(office: Office) -> None:
    conversation = office.conversation()
    reference = office.asks(conversation)
    office.says(conversation, "back to the assistant")
    assert [reply["kind"] for text in ("blub", "blab") for reply in office.says(conversation, text, "fallback")] == [
        "fallback",
        "fallback",
    ]
    assert office.handoff(reference).outcome == "customer"


@pytest.mark.parametrize(
    ("topic", "reason"),
    [("renewal-quote", "quote"), ("cancel-auto-renewal", "cancel"), ("feedback", "complaint"), ("greet", "asked")],
)
async def test_topics_that_end_with_people_offer_a_person_and_the_reason_is_kept(
    office: Office, topic: str, reason: str
) -> None:
    conversation = office.conversation()
    reply = office.says(conversation, "…", "answer", topic=topic)[0]
    assert bool(reply["buttons"]) is (reason != "asked")
    office.says(conversation, "a person", "clarify", topic="handoff", data={"asks": "country", "wish": True})
    reference = office.says(conversation, "France", "handoff", topic="regional-contact", data={"region": "EMEA"})[0][
        "data"
    ]["reference"]
    assert office.handoff(reference).reason == reason


@pytest.mark.parametrize(("identity", "offered"), [("claire@contoso.example", True), (None, False)])
async def test_late_renewal_offers_a_person_where_something_has_run_out(
    office: Office, identity: str | None, offered: bool
) -> None:
    reply = office.says(
        office.conversation(identity=identity), "what if I renew late?", "answer", topic="late-renewal"
    )[0]
    assert ("run out already" in reply["text"]) is offered
    assert ("They would get this conversation and your contracts on file." in reply["text"]) is offered
    assert bool(reply["buttons"]) is offered


async def test_whether_to_pass_on_is_not_asked_again_with_each_answer_on_late_renewal(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    first = office.says(conversation, "what if I renew late?", "answer", topic="late-renewal")[0]
    second = office.says(conversation, "how much is it?", "answer", topic="late-renewal")[0]
    assert (first["data"]["asks"], second["data"]) == ("hand-off", None)
    assert second["buttons"][0]["label"] == "Talk to a person"


async def test_a_low_rating_offers_a_person_once_and_is_the_reason_kept(office: Office) -> None:
    conversation = office.conversation()
    with office.sessions.begin() as session:
        assert office.requests.rated(session, conversation, True) == []
        offer = office.requests.rated(session, conversation, False)
        assert office.requests.rated(session, conversation, False) == []
    assert offer[0].reply is not None
    assert offer[0].reply["buttons"]
    assert office.handoff(office.asks(conversation)).reason == "low-rating"


async def test_the_customer_goes_back_to_the_assistant_at_any_time(office: Office) -> None:
    conversation = office.conversation(language="fr")
    reference = await office.claimed(conversation)
    assert office.says(conversation, "merci de regarder") == []
    told = office.says(conversation, "Revenir à l'assistant !")
    assert reference in told[0]["text"]
    await office.work()
    assert office.handoff(reference).state == "resolved"
    assert any("assistant" in text for _, _, text in office.team.said.values())
    assert office.says(conversation, "et maintenant ?", "answer", topic="greet")


async def test_erasing_a_conversation_closes_its_request_and_clears_the_team_s_thread(office: Office) -> None:
    conversation = office.conversation()
    reference = office.asks(conversation)
    await office.work()
    with office.sessions.begin() as session:
        office.requests.erased(session, conversation)
        session.delete(session.get_one(Conversation, conversation))
    await office.work()
    assert office.handoff(reference).outcome == "erased"
    assert office.team.forgotten == [reference]
    assert all(card.erased and not card.asked and not card.transcript for card in office.team.cards.values())


def asks_from_nowhere(office: Office, conversation: str) -> dict[str, Any]:
    """Somebody asks for a person and cannot tell their country."""
    office.says(conversation, "a person", "clarify", topic="handoff", data={"asks": "country", "wish": True})
    data = {"region": "EMEA", "country": None, "known": False}
    return office.says(conversation, "I don't know", "handoff", topic="regional-contact", data=data)[0]


async def test_a_request_of_an_unknown_country_says_so_and_goes_on_once_the_country_is_told(office: Office) -> None:
    conversation = office.conversation()
    told = asks_from_nowhere(office, conversation)
    reference = told["data"]["reference"]
    assert "I do not know your country" in told["text"]
    await office.work()
    japan = {"region": "JP", "country": "JP", "known": True}
    moved = office.says(conversation, "Japan", "answer", topic="regional-contact", data=japan)[0]
    assert (moved["kind"], moved["data"]["reference"], moved["data"]["region"]) == ("handoff", reference, "JP")
    assert "Japan" in moved["text"]
    await office.work()
    assert [place[0] for place, card in office.team.cards.items() if card.region.code == "JP"] == ["C-JP"]
    assert len(office.team.left) == 1
    # Once told, another country moves nothing.
    again = office.says(
        conversation, "and Brazil?", "answer", topic="regional-contact", data={**japan, "region": "AMS"}
    )[0]
    assert (again["kind"], office.handoff(reference).region) == ("answer", "JP")


async def test_where_there_are_no_channels_the_right_mailbox_gets_it_as_well(office: Office) -> None:
    office.team.regions.clear()
    conversation = office.conversation(identity="nobody@firm.example")
    reference = asks_from_nowhere(office, conversation)["data"]["reference"]
    await office.work()
    office.says(
        conversation, "Japan", "answer", topic="regional-contact", data={"region": "JP", "country": "JP", "known": True}
    )
    await office.work()
    assert [to for to, _, _ in office.mails()] == ["EMEA_renewals@symantec.com", "JP_renewals@symantec.com"]
    assert office.handoff(reference).state == "mailed"
    await office.later(days=2)
    assert len(office.mails()) == 2


async def test_a_country_named_after_a_request_for_a_known_one_moves_nothing(office: Office) -> None:
    conversation = office.conversation()
    reference = office.asks(conversation)
    office.says(
        conversation,
        "and Japan?",
        "answer",
        topic="regional-contact",
        data={"region": "JP", "country": "JP", "known": True},
    )
    assert office.handoff(reference).region == "EMEA"


async def test_the_question_says_when_the_team_is_there(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example", timezone="America/New_York")
    office.says(conversation, "blub", "fallback")
    assert "They are at work now." in office.says(conversation, "blab", "fallback")[1]["text"]
    office.now = datetime(2026, 11, 20, 20, tzinfo=UTC)
    other = office.conversation("c2", identity="claire@contoso.example", timezone="America/New_York")
    with office.sessions.begin() as session:
        offer = office.requests.rated(session, other, False)[0].text
    assert "are back Mon 23 Nov, 03:00" in offer
    assert "(Europe, Middle East and Africa)" in offer


async def test_where_no_region_is_known_the_question_names_no_hours(office: Office) -> None:
    conversation = office.conversation()
    office.says(conversation, "blub", "fallback")
    assert "at work" not in office.says(conversation, "blab", "fallback")[1]["text"]
