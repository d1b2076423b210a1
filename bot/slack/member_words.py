"""What a member of a team wrote in Slack, as a customer can read it: links with their addresses, people and channels by
name, emoji as characters, forwarded messages with their text.

What cannot go to a customer is named, so that the member can be told. docs/slack.md has the table.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote

import emoji

# In one alternation: code, in which emoji are words; something in angles; an emoji by its name, with its skin tone.
_PART = re.compile(
    r"(?P<block>```)|(?P<code>`[^`\n]+`)|<(?P<angle>[^<>]*)>|:(?P<name>[a-z0-9_+'-]{1,100}):(?::skin-tone-(?P<tone>[2-6]):)?"
)
_ANGLE = re.compile(r"<([^<>]*)>")
_MENTIONED = re.compile(r"<([@#])([A-Z0-9]+)(?:\|([^<>]*))?>")
# The element types of rich text whose words stand in the message's text as well.
_ELEMENTS = {"text", "link", "emoji", "user", "usergroup", "channel", "broadcast", "date", "color"}
_CONTAINERS = {"rich_text", "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
# Signs around words that are bold, italic or struck out: none within a word, and none beside a space.
_STYLED = {
    "bold": re.compile(r"(?<![^\W_])(?<!\*)\*(?![\s*])([^*\n]*)(?<!\s)\*(?![^\W_])(?!\*)"),
    "italic": re.compile(r"(?<!\w)_(?![\s_])([^_\n]*)(?<!\s)_(?!\w)"),
    "strike": re.compile(r"(?<![^\W_])(?<!~)~(?![\s~])([^~\n]*)(?<!\s)~(?![^\W_])(?!~)"),
}
# Stands for what is written out already, while styles are read; a line through the character before it.
_DONE, _STRUCK = "\x00", "\u0336"
_FLAG = re.compile(r"flag-([a-z])([a-z])")
_OF_SLACK = re.compile(r"https://(?:[\w-]{1,80}\.){0,3}slack\.com(?:/|$)")
_FIRST_TONE, _FIRST_LETTER = 0x1F3FB, 0x1F1E6
# What a front may lead to; other addresses are text.
FOLLOWED = {"https": "page", "mailto": "mail"}
# Names that Slack goes on to understand, and nobody else.
OLD_NAMES = {"simple_smile": "slightly_smiling_face", "hankey": "poop", "facepunch": "punch", "woman-man": "couple"}
FORWARDED = "↪ "
# What cannot go to a customer; each has a phrase `lost-…` in domain/<language>/handoff.yml.
NOBODY, GROUP, INSIDE, BLOCKS, EMPTY = "nobody", "group", "inside", "blocks", "empty"


class Names(Protocol):
    """Looks up what people and channels are called; nothing where they cannot be found."""

    def person(self, user: str) -> Awaitable[str | None]: ...

    def channel(self, channel: str) -> Awaitable[str | None]: ...


@dataclass
class CustomerText:
    """What a customer reads of a message.

    `links`: the addresses in it, as a reply's `links`; `lost`: what cannot go along; `files`: those of forwarded
    messages.
    """

    text: str = ""
    links: list[dict[str, str]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)


async def read(message: Mapping[str, Any], names: Names) -> CustomerText:
    """A message, as Slack delivers it, for a customer."""
    words = CustomerText()
    texts = [await _text(message, names, words)]
    for one in message.get("attachments") or []:
        if one.get("is_share"):
            texts.append(await _forwarded(one, names, words))
        elif not (one.get("from_url") or one.get("original_url") or one.get("is_msg_unfurl")):
            # Neither a message nor a preview of an address.
            words.lost.append(BLOCKS)
    words.text = "\n\n".join(text for text in texts if text)
    words.lost = list(dict.fromkeys(words.lost))
    longest_first = sorted({link["href"]: link for link in words.links}.values(), key=lambda link: -len(link["label"]))
    words.links = longest_first
    return words


def written(message: Mapping[str, Any]) -> list[str]:
    """The texts of a message as Slack delivers them: its own, and those that are forwarded with it."""
    return [
        str(one.get("text") or "")
        for one in (message, *(message.get("attachments") or []))
        if one is message or one.get("is_share")
    ]


async def _forwarded(attachment: Mapping[str, Any], names: Names, words: CustomerText) -> str:
    """A message that was shared, with who wrote it."""
    blocks = [
        block
        for one in attachment.get("message_blocks") or []
        for block in (one.get("message") or {}).get("blocks") or []
    ]
    text = await _text({"text": attachment.get("text"), "blocks": blocks}, names, words)
    files = attachment.get("files") or []
    words.files += files
    if not text and not files:
        words.lost.append(EMPTY)
        return ""
    author = str(attachment.get("author_name") or attachment.get("author_subname") or "").strip()
    return FORWARDED + (f"{author}: " if author else "") + text


async def _text(message: Mapping[str, Any], names: Names, words: CustomerText) -> str:
    blocks = message.get("blocks") or []
    known: dict[str, str] | None = {} if any(block.get("type") == "rich_text" for block in blocks) else None
    styles = set(_STYLED) if known is None else set()
    for kind, element in _elements(blocks):
        styles.update(style for style in _STYLED if (element.get("style") or {}).get(style))
        if kind == "emoji" and known is not None:
            known[_named(element)] = _sign(element)
        elif kind not in _ELEMENTS:
            words.lost.append(BLOCKS)
    text = str(message.get("text") or "")
    called = {found[0]: await _called(found, names, words) for found in _MENTIONED.finditer(text)}
    return _written_out(text, called, known, words, styles).strip()


def _elements(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The elements of rich text, with their types; any other block as itself."""
    for block in blocks:
        kind = str(block.get("type"))
        if kind in _CONTAINERS:
            yield from _elements(block.get("elements") or [])
        else:
            yield kind, block


