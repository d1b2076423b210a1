"""Files that a customer sends to the person who has the conversation."""

import pytest

from bot.conversation.files import File, NobodyThere
from renewals.store import handoff_words
from renewals.store.conversations import erase, transcript
from renewals.store.tables import HandoffFile
from tests.handoff.office import Office

ORDER = File("order.pdf", "application/pdf", b"%PDF-1")


async def claimed(office: Office, conversation: str) -> str:
    reference = await office.claimed(conversation)
    await office.work()
    return reference


async def test_it_reaches_the_thread_once_in_order_with_what_is_said(office: Office) -> None:
    conversation = office.conversation(identity="claire@contoso.example")
    reference = await claimed(office, conversation)
    office.says(conversation, "here it is")
    for _ in range(2):
        assert await office.files.take(conversation, ORDER, "f-1") == {
            "speaker": "human",
            "language": "en",
            "replies": [],
        }
    await office.work()
    handoff = office.handoff(reference)
    assert list(office.team.files.values()) == [(handoff.channel, handoff.thread, ORDER)]
    assert [text.split(": ")[-1] for _, _, text in office.team.said.values()][-1] == "here it is"


async def test_it_is_a_message_of_the_transcript_and_goes_with_the_conversation(office: Office) -> None:
    conversation = office.conversation()
    await claimed(office, conversation)
    with office.live.subscribe(conversation) as queue:
        await office.files.take(conversation, ORDER, None)
        told = queue.get_nowait()["message"]
    assert (told["speaker"], told["text"], told["reply"]["files"][0]["bytes"]) == ("customer", "order.pdf", 6)
    file_id = told["reply"]["files"][0]["id"]
    with office.sessions.begin() as session:
        assert (transcript(session, conversation) or [])[-1].text == "order.pdf"
        assert handoff_words.file(session, conversation, file_id) is not None
        erase(session, conversation)
    with office.sessions.begin() as session:
        assert session.get(HandoffFile, file_id) is None


async def test_where_no_person_has_the_conversation_it_is_not_taken(office: Office) -> None:
    conversation = office.conversation()
    office.asks(conversation)
    with pytest.raises(NobodyThere):
        await office.files.take(conversation, ORDER, None)
    with office.sessions.begin() as session:
        assert "order.pdf" not in [message.text for message in transcript(session, conversation) or []]


async def test_what_the_teams_place_never_takes_is_told_and_holds_nothing_up(office: Office) -> None:
    office.team.refused.add("order.pdf")
    conversation = office.conversation()
    await claimed(office, conversation)
    await office.files.take(conversation, ORDER, None)
    office.says(conversation, "did you get it?")
    await office.work()
    texts = [text for _, _, text in office.team.said.values()]
    assert "order.pdf" in texts[-2]
    assert "did you get it?" in texts[-1]


async def test_with_the_teams_place_away_it_comes_later_before_what_is_said_after_it(office: Office) -> None:
    conversation = office.conversation()
    await claimed(office, conversation)
    office.team.away = True
    await office.files.take(conversation, ORDER, None)
    office.says(conversation, "did you get it?")
    await office.worker.begin_due()
    for task in office.worker.under_way():
        await task
    assert not office.team.files
    office.team.away = False
    await office.later(minutes=1)
    assert [file.name for _, _, file in office.team.files.values()] == ["order.pdf"]
    assert any("did you get it?" in text for _, _, text in office.team.said.values())
