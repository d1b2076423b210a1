"""A chat that is connected and closed: its person hears of an answer there and by mail, for nobody looks."""

from __future__ import annotations

import pytest

from tests.handoff.office import PAUL, Office

CLAIRE = "claire@contoso.example"


@pytest.mark.parametrize("looks", [True, False])
async def test_an_answer_is_mailed_to_who_is_connected_but_does_not_look(office: Office, looks: bool) -> None:
    conversation = office.conversation(identity=CLAIRE)
    reference = await office.claimed(conversation)
    await office.later(minutes=1)
    handoff = office.handoff(reference)
    with office.live.subscribe(conversation, looks=looks) as listener:
        await office.words.said(handoff.channel or "", handoff.thread or "", "5.0", PAUL, "Here is your answer")
        assert "Here is your answer" in str([listener.get_nowait() for _ in range(listener.qsize())])
        await office.later(minutes=4)
        assert [to for to, *_ in office.mails()] == ([] if looks else [CLAIRE])


async def test_who_looks_again_is_seen_to_look(office: Office) -> None:
    with office.live.subscribe("c1", looks=False) as listener:
        assert not office.live.has_subscribers("c1")
        listener.looks = True
        assert office.live.has_subscribers("c1")
    assert not office.live.has_subscribers("c1")
