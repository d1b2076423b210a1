"""Finds the entities of many texts, as the engine does: a JSON list of texts in, a JSON list of lists of [entity, start, end] out.

echo '["C-100234?"]' | .venv-engine/bin/python -m nlu.find_entities
"""

from __future__ import annotations

import json
import sys

from nlu.components.known_entities import KnownEntities, read_lookups

if __name__ == "__main__":
    known = KnownEntities(None, None, *read_lookups())  # it stores nothing here
    found = [[[span.entity, span.start, span.end] for span in known.find(text)] for text in json.load(sys.stdin)]
    json.dump(found, sys.stdout)
