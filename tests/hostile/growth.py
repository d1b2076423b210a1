"""Whether something that reads texts takes longer than the text grows.

For both interpreters (Python 3.10 and later).
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.hostile.texts import Text

# Lengths: none of the product's texts is much longer than the last. From short to long, so that what grows steeply is
# found while it is still short.
LENGTHS = (250, 1000, 4000)
# What takes less for 4,000 characters does not grow with their square: half of 16 million steps of a regular expression
# take ten times as long and more.
SHORT = 0.02
TIMES_LONGER = LENGTHS[-1] / LENGTHS[-2]
# Four times the length may take so many times four as long: these machines are shared. With its square it would take
# four times four.
MARGIN = 2.0
# Where one reading of each length already shows that four times the length takes hardly more than four times as long,
# no second one is needed: what grows with the square is taken for it only if the shorter text took three times its time
# by accident.
PLAINLY = 1.25
# Some machines' clocks go by 4 ms.
MEASURABLE = 0.04
TRIES = 2
AT_MOST = 1.0


class TooLong(Exception):
    """It has taken longer than anything may."""


def growing(read: Callable[[str], Any], hostile: dict[str, Text]) -> str | None:
    """The first hostile text for which reading takes longer than the text grows, told in words; None where there is
    none.
    """
    for name, text in hostile.items():
        took = 0.0
        try:
            for length in LENGTHS:
                before, took = took, _seconds(read, text(length), once=True)
            if took < SHORT or took <= before * TIMES_LONGER * PLAINLY:
                continue
            shorter, longer = (min(_seconds(read, text(length)) for _ in range(TRIES)) for length in LENGTHS[1:])
        except TooLong:
            return f"over {AT_MOST:g} s for {length} characters of {name}"
        if longer > shorter * TIMES_LONGER * MARGIN:
            return (
                f"{shorter * 1000:.1f} ms for {LENGTHS[1]} characters, {longer * 1000:.1f} ms for "
                f"{LENGTHS[2]}, of {name}"
            )
    return None


def _seconds(read: Callable[[str], Any], text: str, once: bool = False) -> float:
    """The processor's time for one reading, by as many readings as its clock needs."""
    times, begun = 0, time.process_time()
    while not times or (not once and time.process_time() - begun < MEASURABLE):
        with _at_most(AT_MOST):
            read(text)
        times += 1
    return (time.process_time() - begun) / times


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Breaks off after some seconds of processor time: regular expressions look for signals as they go."""

    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
