"""Customers who have left the chat, or who ask in Slack: answers, and what is changed or taken back."""

import asyncio
from typing import Any

import pytest

from bot.conversation.files import File
from tests.handoff.office import PAUL, Office, place


@pytest.mark.parametrize("identity", ["claire@contoso.example", None])
async def test_a_customer_who_has_left_gets_the_answer_by_mail_where_the_address_is_verified(
    office: Office, identity: str | None
) -> None:
    conversation = office.conversation(identity=identity)
    reference = await office.claimed(conversation)
    await office.later(minutes=1)
    await office.words.said(*place(office, reference), "5.0", PAUL, "Here is your answer")
    await office.later(minutes=1)
    assert office.mails() == []
    await office.later(minutes=2)
    mails = [(to, body) for to, _, body in office.mails()]
    assert [to for to, _ in mails] == ([identity] if identity else [])
    assert all("Paul Durand: Here is your answer" in body for _, body in mails)
    assert any("client" in text for _, _, text in office.team.said.values())
    await office.later(minutes=5)
    assert len(office.mails()) == len(mails)


@pytest.mark.parametrize("text", [None, "Here is another answer"])
async def test_what_was_mailed_and_is_taken_back_or_changed_is_told_beneath_the_card_once(
    office: Office, text: str | None
) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    reference = await office.claimed(conversation)
    await office.later(minutes=1)
    await office.words.said(*place(office, reference), "5.0", PAUL, "Here is your answer")
    await office.later(minutes=3)
    await office.words.said(*place(office, reference), "6.0", PAUL, "One more")
    for ts in ("5.0", "5.0", "6.0"):
        await office.words.edited(*place(office, reference), ts, text)
        await office.work()
    told = [told for _, _, told in office.team.said.values() if "déjà reçu" in told]
    assert len(told) == 1
    assert "Paul Durand" in told[0]
    assert office.heard(conversation)[-2].text == (text or "(withdrawn)")


async def test_what_is_taken_back_before_the_mail_is_not_mailed(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    reference = await office.claimed(conversation)
    await office.later(minutes=1)
    await office.words.said(*place(office, reference), "5.0", PAUL, "he pays late")
    await office.words.edited(*place(office, reference), "5.0", None)
    await office.later(minutes=5)
    assert office.mails() == []


async def test_what_is_taken_back_while_the_mail_goes_out_is_told_beneath_the_card(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    reference = await office.claimed(conversation)
    await office.later(minutes=1)
    await office.words.said(*place(office, reference), "5.0", PAUL, "he pays late")
    send = office.mailer.send

    def meanwhile(*mail: Any, **named: Any) -> None:
        # The worker mails in a thread of its own; whoever takes something back does not wait for it.
        asyncio.run(office.words.edited(*place(office, reference), "5.0", None))
        send(*mail, **named)

    monkeypatch.setattr(office.mailer, "send", meanwhile)
    await office.later(minutes=3)
    assert [told for _, _, told in office.team.said.values() if "déjà reçu" in told] != []


async def test_a_customer_who_was_there_in_between_gets_no_mail(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    reference = await office.claimed(conversation)
    await office.words.said(*place(office, reference), "5.0", PAUL, "Here is your answer")
    office.now = office.now.replace(minute=1)
    with office.sessions.begin() as session:
        office.requests.seen(session, conversation)
    await office.later(minutes=5)
    assert office.mails() == []


async def test_a_customer_who_asks_in_slack_is_answered_there(office: Office) -> None:
    conversation = office.conversation(door="slack", identity="claire@contoso.example")
    reference = await office.claimed(conversation)
    await office.words.said(*place(office, reference), "5.0", PAUL, "Here")
    await office.work()
    assert [text.split("\n")[0] for text in office.team.answers.values()][-1] == "Paul Durand: Here"
    assert office.mails() == []


async def test_what_a_member_changes_changes_for_a_customer_in_slack(office: Office) -> None:
    conversation = office.conversation(door="slack", identity="claire@contoso.example")
    reference = await office.claimed(conversation)
    await office.words.said(*place(office, reference), "5.0", PAUL, "On the 15th")
    await office.work()
    for text, shown in (("On the 16th", "Paul Durand: On the 16th"), (None, "Paul Durand: (withdrawn)")):
        await office.words.edited(*place(office, reference), "5.0", text)
        await office.work()
        assert list(office.team.answers.values())[-1] == shown


async def test_what_a_customer_in_slack_changes_or_deletes_changes_beneath_the_card(office: Office) -> None:
    conversation = office.conversation(door="slack", identity="claire@contoso.example")
    office.says(conversation, "for the assistant", "smalltalk", client_id="slack:T:D:1")
    await office.claimed(conversation)
    office.says(conversation, "forty licences", client_id="slack:T:D:2")
    await office.files.take(conversation, File("order.pdf", "application/pdf", b"%PDF"), "slack:T:D:3:0")
    await office.work()
    for client_id in ("slack:T:D:1", "slack:T:D:2"):
        await office.words.edited_by_customer(client_id, "fifty licences")
    await office.work()
    assert [text.split(": ")[-1] for _, _, text in office.team.said.values()] == ["fifty licences (modifié)"]
    for client_id in ("slack:T:D:2", "slack:T:D:3"):
        await office.words.edited_by_customer(client_id, None)
    await office.work()
    assert [text.split(": ")[-1] for _, _, text in office.team.said.values()] == ["(retiré)"]
    assert not office.team.files


async def test_what_a_customer_changes_before_it_has_reached_the_team_reaches_it_changed(office: Office) -> None:
    conversation = office.conversation(door="slack", identity="claire@contoso.example")
    await office.claimed(conversation)
    office.team.away = True
    office.says(conversation, "forty licences", client_id="slack:T:D:2")
    await office.words.edited_by_customer("slack:T:D:2", "fifty licences")
    await office.worker.begin_due()
    await asyncio.gather(*office.worker.under_way())
    office.team.away = False
    await office.later(minutes=1)
    assert ["fifty licences" in text for _, _, text in office.team.said.values()] == [True]
