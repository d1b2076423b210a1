"""Which messages beneath a card are notes: for the team alone, never for the customer.

docs/slack.md states the rule.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from bot.slack.text import as_written
from renewals import answers

# What may stand before the first word without being part of it: emoji by their names, list markers, and whatever is no
# letter or digit.
_SHORTCODE = r":[\w+'-]{1,60}:"
_BEFORE = re.compile(rf"(?:{_SHORTCODE}|\d{{1,3}}[.)]\s|[a-z][.)]\s|[^\w])*+")
_SIGNS_BEFORE = re.compile(r"[^\w]*+")
# A mention, as Slack writes it or as it was typed, behind all markup; an opening bracket.
_BEFORE_A_MENTION = re.compile(rf"(?:{_SHORTCODE}|[^\w<@])*+")
_MENTION = re.compile(r"<[@!]|@\w")
_OPENED = re.compile(r"[(\[{（【〔]")
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_MARKUP = re.compile(r"[*_~`]")


def is_note(text: str) -> bool:
    """Whether a message, as Slack delivers it, begins with a note word behind all markup: with a colon after it, or in
    brackets.
    """
    plain = _without_markup(as_written(text))
    # ":note: x" may be an emoji of that name or a colon too many; in doubt it stays inside.
    return any(_note().match(plain, before.match(plain).end()) for before in (_BEFORE, _SIGNS_BEFORE))  # type: ignore[union-attr]


def is_like_note(text: str) -> bool:
    """Whether a message may be meant for the team although it is no note: it begins with a note word, a mention or a
    bracket. Its author is asked.
    """
    written = text.replace("&lt;", "<").replace("&gt;", ">")
    before_a_mention = _BEFORE_A_MENTION.match(written)
    if before_a_mention and _MENTION.match(written, before_a_mention.end()):
        return True
    plain = _without_markup(as_written(text))
    ends = [found.end() for before in (_BEFORE, _SIGNS_BEFORE) if (found := before.match(plain))]
    return bool(_OPENED.search(plain, 0, ends[0])) or any(_like_note().match(plain, end) for end in ends)


@cache
def note_words() -> list[str]:
    """The words that begin a note, in any of the languages: a team may write in each."""
    return _words("note-words")


@cache
def _words(*lists: str) -> list[str]:
    phrases = [answers.phrase(language, "handoff", name) for language in answers.languages() for name in lists]
    return sorted(
        {word.strip() for phrase in phrases for word in phrase.split("|")}, key=lambda word: (-len(word), word)
    )


@cache
def _like_note() -> re.Pattern[str]:
    words = "|".join(
        re.escape(_without_markup(word)).replace(r"\ ", r"\s+") for word in _words("note-words", "like-note-words")
    )
    return re.compile(rf"(?:{words})(?!\w)")


@cache
def _note() -> re.Pattern[str]:
    words = "|".join(re.escape(_without_markup(word)).replace(r"\ ", r"\s+") for word in note_words())
    # A few words may stand before the colon: "internal, do not send: …".
    return re.compile(rf"(?:{words})\s*(?:[:)\]}}】〕]|(?:[(\[,;]|(?<=\s)[–—-])[^:\n]{{0,40}}:)")


def _without_markup(text: str) -> str:
    """Small letters without accents and markup; full-width signs and special spaces are ordinary ones."""
    folded = unicodedata.normalize("NFKD", _KEYCAP.sub(" ", text)).casefold()
    return _MARKUP.sub("", "".join(sign for sign in folded if unicodedata.category(sign) not in ("Mn", "Me", "Cf")))
