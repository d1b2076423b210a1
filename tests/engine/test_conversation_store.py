"""What the engine remembers of a conversation, read once a turn."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from postgres import postgres

from bot import model
from bot.settings import ROOT

pytestmark = pytest.mark.usefixtures("engine_python")

REMEMBERED = """
import asyncio, json, sys
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from nlu.conversation_store import BoundedConversationStore

domain = Domain.from_dict({"intents": ["greet"], "slots": {"language": {"type": "text", "mappings": [{"type": "custom"}]}}})
store = BoundedConversationStore(domain, host=sys.argv[1])
reads = []
sa.event.listen(sa.engine.Engine, "before_cursor_execute", lambda c, cursor, statement, *rest: reads.append(1) if "SELECT" in statement else None)

def said(tracker):
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]

async def take_turn(conversation, text, wait=0.0):
    '''As Rasa does within a turn: it asks for the conversation by its number, goes on with it, and keeps it.'''
    async with store.turn(conversation) as begun:
        await asyncio.sleep(wait)
        tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
        same = tracker is begun
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(text, {"name": "greet"}))
        tracker.update(SlotSet("language", text))
        await store.save(tracker)
        return same

async def main():
    told = {"first": await take_turn("one", "a")}
    reads.clear()
    told["second"] = await take_turn("one", "b")
    told["reads"] = len(reads)
    await take_turn("one", "c")
    kept = await store.retrieve("one")
    told["kept"] = said(kept)
    told["slot"] = kept.get_slot("language")
    told["at once"] = await asyncio.gather(take_turn("two", "x", 0.05), take_turn("three", "y", 0.02))
    told["apart"] = [said(await store.retrieve(name)) for name in ("two", "three")]
    try:
        async with store.turn("four") as begun:
            begun.update(UserUttered("lost"))
            raise ValueError
    except ValueError:
        told["failed"] = await store.retrieve("four") is None
    async with store.turn("one"):
        told["another's"] = said(await store.retrieve("two"))
    await store.erase("one")
    told["erased"] = await store.retrieve("one") is None
    return told

print(json.dumps(asyncio.run(main())))
"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def remembered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("engine")
    if request.param == "sqlite":
        return _remembered(f"sqlite:///{folder / 'conversations.db'}")
    with postgres(folder) as url:
        return _remembered(url.replace("+psycopg", ""))


def _remembered(url: str) -> dict[str, Any]:
    command = [str(model.PYTHON), "-W", "ignore", "-c", REMEMBERED, url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_a_turn_reads_its_conversation_once_and_goes_on_with_that(remembered: dict[str, Any]) -> None:
    assert remembered["first"]
    assert remembered["second"]
    assert remembered["reads"] == 1


def test_the_last_turn_and_the_values_of_slots_are_kept(remembered: dict[str, Any]) -> None:
    assert remembered["kept"] == ["c"]
    assert remembered["slot"] == "c"


def test_turns_of_two_conversations_at_once_stay_apart(remembered: dict[str, Any]) -> None:
    assert remembered["at once"] == [True, True]
    assert remembered["apart"] == [["x"], ["y"]]
    assert remembered["another's"] == ["x"]


def test_a_turn_that_fails_leaves_nothing_behind(remembered: dict[str, Any]) -> None:
    assert remembered["failed"]


def test_an_erased_conversation_is_unknown(remembered: dict[str, Any]) -> None:
    assert remembered["erased"]
