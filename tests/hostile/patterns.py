"""Finds every regular expression of some packages: those that stand in the sources, and those that are put together as
they run.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

_USES = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}


class Place(NamedTuple):
    file: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.file}:{self.first}"


Patterns = dict[tuple[str, int], str]


class Recorder:
    """Writes down each pattern that is compiled while it listens, and the line that asked for it."""

    def __init__(self) -> None:
        self.asked: set[tuple[str, int, str, int]] = set()
        self._compile: Callable[[Any, Any], Any] = re._compile  # type: ignore[attr-defined]

    def listen(self) -> None:
        def compiled(pattern: Any, flags: Any) -> Any:
            caller: FrameType | None = sys._getframe(1)
            while caller and caller.f_code.co_filename == re.__file__:
                caller = caller.f_back
            if caller and isinstance(pattern, str):
                self.asked.add((caller.f_code.co_filename, caller.f_lineno, pattern, int(flags)))
            return self._compile(pattern, flags)

        re._compile = compiled  # type: ignore[attr-defined]


def import_all(packages: list[str], root: Path) -> None:
    for package in packages:
        for module in pkgutil.walk_packages([str(root / package)], f"{package}."):
            if module.name not in ("bot.__main__", "renewals.store.migrations.env") and ".versions." not in module.name:
                importlib.import_module(module.name)


def found(packages: list[str], root: Path, recorder: Recorder) -> tuple[Patterns, list[str]]:
    """The patterns, each with one place that uses it; and what is wrong: places whose pattern was never seen, patterns
    that hide.
    """
    patterns: Patterns = {}
    wrong: list[str] = []
    for package in packages:
        for file in sorted((root / package).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            wrong += [f"{file.relative_to(root)}:{line}: import re as a whole" for line in _hidden(tree)]
            for place, literal in _uses(tree, file):
                seen = [
                    (one[2], one[3])
                    for one in recorder.asked
                    if one[0] == place.file and place.first <= one[1] <= place.last
                ]
                if literal is not None and not seen:
                    seen = [(literal, 0), (literal, int(re.IGNORECASE))]
                if not seen:
                    wrong.append(
                        f"{file.relative_to(root)}:{place.first}: this pattern was never made; read some "
                        f"text by it in the matchers"
                    )
                patterns.update({one: f"{file.relative_to(root)}:{place.first}" for one in seen})
    return patterns, wrong


def _uses(tree: ast.AST, file: Path) -> Iterator[tuple[Place, Any]]:
    """Each call of `re`, with its pattern where that stands there."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        function = node.func
        if isinstance(function.value, ast.Name) and function.value.id == "re" and function.attr in _USES:
            pattern = node.args[0] if node.args else None
            literal = pattern.value if isinstance(pattern, ast.Constant) else None
            yield Place(str(file), node.lineno, node.end_lineno or node.lineno), literal


def _hidden(tree: ast.AST) -> list[int]:
    """The lines that use another name for `re`, or another engine, by which its patterns would not be found."""
    lines = []
    for node in ast.walk(tree):
        names = [(one.name, one.asname) for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [(node.module or "", None)] if node.module in ("re", "regex") else []
            lines += [node.lineno] * len(names)
        lines += [
            node.lineno
            for name, other in names
            if isinstance(node, ast.Import) and (name == "regex" or (name == "re" and other))
        ]
    return lines
