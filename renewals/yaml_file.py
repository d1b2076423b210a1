"""Reads YAML files by the parser in C, which takes a ninth of the time of the one in Python."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import Any

import yaml


def read_yaml(file: Traversable) -> Any:
    """What a YAML file holds. Raises yaml.YAMLError where it is none."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
