"""How soon Slack's deliveries are acknowledged under load, and that each is answered once: `make bench-slack`.

50 signed deliveries a second for 20 seconds (questions in words from 100 threads, commands, presses) go to the whole
product; Slack itself is played by the tests' local Slack. Printed: the acknowledgement's median, 99th percentile and
longest, and how many of the questions were answered, how often.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx

from tests.slack.local_slack import GENERAL
from tests.slack.sales_desk import Desk, sales_desk
from tests.slack.signed import command, event, signed

ROOT = Path(__file__).resolve().parent.parent

QUESTIONS = [
    "when does C-200310 end?",
    "what ends in my territory this quarter?",
    "what does essential support include?",
    "who handles Northwind?",
]
MIX = ("question", "question", "question", "command")


async def load(desk: Desk, rate: int, seconds: int) -> tuple[list[float], int]:
    """Delivers so many a second; the acknowledgements' times in seconds, and how many questions there were."""
    taken: list[float] = []
    asked = 0
    nowhere = f"{desk.slack.address}/none"

    async def send(client: httpx.AsyncClient, body: dict[str, object] | str) -> None:
        content, headers = signed(body)
        begun = time.perf_counter()
        answer = await client.post("/slack/events", content=content, headers=headers)
        assert answer.status_code == 200, answer.text
        taken.append(time.perf_counter() - begun)

    async with httpx.AsyncClient(base_url=desk.stack.address, timeout=30) as client, asyncio.TaskGroup() as sending:
        begun = time.perf_counter()
        for number in range(rate * seconds):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            if MIX[number % len(MIX)] == "question":
                thread = f"1700000000.{asked % 100:06d}"
                asked += 1
                text = f"<@U0BOT> {QUESTIONS[number % len(QUESTIONS)]}"
                sending.create_task(send(client, event("U02GRACE", text, GENERAL, "app_mention", thread_ts=thread)))
            else:
                sending.create_task(send(client, command("U02GRACE", "due 60", response_url=nowhere)))
    return taken, asked


def main() -> None:
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("--rate", type=int, default=50)
    parse.add_argument("--seconds", type=int, default=20)
    chosen = parse.parse_args()
    with tempfile.TemporaryDirectory() as folder, sales_desk(Path(folder)) as desk:
        taken, asked = asyncio.run(load(desk, chosen.rate, chosen.seconds))
        ordered = sorted(taken)
        print(f"{len(taken)} deliveries at {chosen.rate} a second, acknowledged within (ms):")
        print(
            f"  median {statistics.median(ordered) * 1000:.0f}, 99th percentile "
            f"{ordered[int(len(ordered) * 0.99)] * 1000:.0f}, longest {ordered[-1] * 1000:.0f}"
        )
        begun, until = time.monotonic(), time.monotonic() + 300
        while time.monotonic() < until and len(answers(desk)) < asked:
            time.sleep(1.0)
        told = Counter(answers(desk).values())
        print(
            f"{asked} questions: {sum(told.values())} answered, "
            f"{sum(n for times, n in told.items() if times > 1)} more than once; the last "
            f"{time.monotonic() - begun:.0f} s later"
        )


def answers(desk: Desk) -> Counter[str]:
    """How often each question's answer was posted, by its reference."""
    posts = [call for call in desk.proxy.calls if call.method == "chat.postMessage" and call.values.get("thread_ts")]
    return Counter(str(call.values["metadata"]["event_payload"]["ref"]) for call in posts)


if __name__ == "__main__":
    main()
