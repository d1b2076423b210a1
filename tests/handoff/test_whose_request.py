"""Who may take a request up, give it back, pass it on and close it."""

from __future__ import annotations

import pytest

from bot.handoff.rights import Member
from tests.handoff.office import GRACE, PAUL, Office

YUKI = Member("yuki@vendor.example", "Yuki", ("JP",))
MANAGER = Member("mona@vendor.example", "Mona", (), manager=True)
# Owns the contracts on file in these tests, and belongs to no region.
OWNER = Member("paul@vendor.example", "Paul Durand")
NOBODY = Member("new@vendor.example", "New")


@pytest.mark.parametrize(
    ("member", "may"), [(PAUL, True), (GRACE, True), (MANAGER, True), (YUKI, False), (NOBODY, False), (OWNER, False)]
)
async def test_a_strangers_request_belongs_to_its_region_to_the_one_that_steps_in_and_to_managers(
    office: Office, member: Member, may: bool
) -> None:
    reference = office.asks(office.conversation())
    outcome = await office.handoffs.claim(reference, member)
    assert (outcome.done, outcome.refused) == (may, not may)
    assert office.handoff(reference).state == ("claimed" if may else "waiting")


async def test_the_owner_of_a_customers_contracts_may_take_their_request_up(office: Office) -> None:
    reference = office.asks(office.conversation(identity="claire@contoso.example"))
    assert (await office.handoffs.claim(reference, NOBODY)).refused
    assert (await office.handoffs.claim(reference, OWNER)).done


async def test_who_was_given_a_request_may_do_all_with_it_until_it_is_over(office: Office) -> None:
    reference = office.asks(office.conversation())
    await office.handoffs.give(reference, NOBODY, "", PAUL)
    assert (await office.handoffs.release(reference, NOBODY)).done
    assert (await office.handoffs.claim(reference, NOBODY)).refused
    await office.handoffs.give(reference, NOBODY, "", PAUL)
    assert (await office.handoffs.resolve(reference, "answered", NOBODY)).done
    assert (await office.handoffs.reopen(reference, NOBODY)).refused


async def test_nothing_that_is_refused_leaves_a_trace(office: Office) -> None:
    reference = office.asks(office.conversation())
    await office.handoffs.claim(reference, PAUL)
    for outcome in (
        await office.handoffs.release(reference, YUKI),
        await office.handoffs.reassign(reference, "JP", YUKI),
        await office.handoffs.resolve(reference, "answered", YUKI),
        await office.handoffs.mail_quote(reference, YUKI),
        await office.handoffs.give(reference, YUKI, "", YUKI),
    ):
        assert (outcome.done, outcome.refused) == (False, True)
    assert [what for _, what, _ in office.history(reference)] == ["asked", "claimed"]
    assert office.handoff(reference).owner == PAUL.email


async def test_after_an_overflow_the_people_of_where_the_card_stands_now_have_it(office: Office) -> None:
    reference = office.asks(office.conversation(), "SG")
    await office.handoffs.reassign(reference, "JP", MANAGER)
    assert (await office.handoffs.claim(reference, GRACE)).refused
    assert (await office.handoffs.claim(reference, YUKI)).done
