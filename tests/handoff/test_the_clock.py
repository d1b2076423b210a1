from datetime import UTC, datetime, timedelta

from tests.handoff.office import PAUL, Office

AFTERNOON = datetime(2026, 11, 24, 14, tzinfo=UTC)  # three in Paris, nine in New York


async def test_unclaimed_it_is_reminded_of_then_goes_to_the_overflow_region_then_to_its_mailbox_and_that_is_told(
    office: Office,
) -> None:
    office.now = AFTERNOON
    conversation = office.conversation()
    reference = office.asks(conversation)
    await office.work()
    await office.later(minutes=14)
    assert office.team.said == {}
    await office.later(minutes=1)
    assert [channel for channel, thread, _ in office.team.said.values() if thread is None] == ["C-EMEA"]
    await office.later(minutes=15)
    assert office.handoff(reference).region == "AMS"
    await office.later(minutes=14)
    assert office.mails() == []
    await office.later(minutes=1)
    (to, subject, body), *more = office.mails()
    assert (to, more) == ("AMS_renewals@symantec.com", [])
    assert reference in subject
    assert "a person please" in body
    assert office.handoff(reference).state == "mailed"
    assert "Nobody of the team could join you" in office.heard(conversation)[-1].text
    assert [what for _, what, _ in office.history(reference)] == ["asked", "reminded", "overflowed", "mailed"]
    await office.later(days=3)
    assert len(office.mails()) == 1


async def test_where_the_overflow_region_sleeps_the_mailbox_is_next(office: Office) -> None:
    reference = office.asks(office.conversation())
    await office.work()
    await office.later(minutes=31)
    assert office.handoff(reference).region == "EMEA"
    await office.later(minutes=15)
    assert [to for to, _, _ in office.mails()] == ["EMEA_renewals@symantec.com"]


async def test_nights_and_weekends_do_not_count(office: Office) -> None:
    office.now = datetime(2026, 11, 20, 16, 50, tzinfo=UTC)  # ten minutes before the weekend, in Paris
    reference = office.asks(office.conversation())
    await office.work()
    await office.later(hours=60)
    assert office.team.said == {}
    await office.later(hours=3, minutes=21)
    assert [what for _, what, _ in office.history(reference)] == ["asked", "reminded"]


async def test_what_is_claimed_is_reminded_of_no_more_and_what_is_released_waits_its_full_time_again(
    office: Office,
) -> None:
    reference = office.asks(office.conversation())
    await office.work()
    await office.later(minutes=10)
    await office.handoffs.claim(reference, PAUL)
    await office.later(hours=2)
    assert "reminded" not in [what for _, what, _ in office.history(reference)]
    await office.handoffs.release(reference, PAUL)
    await office.later(minutes=14)
    assert "reminded" not in [what for _, what, _ in office.history(reference)]
    await office.later(minutes=1)
    assert "reminded" in [what for _, what, _ in office.history(reference)]


async def test_what_was_mailed_can_still_be_claimed(office: Office) -> None:
    reference = office.asks(office.conversation())
    await office.work()
    await office.later(minutes=46)
    assert office.handoff(reference).state == "mailed"
    assert (await office.handoffs.claim(reference, PAUL)).done
    assert office.says("c1", "good to see you") == []


async def test_a_region_without_a_channel_gets_the_request_by_mail_at_once(office: Office) -> None:
    office.team.regions.discard("JP")
    conversation = office.conversation(identity="claire@contoso.example")
    told = office.says(conversation, "a person", "handoff", topic="handoff", data={"region": "JP"})[0]
    assert "JP_renewals@symantec.com" in told["text"]
    await office.work()
    assert [to for to, _, _ in office.mails()] == ["JP_renewals@symantec.com"]
    assert len(office.heard("c1")) == 1


async def test_a_channel_that_is_gone_sends_the_request_to_the_mailbox_and_the_customer_is_told(office: Office) -> None:
    office.team.gone.add("EMEA")
    reference = office.asks(office.conversation())
    await office.work()
    assert [to for to, _, _ in office.mails()] == ["EMEA_renewals@symantec.com"]
    assert office.handoff(reference).state == "mailed"
    assert "mailbox" in office.heard("c1")[-1].text


async def test_with_slack_away_for_an_hour_the_mailbox_gets_it_in_time_and_the_card_follows(office: Office) -> None:
    office.team.away = True
    reference = office.asks(office.conversation())
    for _ in range(60):
        office.now += timedelta(minutes=1)
        await office.worker.begin_due()
        for task in office.worker.under_way():
            await task
    assert office.handoff(reference).state == "mailed"
    office.team.away = False
    await office.later(minutes=2)
    assert [card.state for card in office.team.cards.values()] == ["mailed"]
    assert len(office.mails()) == 1
