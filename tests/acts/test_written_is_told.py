"""Whatever a representative says: what is written is what is told, and Undo restores what was kept before."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renewals.store.database import Sessions, migrate, open_database
from tests.acts.acting import LEA, ActingDesk
from tests.builders import empty

OBJECTS = [
    "Contoso",
    "C-100",
    "F-200",
    "Fjord Lines",
    "all of Fjord Lines",
    "it",
    "Contoso and F-201",
    "nobody",
    "Sable Marine",
]
DAYS = [
    "Thursday 9",
    "tomorrow",
    "in two weeks",
    "15 January at 14:30",
    "1 March",
    "30 February",
    "yesterday",
    "Thursday 10",
    "",
]
ACTS = [
    "called {object}", "note for {object}: budget frozen", "remind me {day} about {object}",
    "snooze {object} until {day}", ("{object} is at risk " "because " "of " "the " "price"),
    "mark {object} as contacted", "mark {object} as not contacted", "cancel my reminder for {object}",
    ("delete my note " "on " "{object}"), "unsnooze {object}",
    "PO next week", "I didn't call {object}", "they pay late", "did we call {object}?", "undo",
    ("mark {object} as " "likely"),
]  # fmt: skip
act = st.builds(
    lambda text, about, day: text.format(object=about, day=day),
    st.sampled_from(ACTS),
    st.sampled_from(OBJECTS),
    st.sampled_from(DAYS),
)
sentences = st.lists(act, min_size=1, max_size=3).map(", ".join) | st.text(max_size=40)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sessions, Path]]:
    folder = tmp_path_factory.mktemp("told")
    migrate(f"sqlite:///{folder / 'acts.db'}")
    sessions = open_database(f"sqlite:///{folder / 'acts.db'}")
    yield sessions, folder
    sessions.kw["bind"].dispose()


def in_words(entry: str) -> str:
    """What is kept, as an answer says it."""
    if found := re.fullmatch(r"reminder \S+ (\S+?)(?: (\d\d:\d\d))?", entry):
        at = f", {found[2]}" if found[2] else ""
        return f"• reminder for you on {day_told(found[1])}{at}"
    if found := re.fullmatch(r"silent until (\S+)", entry):
        return f"• no reminders before {day_told(found[1])}"
    if found := re.fullmatch(r"note\d+ \S+: (.*)", entry, re.DOTALL):
        return f"• note: “{found[1]}”"
    if found := re.fullmatch(r"(\S+) \((.*)\) by \S+", entry, re.DOTALL):
        word = {"at-risk": "at risk", "likely": "likely to renew"}[found[1]]
        return f"• your word: {word}" + ("" if found[2] == "None" else f" (“{found[2]}”)")
    assert entry == f"contacted by {LEA}"
    return "• contacted"


def day_told(day: str) -> str:
    return f"{format_date(date.fromisoformat(day), 'EEEE d MMMM y', locale='en')}"


async def check(desk: ActingDesk, said: list[str]) -> None:
    for text in said:
        before = desk.kept(numbered=True)
        told = await desk.say(text) if text.strip() else {"text": "", "data": None, "buttons": []}
        after = desk.kept(numbered=True)
        written = {
            (number, entry) for number, entries in after.items() for entry in entries - before.get(number, set())
        }
        gone = {(number, entry) for number, entries in before.items() for entry in entries - after.get(number, set())}
        lines = set(told["text"].split("\n"))
        if told["text"].startswith("Taken back"):
            continue
        for number, entry in written:
            assert in_words(entry) in lines, (text, told["text"], entry)
            assert number in told["text"]
        # And nothing is told that is not written.
        kept_lines = {
            line
            for line in lines
            if line.startswith(
                ("• contacted", "• note: ", "• reminder for you", "• no reminders before", "• your word")
            )
        }
        kept_lines = {line for line in kept_lines if not line.endswith(("nothing changed", "already"))}
        assert kept_lines <= {in_words(entry) for entries in after.values() for entry in entries}, (text, told["text"])
        undo = [button["say"] for button in told["buttons"] if button["say"].startswith("undo #")]
        assert bool(undo) == bool(written or gone), (text, told["text"])
        if undo:
            await desk.say(undo[0])
            assert desk.kept(numbered=True) == before, (text, told["text"])
            await desk.say(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(sentences, min_size=1, max_size=3))
def test_what_is_written_is_what_is_told_and_undo_restores_it(shared: tuple[Sessions, Path], said: list[str]) -> None:
    sessions, folder = shared
    empty(sessions)
    asyncio.run(check(ActingDesk(sessions, folder), said))
