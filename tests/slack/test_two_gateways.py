"""Two gateways on one PostgreSQL database: what reaches both is done once, whichever of them dies."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.chaos import ZERO, Plan, chaos
from benchmarks.desk_cluster import DeskCluster, desk_cluster
from benchmarks.what_was_kept import settled
from tests.slack.local_slack import eventually
from tests.slack.signed import event, press, signed, ts

PAUL, GRACE = "U01PAUL", "U02GRACE"


async def to_both(desk: DeskCluster, body: dict[str, Any] | str) -> list[int]:
    """Delivers the same thing to both gateways at once; what each says, 0 where it is away."""

    async def to_one(client: httpx.AsyncClient, address: str) -> int:
        content, headers = signed(body)
        try:
            return (await client.post(f"{address}/slack/events", content=content, headers=headers)).status_code
        except httpx.TransportError:
            return 0

    async with httpx.AsyncClient(timeout=30) as client:
        return await asyncio.gather(*(to_one(client, address) for address in desk.running.addresses))


@pytest.mark.long
async def test_what_slack_delivers_to_both_is_done_once_also_where_one_dies_of_it(
    tmp_path: Path, npm_packages: Path, trained_model: Path
) -> None:
    async with desk_cluster(tmp_path, engines=1, actions=1) as desk:
        channel = desk.slack.direct_channel(GRACE)
        questions = [event(GRACE, f"/{number} when does C-200310 end?", channel) for number in range(12)]
        action = {"type": "button", "action_id": "contract_contacted", "block_id": "b", "value": "C-600711"}
        beside = desk.slack.direct_channel(PAUL)
        pressed = press(
            PAUL, action, {"ts": ts(), "channel": beside, "blocks": []}, answers_to=f"{desk.slack.address}/none"
        )
        deliveries: list[dict[str, Any] | str] = [*questions[:6], pressed, *questions[6:]]
        for number, delivery in enumerate(deliveries):
            assert 200 in await to_both(desk, delivery)
            if number in (3, 9):
                desk.running.kill(f"gateway {1 + number % 2}")
                await asyncio.sleep(0.1)
        await desk.running.ready()
        # Slack delivers again what one of them has not acknowledged.
        for question in questions:
            assert await to_both(desk, question) == [200, 200]
        await asyncio.to_thread(settled, desk.running.database_url)
        await asyncio.to_thread(eventually, lambda: len(desk.slack.from_us(channel)) >= len(questions), 90)
        assert len(desk.slack.from_us(channel)) == len(questions)
        assert len([one for one in desk.slack.from_us(beside) if "C-600711" in one["text"]]) == 1


@pytest.mark.long
async def test_nothing_is_lost_doubled_or_out_of_order_while_processes_die(
    tmp_path: Path, npm_packages: Path, trained_model: Path
) -> None:
    plan = Plan(people=12, messages=144, seconds=75, gateways_and_actions_every=10, engines_every=35, asks_of=3)
    came = await chaos(tmp_path, plan)
    assert {name: came[name] for name in ZERO} == dict.fromkeys(ZERO, 0)
    assert came["messages acknowledged"] == plan.messages
    assert came["requests"] == plan.people / plan.asks_of
    assert min(came[f"kill -9 of {kind}"] for kind in ("gateways", "actions", "engines")) > 0
