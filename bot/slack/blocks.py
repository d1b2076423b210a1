"""Builds what Slack shows, from plain values.

What customers and files have written is plain text everywhere: it mentions nobody and links nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from bot.slack.text import LONGEST_IN_ALL, LONGEST_LABEL, LONGEST_SECTION, escaped, parts, said

Blocks = list[dict[str, Any]]
MOST_BUTTONS = 5
# Five regions, and the way out.
MOST_SUGGESTIONS = 6


def plain(text: str) -> PlainTextObject:
    return PlainTextObject(text=text or " ", emoji=True)


def paragraphs(text: str) -> list[Block]:
    """Text as sections, cut between lines where it is too long for one; beyond what a message holds, an ellipsis."""
    if len(text) > LONGEST_IN_ALL:
        text = text[: LONGEST_IN_ALL - 1].rstrip() + "…"
    sections, current = [], ""
    for line in text.split("\n"):
        for piece in [line[i : i + LONGEST_SECTION] for i in range(0, len(line), LONGEST_SECTION)] or [""]:
            if len(current) + len(piece) + 1 > LONGEST_SECTION:
                sections.append(current)
                current = ""
            current = f"{current}\n{piece}" if current else piece
    return [SectionBlock(text=plain(section)) for section in [*sections, current] if section.strip()]


def marked_up(text: str) -> list[Block]:
    """Text in Slack's markup as sections, cut between lines."""
    return [
        SectionBlock(text=MarkdownTextObject(text=part, verbatim=True))
        for part in parts(text, LONGEST_SECTION)
        if part.strip()
    ]


def as_blocks(blocks: Iterable[Block]) -> Blocks:
    """The blocks as they are sent; raises SlackObjectFormationError for one that Slack would not take."""
    return [block.to_dict() for block in blocks]


def suggestions(buttons: Sequence[dict[str, str]]) -> list[Block]:
    """Buttons that say something in the conversation."""
    elements = [
        ButtonElement(
            text=plain(button["label"][:LONGEST_LABEL]), value=button["say"][:2000], action_id=f"say_{number}"
        )
        for number, button in enumerate(buttons[:MOST_SUGGESTIONS])
    ]
    return [ActionsBlock(elements=elements)] if elements else []


def followed(links: Sequence[dict[str, str]]) -> list[Block]:
    """What a reply names that can be followed.

    The addresses are settings of the content and mailboxes of the vendor, never what somebody wrote.
    """
    said = " · ".join(f"<{escaped(link['href'])}|{escaped(link['label'])}>" for link in links)
    return (
        [ContextBlock(elements=[MarkdownTextObject(text=said, verbatim=True)])]
        if said and len(said) <= LONGEST_SECTION
        else []
    )


def count_lines(language: str, counts: dict[str, int]) -> list[str]:
    """How many contracts stand in each span. What should have renewed by itself is rare,
    and told where there is any.
    """
    return [said(language, f"home-{name}", count=count) for name, count in counts.items() if count or name != "check"]


def overview(language: str, counts: dict[str, int]) -> list[Block]:
    """My renewals at a glance: how many are overdue or end soon."""
    return paragraphs("\n".join(count_lines(language, counts)) if any(counts.values()) else said(language, "home-none"))
