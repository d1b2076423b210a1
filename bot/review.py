"""The review of what was not understood: a person says in the terminal what was meant, and the assistant's examples
grow by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text
from sqlalchemy.orm import Session

from bot.evaluation.dataset import OUT_OF_SCOPE
from bot.gaps import fit, grouped
from bot.redaction import masked
from bot.training_data import add, topics, written
from renewals import answers
from renewals.store.database import Sessions
from renewals.store.reviews import Doubtful, doubtful, record

MOST_AT_ONCE = 200
SET_ASIDE = "set-aside"
SUGGESTED = 5
HELP = "a number or a topic's name · o out of scope · s set aside for good · Enter later · q end"


class Stop(Exception):
    """The person has had enough for today."""


def review(sessions: Sessions, console: Console, root: Path, now: Callable[[], datetime]) -> int:
    """Goes through the messages that nobody has decided on, group by group, and writes examples under `root`; the
    number of examples written.
    """
    with sessions() as session:
        found = doubtful(session, MOST_AT_ONCE, now())
    groups = grouped(found)
    console.print(f"{len(found)} messages in {len(groups)} groups to look at." if groups else "Nothing to look at.")
    count = 0
    try:
        for number, group in enumerate(groups, 1):
            _show(console, group, f"{number} of {len(groups)}")
            decision = _decision(console, group, root)
            if decision is None:
                continue
            with sessions.begin() as session:
                if decision != SET_ASIDE:
                    count += _teach(session, console, group, decision, root)
                record(session, [one.message_id for one in group], decision, now())
    except (Stop, EOFError, KeyboardInterrupt):
        console.print()
    if count:
        console.print(
            f"{count} examples written. Look at them (git diff {root.name}), then: renewals train, "
            f"make evaluate, and commit."
        )
    return count


def _show(console: Console, group: Sequence[Doubtful], title: str) -> None:
    console.print(f"\n{title}", style="bold", markup=False, highlight=False)
    for message in group:
        _line(console, message.text, 2)
        if message.before:
            _line(console, f"after: {message.before}", 4, "dim")
        _line(
            console, (f"taken for: {_titled(message.topic, message.language)} ({', '.join(message.reasons)})"), 4, "dim"
        )
        if message.answered:
            lead = message.answered.partition("\n")[0]
            _line(console, f"answered: {lead}", 4, "dim")


def _line(console: Console, text: str, indent: int, style: str = "") -> None:
    console.print(Padding(Text(_plain(masked(text)), style=style), (0, 0, 0, indent)))


def _titled(topic: str, language: str) -> str:
    """A topic's id, with its title where it has one."""
    known = answers.topics(language).get(topic)
    return f"{topic} “{known.title}”" if known and known.title else topic


def _plain(text: str) -> str:
    """A customer's text on one line, without what a terminal would take for a command."""
    return "".join(character if character.isprintable() else " " for character in text)


def _decision(console: Console, group: Sequence[Doubtful], root: Path) -> str | None:
    """The topic that was meant, or SET_ASIDE; None for later."""
    known = topics(root)
    likely = Counter(topic for message in group for topic in (message.topic, *message.others) if topic != OUT_OF_SCOPE)
    suggested = [topic for topic, _ in likely.most_common(SUGGESTED)]
    for number, topic in enumerate(suggested, 1):
        console.print(f"  {number}  {_titled(topic, group[0].language)}", style="cyan", markup=False, highlight=False)
    console.print(HELP, style="dim", markup=False)
    while True:
        typed = console.input("meant: ").strip().lower()
        if typed == "q":
            raise Stop
        if not typed:
            return None
        if typed.isdigit() and 0 < int(typed) <= len(suggested):
            return suggested[int(typed) - 1]
        chosen = {"o": OUT_OF_SCOPE, "s": SET_ASIDE}.get(typed, typed)
        if chosen == SET_ASIDE or chosen in known:
            return chosen
        near = [topic for topic in known if typed in topic]
        console.print(f"No topic is called so. {'Perhaps: ' + ', '.join(near) if near else HELP}", markup=False)


def _teach(session: Session, console: Console, group: Sequence[Doubtful], topic: str, root: Path) -> int:
    """Offers each message of a group as an example of a topic; how many were written."""
    count = 0
    for text, language in dict.fromkeys((message.text, message.language) for message in group):
        wording: str | None = text
        while wording is not None:
            try:
                ready = fit(session, wording, topic, written(language, root))
            except ValueError as reason:
                console.print(f"Not as it is: {reason}. Type it in other words, or Enter to leave it.", markup=False)
                wording = console.input("example: ").strip() or None
                continue
            console.print(f"  - {ready}", markup=False, highlight=False)
            typed = console.input("write it? [Enter yes, n no, or other words] ".replace("[", r"\[")).strip()
            if not typed:
                console.print(f"written to {add(language, topic, ready, root)}", style="dim", markup=False)
                count += 1
            wording = typed if typed and typed.lower() != "n" else None
    return count