def _named(element: Mapping[str, Any]) -> str:
    return f"{element.get('name')}{element.get('skin_tone') or ''}"


def _sign(element: Mapping[str, Any]) -> str:
    """The characters of an emoji in rich text; a workspace's own has none, and keeps its name."""
    code = str(element.get("unicode") or "")
    try:
        return "".join(chr(int(one, 16)) for one in code.split("-")) if code else ""
    except (ValueError, OverflowError):
        return ""


async def _called(found: re.Match[str], names: Names, words: CustomerText) -> str:
    """A person or a channel by name."""
    sign, number, label = found.groups()
    name = await (names.person(number) if sign == "@" else names.channel(number)) or label
    if not name:
        words.lost.append(NOBODY)
    return sign + _unescaped(name or "…")


def _written_out(
    text: str, called: Mapping[str, str], known: Mapping[str, str] | None, words: CustomerText, styles: Set[str]
) -> str:
    """The text with names, addresses and emoji written out, and these styles as plain text has them."""
    text = text.replace(_DONE, "")
    plain, done = "", []
    at, in_block = 0, False
    for found in _PART.finditer(text):
        between, at = _unescaped(text[at : found.start()]), found.end()
        if found["block"]:
            piece = found[0]
        elif found["code"]:
            piece = _unescaped(_ANGLE.sub(lambda angle: _angle(angle[0], angle[1], called, words), found[0]))
        elif found["angle"] is not None:
            piece = _angle(found[0], found["angle"], called, words)
        else:
            piece = found[0] if in_block else _emoji(found, known)
        # Within a block of code no sign is a style's.
        done.append(between + piece if in_block else piece)
        plain += _DONE if in_block else between + _DONE
        in_block ^= bool(found["block"])
    last = _unescaped(text[at:])
    done.append(last)
    plain += _DONE if in_block else last
    pieces = iter(done)
    return re.sub(_DONE, lambda _: next(pieces), _unstyled(plain, styles))


def _unstyled(text: str, styles: Set[str]) -> str:
    """A text without the signs of bold and italics. Struck-out words stay so:
    they would say something else without it.
    """
    for style in styles & {"bold", "italic"}:
        text = _STYLED[style].sub(r"\1", text)
    return _STYLED["strike"].sub(lambda found: _struck(found[1]), text) if "strike" in styles else text


def _struck(text: str) -> str:
    return "".join(sign if sign.isspace() or sign == _DONE else sign + _STRUCK for sign in text)


def _emoji(found: re.Match[str], known: Mapping[str, str] | None) -> str:
    name, tone = found["name"], found["tone"]
    if known is not None and f"{name}{tone or ''}" not in known:
        # Rich text tells which are emoji: this is a time of day, or a ratio.
        return found[0]
    if sign := (known or {}).get(f"{name}{tone or ''}"):
        return sign
    flag = _FLAG.fullmatch(name)
    sign = (
        "".join(chr(_FIRST_LETTER + ord(letter) - ord("a")) for letter in flag.groups())
        if flag
        else _by_name(OLD_NAMES.get(name, name))
    )
    if not sign:
        return found[0]
    return sign.rstrip("\ufe0f") + chr(_FIRST_TONE + int(tone) - 2) if tone else sign


def _by_name(name: str) -> str:
    """An emoji by its name, which Slack writes with hyphens where others write underscores; nothing where there is
    none.
    """
    for written in (f":{name}:", f":{name.replace('-', '_')}:"):
        if (sign := emoji.emojize(written, language="alias")) != written:
            return sign
    return ""


def _angle(whole: str, told: str, called: Mapping[str, str], words: CustomerText) -> str:
    """A mention, link or date of Slack's in words."""
    if whole in called:
        return called[whole]
    target, _, label = told.partition("|")
    target, label = _unescaped(target), _unescaped(label)
    if target.startswith("!date^"):
        return label
    if target.startswith("!"):
        if not label and target.startswith("!subteam^"):
            words.lost.append(GROUP)
        return (
            label
            if label.startswith("@")
            else f"@{label or '…'}"
            if target.startswith("!subteam^")
            else f"@{label or target[1:]}"
        )
    scheme = target.partition(":")[0].lower()
    if scheme in ("http", "https", "mailto"):
        return _link(target, label, scheme, words)
    # Addresses of other kinds, as a telephone number; else what somebody typed in angles themselves.
    if label:
        return label if target.endswith(label) else f"{label} ({target})"
    return target if ":" in target else _unescaped(whole)


def _link(target: str, label: str, scheme: str, words: CustomerText) -> str:
    address = target.removeprefix("mailto:")
    if _OF_SLACK.match(target):
        words.lost.append(INSIDE)
    if scheme in FOLLOWED:
        words.links.append(
            {"label": address, "href": quote(target, safe=":/?#[]@!$&'()*+,;=%~"), "kind": FOLLOWED[scheme]}
        )
    if not label or label == address:
        return address
    # "example.com" stands for http://example.com where somebody typed no more.
    bare = address.removeprefix("http://").removeprefix("https://").rstrip("/")
    if scheme != "mailto" and label.rstrip("/") == bare:
        return address
    return f"{label} ({address})"


def _unescaped(text: str) -> str:
    """The three signs that Slack writes in another way."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
