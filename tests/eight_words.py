"""Runs of eight words, as hashes: enough to find a repetition, not enough to read."""

import hashlib
import re
import unicodedata


def runs(text: str) -> set[str]:
    """A short hash of each run of eight words in a row, compared without case, accents and punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    words = re.findall(r"\w+", plain)
    return {hashlib.sha256(" ".join(words[i : i + 8]).encode()).hexdigest()[:12] for i in range(len(words) - 7)}
