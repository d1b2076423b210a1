"""Takes from a text what may belong to a person or a firm, before it leaves the company's own programs."""

from __future__ import annotations

import re
from typing import Collection, Sequence, Tuple

from nlu.text.normalize import normalize, replace_spans
from protocol.turn import Entity

# What the vendor's page or everybody knows by name; every other name is masked.
PUBLIC = {"product", "product_kind", "offering", "country", "region", "period", "filter"}
NAME = "[name]"
# Each with a limit, so that no text takes long; no part of an address is longer (RFC 5321, RFC 1035).
_PATTERNS: Tuple[Tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE), "[link]"),
    (re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}"), "[address]"),
    (re.compile(r"\+?\d(?:[ ./()-]?\d){3,}"), "[number]"),
)
_WORD = re.compile(r"[^\W\d_](?:[\w'\u2019&-]*\w)?")
_ENDS_OF_SENTENCES = (".", "?", "!", ":")


def impersonal(text: str, entities: Sequence[Entity], known_words: Collection[str]) -> str:
    """The text without links, addresses, long numbers, contract numbers and names.

    A word with a capital letter is a name unless it belongs to something public, or opens a sentence and is one of
    `known_words` (normalized). A name that is typed in lower case is not known as one.
    """
    public = [(one.start, one.end) for one in entities if one.entity in PUBLIC]
    spans = [(one.start, one.end, "[contract]") for one in entities if one.entity == "contract_number"]
    found = [(match.start(), match.end(), sign) for pattern, sign in _PATTERNS for match in pattern.finditer(text)]
    names = [(word.start(), word.end(), NAME) for word in _WORD.finditer(text) if _is_a_name(text, word, known_words)]
    taken = bytearray(len(text))
    for start, end in (*public, *((first, last) for first, last, _ in spans)):
        taken[start:end] = b"\1" * (end - start)
    for start, end, sign in (*found, *names):
        if not any(taken[start:end]):
            spans.append((start, end, sign))
            taken[start:end] = b"\1" * (end - start)
    return replace_spans(text, spans)


def _is_a_name(text: str, word: re.Match[str], known_words: Collection[str]) -> bool:
    """Whether a word has a capital letter for another reason than to open a sentence."""
    if word[0] == word[0].lower() or word[0] == "I":
        return False
    before = text[max(0, word.start() - 4) : word.start()]
    return not (_opens_a_sentence(before) and normalize(word[0]) in known_words)


def _opens_a_sentence(before: str) -> bool:
    """Whether what stands directly before a word ends a sentence or a line, or is nothing."""
    bare = before.rstrip()
    return not before or bare.endswith(_ENDS_OF_SENTENCES) or "\n" in before[len(bare) :]
