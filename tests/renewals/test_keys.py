"""A key that stands twice in one of the files that say what is said or read: the first would be lost in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
FILES = [
    file for folder in ("domain", "nlu/dialogue", "renewals", "data") for file in sorted((ROOT / folder).rglob("*.yml"))
]


class Twice(Exception):
    """A key stands twice."""


class Loader(yaml.CSafeLoader):
    """Refuses what it would overwrite."""


def _mapping(loader: Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [key.value for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1} if len(set(keys)) < len(keys) else set()
    if twice:
        raise Twice(f"{', '.join(sorted(twice))} in line {node.start_mark.line + 1} and below")
    return loader.construct_mapping(node, deep=True)


Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_each_key_stands_once(file: Path) -> None:
    yaml.load(file.read_text(encoding="utf-8"), Loader)  # noqa: S506 - a safe loader


def test_a_key_that_stands_twice_is_found() -> None:
    with pytest.raises(Twice, match="yes"):
        yaml.load("a:\n  yes: 1\n  no: 2\n  yes: 3\n", Loader)  # noqa: S506 - as above
