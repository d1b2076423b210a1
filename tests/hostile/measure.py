"""Measures every pattern and matcher of some packages over hostile texts, in the interpreter that they run in: JSON on
standard output.

    python tests/hostile/measure.py FOLDER MATCHERS PACKAGE...

FOLDER holds the packages; MATCHERS is a module with `MATCHERS` (a name, and a function of a text), called before
anything is measured.
"""

from __future__ import annotations

import gc
import importlib
import json
import multiprocessing
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.hostile.growth import growing
from tests.hostile.patterns import Recorder, found, import_all
from tests.hostile.texts import Text, nested, texts, texts_against

_looks: list[Callable[[], list[str]]] = []


def main(folder: str, matchers: str, *packages: str) -> None:
    root = Path(folder).resolve()
    sys.path.insert(0, str(root))
    recorder = Recorder()
    recorder.listen()
    import_all(list(packages), root)
    readers = importlib.import_module(matchers).MATCHERS
    for read in readers.values():
        # What is loaded at the first text is loaded now, and its patterns are seen.
        read("when does C-1 end, before 15 march?")
    patterns, refused = found(list(packages), root, recorder)
    hostile = texts()
    # The matchers first, which take longest. Lambdas reach the other processes by forking alone.
    looks: list[Callable[[], list[str]]]
    looks = [partial(_matcher_refused, name, read, hostile) for name, read in readers.items()]
    looks += [partial(_pattern_refused, place, *pattern, hostile) for pattern, place in patterns.items()]
    # What is there already is looked through by no collection of garbage, which would count as reading.
    gc.freeze()
    refused += side_by_side(looks)
    print(
        json.dumps(
            {
                "patterns": len(patterns),
                "places": sorted(set(patterns.values())),
                "matchers": list(readers),
                "refused": refused,
            }
        )
    )


def side_by_side(looks: list[Callable[[], list[str]]]) -> list[str]:
    """What all looks refuse, in their order: one process for each core, each of which measures its own time alone."""
    global _looks
    _looks = looks
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        return [refusal for found in pool.imap(_look, range(len(looks))) for refusal in found]


def _look(number: int) -> list[str]:
    return _looks[number]()


def _matcher_refused(name: str, read: Callable[[str], Any], hostile: dict[str, Text]) -> list[str]:
    why = growing(read, hostile)
    return [f"{name}: {why}"] if why else []


def _pattern_refused(place: str, pattern: str, flags: int, hostile: dict[str, Text]) -> list[str]:
    if nested(pattern, flags):
        return [f"{place}: {pattern!r}: a repeat without a limit within a repeat"]
    compiled = re.compile(pattern, flags)

    def read(text: str) -> None:
        # As often as it is found; a pattern that is used from a text's start alone must hold this out as well.
        for _ in compiled.finditer(text):
            pass

    why = growing(read, {**hostile, **texts_against(pattern, flags)})
    return [f"{place}: {pattern!r}: {why}"] if why else []


if __name__ == "__main__":
    main(*sys.argv[1:])
