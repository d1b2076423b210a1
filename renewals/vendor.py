"""The vendor's names: set once a language (domain/<language>/vendor.yml), and put where the texts of the domain name
them ({vendor}). For both interpreters.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FILE = "vendor.yml"


def names(folder: Path) -> dict[str, str]:
    """The vendor's names in the language of a folder of the domain, by what the texts call them; none where the folder
    has no such file.
    """
    file = folder / FILE
    read: dict[str, str] = (
        yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["names"] if file.exists() else {}
    )
    return read


def with_names(content: Any, known: dict[str, str]) -> Any:
    """What a YAML file holds, with the names put into each of its texts. Other braces stay as they are."""
    if isinstance(content, str):
        for name, said in known.items():
            content = content.replace("{" + name + "}", said)
        return content
    if isinstance(content, dict):
        return {key: with_names(value, known) for key, value in content.items()}
    if isinstance(content, list):
        return [with_names(value, known) for value in content]
    return content
