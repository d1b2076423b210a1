"""A file can be read in one sitting, and a function at one glance: 300 and 50 lines at most."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT

FOLDERS = ("actions", "benchmarks", "bot", "nlu", "protocol", "renewals", "tests")
LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 300, 50
# A revision that makes many tables is a list; it has run where it ran and is never changed.
LEFT_OUT = "renewals/store/migrations/versions/"


def sources(folder: Path) -> Iterator[Path]:
    """Our Python files beneath a folder; what npm has installed is not ours."""
    for within, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "node_modules"]
        yield from (Path(within, name) for name in files if name.endswith(".py"))


def too_long(root: Path, folder: str) -> Iterator[str]:
    """What is too long in a folder: `file: lines` or `file, function: lines`."""
    for file in sorted(sources(root / folder)):
        name, text = file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")
        if name.startswith(LEFT_OUT):
            continue
        if (lines := len(text.splitlines())) > LINES_OF_A_FILE:
            yield f"{name}: {lines}"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LINES_OF_A_FUNCTION:
                    yield f"{name}, {node.name}: {length}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_and_no_function_is_too_long(folder: str) -> None:
    assert list(too_long(ROOT, folder)) == []


def test_a_line_too_many_is_found(tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    body = "    pass\n" * LINES_OF_A_FUNCTION
    (tmp_path / "bot" / "long.py").write_text("x = 1\n" * (LINES_OF_A_FILE + 1))
    (tmp_path / "bot" / "within.py").write_text("x = 1\n" * LINES_OF_A_FILE)
    (tmp_path / "bot" / "function.py").write_text(f"async def longest():\n{body}\n\ndef fits():\n{body[9:]}")
    assert list(too_long(tmp_path, "bot")) == ["bot/function.py, longest: 51", "bot/long.py: 301"]
