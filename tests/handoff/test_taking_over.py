import asyncio

from bot.conversation.files import File
from bot.handoff.card import holder_mark
from bot.handoff.rights import Member
from bot.handoff.team_replies import Sent
from renewals.store import handoff_words
from tests.handoff.office import GRACE, PAUL, Office, place


async def test_of_a_hundred_who_claim_at_once_one_gets_it_and_the_others_learn_who(office: Office) -> None:
    reference = office.asks(office.conversation())
    await office.work()
    members = [Member(f"rep{number}@vendor.example", f"Rep {number}", ("EMEA",)) for number in range(100)]
    outcomes = await asyncio.gather(*(office.handoffs.claim(reference, member) for member in members))
    winner = office.handoff(reference).owner_name
    assert sum(outcome.done for outcome in outcomes) == 1
    assert {outcome.owner_name for outcome in outcomes} == {winner}
    assert [what for _, what, _ in office.history(reference)].count("claimed") == 1
    assert [message.text for message in office.heard("c1")][-1].startswith(str(winner))


async def test_the_card_tells_who_asks_why_what_ends_when_and_what_did_not_help(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example", language="en")
    office.says(conversation, "why <!channel> renew?", "answer", topic="why-renew")
    reference = office.asks(conversation)
    await office.work()
    card = office.team.cards[place(office, reference)]
    assert card.customer == "claire@contoso.example"
    assert [contract.contract_number for contract in card.contracts] == ["C-2", "C-1"]
    assert list(card.asked) == ["why <!channel> renew?", "a person please"]
    assert [said.text for said in card.transcript][:1] == ["why <!channel> renew?"]


async def test_who_is_not_verified_shows_no_contract(office: Office) -> None:
    reference = office.asks(office.conversation())
    await office.work()
    assert office.team.cards[place(office, reference)].contracts == []


async def test_nothing_is_relayed_before_the_claim_and_all_of_it_after_it_in_order(office: Office) -> None:
    conversation = office.conversation()
    reference = office.asks(conversation)
    await office.work()
    assert office.says(conversation, "are you there?", "answer", topic="greet")
    await office.work()
    channel, thread = place(office, reference)
    assert await office.words.said(channel, thread, "1.0", PAUL, "an internal remark") is Sent.NOT_CLAIMED
    assert not office.team.said
    await office.handoffs.claim(reference, PAUL)
    for text in ("one", "two", "three"):
        assert office.says(conversation, text) == []
    await office.work()
    texts = [text.split(": ")[-1] for _, _, text in office.team.said.values()]
    assert [text for text in texts if text != "…"] == ["are you there?", "one", "two", "three"]
    assert "an internal remark" not in [message.text for message in office.heard(conversation)]


async def test_what_a_member_writes_reaches_the_customer_once_with_the_name_and_follows_changes(office: Office) -> None:
    conversation = office.conversation()
    reference = await office.claimed(conversation)
    channel, thread = place(office, reference)
    with office.live.subscribe(conversation) as queue:
        for _ in range(2):
            assert await office.words.said(channel, thread, "5.0", PAUL, "Good morning") is Sent.SENT
        said = [message for message in office.heard(conversation) if message.speaker == "human"]
        assert [(message.text, (message.reply or {})["name"]) for message in said] == [("Good morning", "Paul Durand")]
        await office.words.edited(channel, thread, "5.0", "Good afternoon")
        await office.words.edited(channel, thread, "5.0", None)
        happened = [queue.get_nowait() for _ in range(queue.qsize())]
    assert [(event["type"], event["message"]["text"]) for event in happened] == [
        ("message", "Good morning"), ("edited", "Good afternoon"), ("edited", "(withdrawn)"),
    ]  # fmt: skip


async def test_a_file_of_a_member_is_kept_for_the_customer_and_gone_when_it_is_taken_back(office: Office) -> None:
    conversation = office.conversation()
    reference = await office.claimed(conversation)
    channel, thread = place(office, reference)
    await office.words.said(channel, thread, "5.0", PAUL, "", [File("offer.pdf", "application/pdf", b"%PDF")])
    shown = (office.heard(conversation)[-1].reply or {})["files"][0]
    with office.sessions.begin() as session:
        kept = handoff_words.file(session, conversation, shown["id"])
        assert kept is not None
        assert kept.content == b"%PDF"
        assert handoff_words.file(session, "another", shown["id"]) is None
    await office.words.edited(channel, thread, "5.0", None)
    with office.sessions.begin() as session:
        assert handoff_words.file(session, conversation, shown["id"]) is None


async def test_released_it_waits_again_for_another_and_closed_it_can_be_reopened(office: Office) -> None:
    conversation = office.conversation()
    reference = await office.claimed(conversation)
    assert (await office.handoffs.release(reference, PAUL)).done
    assert not (await office.handoffs.release(reference, PAUL)).done
    assert (await office.handoffs.claim(reference, GRACE)).owner_name == "Grace Lee"
    assert (await office.handoffs.resolve(reference, "answered", GRACE)).done
    assert office.says(conversation, "thanks", "smalltalk", topic="thanks")
    assert (await office.handoffs.reopen(reference, PAUL)).done
    assert office.says(conversation, "one more thing") == []
    await office.work()
    assert [what for _, what, _ in office.history(reference)] == [
        "asked",
        "claimed",
        "released",
        "claimed",
        "resolved",
        "reopened",
    ]
    assert [text for _, _, text in office.team.said.values() if "thanks" in text] == []


async def test_a_closed_request_is_not_reopened_beside_another_one(office: Office) -> None:
    conversation = office.conversation()
    reference = office.asks(conversation)
    await office.handoffs.resolve(reference, "answered", PAUL)
    office.asks(conversation)
    assert not (await office.handoffs.reopen(reference, PAUL)).done


async def test_passed_on_it_has_a_card_in_the_other_channel_and_the_first_one_says_so(office: Office) -> None:
    reference = office.asks(office.conversation())
    await office.work()
    before = place(office, reference)
    await office.handoffs.claim(reference, PAUL)
    assert (await office.handoffs.reassign(reference, "AMS", PAUL)).done
    await office.work()
    assert office.team.left == [before]
    assert place(office, reference)[0] == "C-AMS"
    assert office.handoff(reference).owner is None
    assert await office.words.said(*before, "9.0", PAUL, "too late") is Sent.NONE_OF_OURS


async def test_a_quote_request_goes_to_the_mailbox_with_the_contracts_and_is_noted_in_the_thread(
    office: Office,
) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    office.says(conversation, "how much is it?", "answer", topic="renewal-quote")
    reference = office.asks(conversation)
    await office.work()
    to, subject, body = office.mails()[0]
    assert (to, subject) == (
        "EMEA_renewals@symantec.com",
        (f"Demande de devis {reference} (Europe, Moyen-Orient et Afrique)"),
    )
    assert "C-1" in body
    assert len(office.mails()) == 1
    assert (
        b"C-1,Contoso" in next(iter(office.outbox.glob("*.eml"))).read_bytes()
        or b"base64" in next(iter(office.outbox.glob("*.eml"))).read_bytes()
    )
    assert any("EMEA_renewals" in text for _, _, text in office.team.said.values())


async def test_given_to_a_colleague_it_is_theirs_and_everybody_is_told(office: Office) -> None:
    conversation = office.conversation()
    reference = await office.claimed(conversation)
    assert (await office.handoffs.give(reference, GRACE, holder_mark(PAUL.email), PAUL)).done
    await office.work()
    assert (office.handoff(reference).owner, office.handoff(reference).state) == (GRACE.email, "claimed")
    assert "Grace Lee" in office.heard(conversation)[-1].text
    assert "Paul Durand" in office.heard(conversation)[-1].text
    assert office.history(reference)[-1] == (PAUL.email, "given", "claimed")
    assert [text for _, _, text in office.team.said.values()] == ["🤝 Confiée : Paul Durand → Grace Lee"]
    assert [email for email, _ in office.team.notified.values()] == [GRACE.email]


async def test_a_request_that_waits_can_be_given_and_is_reminded_of_no_more(office: Office) -> None:
    conversation = office.conversation()
    reference = office.asks(conversation)
    await office.work()
    assert (await office.handoffs.give(reference, GRACE, "", PAUL)).done
    assert "Grace Lee of the renewal team is with you now" in office.heard(conversation)[-1].text
    await office.later(hours=3)
    assert office.mails() == []
    assert "reminded" not in [what for _, what, _ in office.history(reference)]


async def test_of_many_choices_on_one_card_one_counts(office: Office) -> None:
    reference = office.asks(office.conversation())
    await office.work()
    await office.handoffs.claim(reference, PAUL)
    members = [Member(f"rep{number}@vendor.example", f"Rep {number}", ("EMEA",)) for number in range(30)]
    outcomes = await asyncio.gather(
        *(office.handoffs.give(reference, member, holder_mark(PAUL.email), PAUL) for member in members)
    )
    winner = office.handoff(reference).owner_name
    assert [outcome.done for outcome in outcomes].count(True) == 1
    assert {outcome.owner_name for outcome in outcomes} == {winner}
    assert [what for _, what, _ in office.history(reference)] == ["asked", "claimed", "given"]


async def test_what_is_over_is_not_given_nor_what_somebody_has_to_themselves(office: Office) -> None:
    reference = office.asks(office.conversation())
    await office.handoffs.claim(reference, PAUL)
    assert not (await office.handoffs.give(reference, PAUL, holder_mark(PAUL.email), PAUL)).done
    await office.handoffs.resolve(reference, "answered", PAUL)
    assert not (await office.handoffs.give(reference, GRACE, holder_mark(PAUL.email), PAUL)).done
