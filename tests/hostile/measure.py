"""Measures every pattern and matcher of some packages over hostile texts, in the interpreter that they run in: JSON on
standard output.

    python tests/hostile/measure.py FOLDER MATCHERS PACKAGE...

FOLDER holds the packages; MATCHERS is a module with `MATCHERS` (a name, and a function of a text), called before
anything is measured.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from pathlib import Path

from tests.hostile.growth import growing
from tests.hostile.patterns import Recorder, found, import_all
from tests.hostile.texts import Text, nested, texts, texts_against


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
    for (pattern, flags), place in patterns.items():
        refused += [f"{place}: {pattern!r}: {why}" for why in _wrong(pattern, flags, hostile)]
    for name, read in readers.items():
        why = growing(read, hostile)
        refused += [f"{name}: {why}"] if why else []
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


def _wrong(pattern: str, flags: int, hostile: dict[str, Text]) -> list[str]:
    if nested(pattern, flags):
        return ["a repeat without a limit within a repeat"]
    compiled = re.compile(pattern, flags)

    def read(text: str) -> None:
        # As often as it is found; a pattern that is used from a text's start alone must hold this out as well.
        for _ in compiled.finditer(text):
            pass

    why = growing(read, {**hostile, **texts_against(pattern, flags)})
    return [why] if why else []


if __name__ == "__main__":
    main(*sys.argv[1:])
