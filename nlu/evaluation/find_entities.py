"""Finds the entities of many texts, as the engine does: a JSON list of texts in, a JSON list of lists of [entity,
start, end] out.

echo '["C-100234?"]' | .venv-engine/bin/python -m nlu.evaluation.find_entities
"""

from __future__ import annotations

import json
import sys

from nlu.entities.gazetteer import Gazetteer

if __name__ == "__main__":
    gazetteer = Gazetteer.read()
    found = [[[one.entity, one.start, one.end] for one in gazetteer.find(text)] for text in json.load(sys.stdin)]
    json.dump(found, sys.stdout)
