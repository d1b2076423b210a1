"""The widget's files and words as browsers get them: under a stable address, which asks each time, and under a
version's, which never changes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import brotli

from bot.web.files import KINDS
from renewals import answers

STATIC = Path(__file__).parent / "static"
SERVED = (".js", ".css", ".svg")
ENTRY = "widget.js"
VERSION_DIGITS = 16
OF_THE_LAUNCHER = ("open", "close", "unread", "direction")


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: `tag` is its ETag; `integrity` its digest for pages that check it (SRI)."""

    content: bytes
    kind: str

    @property
    def tag(self) -> str:
        # Weak: the same file goes out compressed or not.
        return f'W/"{hashlib.sha256(self.content).hexdigest()[:VERSION_DIGITS]}"'

    @cached_property
    def packed(self) -> bytes:
        """The content in brotli's smallest form: it takes too long for every answer, and a file is packed once."""
        return bytes(brotli.compress(self.content))

    @property
    def integrity(self) -> str:
        return "sha384-" + base64.b64encode(hashlib.sha384(self.content).digest()).decode()


@cache
def files() -> dict[str, Asset]:
    """All files that are served, by their path below `static`."""
    paths = sorted(path for path in STATIC.rglob("*") if path.suffix in SERVED)
    return {path.relative_to(STATIC).as_posix(): Asset(path.read_bytes(), _kind(path)) for path in paths}


@cache
def words(language: str, for_launcher: bool) -> Asset:
    """The widget's words in a language (domain/<language>/widget.yml), or those alone that stand there before it is
    opened, as JSON.
    """
    phrases = answers.topics(language)["widget"].phrases
    said = {
        **({name: phrases[name] for name in OF_THE_LAUNCHER} if for_launcher else phrases),
        "code": language,
        "languages": answers.languages(),
        "file_kinds": list(KINDS),
    }
    return Asset(json.dumps(said, ensure_ascii=False).encode(), "application/json")


@cache
def version() -> str:
    """What names this state of the widget: a digest of its files."""
    digest = hashlib.sha256()
    for name, asset in files().items():
        digest.update(name.encode() + b"\0" + asset.content + b"\0")
    return digest.hexdigest()[:VERSION_DIGITS]


def modules() -> dict[str, str]:
    """The integrity of each of the widget's modules, by its path."""
    return {
        name: asset.integrity
        for name, asset in files().items()
        if name == ENTRY or (name.startswith("widget/") and name.endswith(".js"))
    }


def _kind(path: Path) -> str:
    return (
        {".js": "text/javascript"}.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )
