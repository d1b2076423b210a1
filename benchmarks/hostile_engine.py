"""The processor's time that the engine takes to understand texts, in its own interpreter: texts as JSON on standard input, seconds on standard output.

echo '["hello"]' | .venv-engine/bin/python benchmarks/hostile_engine.py models/renewals.tar.gz
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from functools import partial
from typing import Any

from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import UserMessage

from nlu.before import Before
from nlu.gateway_channel import MOST_AT_ONCE, harmless
from nlu.meant import meant, questions
from nlu.vector_memory import forget_all

TRIES = 3
# Some machines' clocks go by 4 ms: a text is understood so often that they tell.
MEASURABLE = 0.04


async def _parsed(agent: Agent, text: str, before: Before) -> dict[str, Any]:
    # In French: its encoder is the slowest.
    message = UserMessage(text=harmless(text), sender_id="bench", metadata={"language": "fr", "foreign": False, "before": before.topic})
    return await agent.processor.parse_message(message)


async def understood(agent: Agent, text: str) -> None:
    """What the engine does with a message before an action answers it (nlu/gateway_channel.py)."""
    parse = partial(_parsed, agent)
    for question in (await questions(harmless(text), Before(), parse))[:MOST_AT_ONCE]:
        await meant(question, Before(), parse)


async def seconds(agent: Agent, text: str) -> float:
    times, begun = 0, time.process_time()
    while time.process_time() - begun < MEASURABLE:
        forget_all()
        await understood(agent, text)
        times += 1
    return (time.process_time() - begun) / times


async def main(model: str) -> None:
    agent = await load_agent(model_path=model)
    await understood(agent, "bonjour")
    texts = json.load(sys.stdin)
    json.dump([min([await seconds(agent, text) for _ in range(TRIES)]) for text in texts], sys.stdout)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
