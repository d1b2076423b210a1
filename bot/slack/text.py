"""Text for Slack and from Slack: phrases, escapes, what a person wrote, cuts at the lengths that Slack takes."""

from __future__ import annotations

import re

from renewals import answers

# Slack cuts off or refuses beyond these.
LONGEST_SECTION = 3000
LONGEST_IN_ALL = 9000
LONGEST_LABEL = 75
_IN_ANGLES = re.compile(r"<([^<>]*)>")


def said(language: str, name: str, /, **values: object) -> str:
    """A phrase of Slack's door."""
    return answers.phrase(language, "slack", name, **values)


def escaped(text: str) -> str:
    """Text for a message's plain form, in which Slack would otherwise read mentions and links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_typed(text: str) -> str:
    """A person's message as they typed it, in one line: without mentions, with links as words."""
    return " ".join(as_written(text).split())


def as_written(text: str, mentions: bool = False) -> str:
    """A person's message as they wrote it, with its lines: with links as words, and without mentions, or (`mentions`)
    with those of people and channels as Slack delivers them.
    """
    words = _IN_ANGLES.sub(lambda found: found[0] if mentions and found[1][:1] in "@#" else _as_word(found), text)
    # The three signs that Slack writes in another way.
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _as_word(found: re.Match[str]) -> str:
    """A mention, link or channel of Slack's as a word: its label where it has one."""
    told, bar, label = found[1].partition("|")
    if told.startswith("@"):
        return " "
    if told.startswith(("#", "!")):
        return label
    if bar and not told.startswith(("http", "mailto")):
        return found[0]
    return label if bar else told


def parts(text: str, longest: int = LONGEST_IN_ALL) -> list[str]:
    """Text in parts that a message each can hold, in order, cut after a line where there is one, else after a word."""
    cut = []
    while len(text) > longest:
        at = (
            max(text.rfind("\n", longest // 2, longest), 0) or max(text.rfind(" ", longest // 2, longest), 0) or longest
        )
        cut.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*cut, text]


def shortened(text: str, longest: int) -> str:
    """The text, or as much of it as fits into so many characters with a sign that more was there."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
