"""Builds what Slack shows, from plain values.

What customers and files have written is plain text everywhere: it mentions nobody and links nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    Option,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
    TableBlock,
)

from bot.slack.query import PER_PAGE, Query, fits
from renewals import answers
from renewals.acts_told import SIGNS, forecast_told
from renewals.contracts import Terms
from renewals.forecasts import disagreement
from renewals.languages import long_date, short_date
from renewals.own_contracts import days_left
from renewals.store.renewing import Forecast

Blocks = list[dict[str, Any]]
# Slack cuts off or refuses beyond these.
LONGEST_SECTION = 3000
LONGEST_IN_ALL = 9000
LONGEST_LABEL = 75
MOST_BUTTONS = 5
MOST_CHIPS = 10
# Five regions, and the way out.
MOST_SUGGESTIONS = 6
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


def contracts_table(
    language: str,
    contracts: Sequence[Terms],
    today: date,
    contacted: Collection[str] = (),
    owners: bool = False,
    forecasts: Mapping[str, Forecast] | None = None,
) -> TableBlock:
    """Contracts as a table; with their owners, where these may be others than the reader.

    `forecasts`: what is thought of their renewals.
    """
    names = ("account", "contract", "product", "ends", "left", "state", *(["owner"] if owners else []))
    head = [_cell(said(language, f"column-{name}")) for name in names]
    rows = [
        [
            _cell(contract.account),
            _cell(contract.contract_number),
            _cell(contract.product),
            _cell(short_date(contract.end_on, language)),
            _cell(left(language, contract, today)),
            _cell(
                " · ".join(
                    [
                        state(language, contract, today, contacted),
                        *_word(language, contract, today, contacted, forecasts or {}),
                    ]
                )
            ),
            *([_cell(contract.owner_email)] if owners else []),
        ]
        for contract in contracts
    ]
    return TableBlock(rows=[head, *rows])


def left(language: str, contract: Terms, today: date) -> str:
    """How many days are left or over, and until when the automatic renewal can be stopped."""
    return days_left(contract, today, language)


def state(language: str, contract: Terms, today: date, contacted: Collection[str]) -> str:
    return said(
        language,
        "state-contacted" if contract.contract_number in contacted else f"state-{contract.status(today).value}",
    )


def _word(
    language: str, contract: Terms, today: date, contacted: Collection[str], forecasts: Mapping[str, Forecast]
) -> list[str]:
    """What is thought of a renewal, with a sign where the facts say something else."""
    number = contract.contract_number
    if number not in forecasts:
        return []
    word = forecasts[number].word
    told = f"{SIGNS[word]} {forecast_told(language, word)}"
    return [f"{told} ❗" if disagreement(word, contract, number in contacted, today) else told]


def line(language: str, contract: Terms, today: date, owner: bool = False) -> str:
    """A contract in one line, with its owner where that may be another than the reader."""
    told = said(
        language,
        "line",
        account=contract.account,
        contract_number=contract.contract_number,
        product=contract.product,
        day=long_date(contract.end_on, language),
        left=left(language, contract, today),
    )
    return said(language, "line-owner", line=told, owner=contract.owner_email) if owner else told


def in_words(
    language: str, heading: str, contracts: Sequence[Terms], total: int, today: date, owners: bool = False
) -> str:
    """A list for those who hear or see no table: notifications, screen readers, old clients."""
    lines = [f"• {line(language, contract, today, owners)}" for contract in contracts]
    more = [f"… +{total - len(contracts)}"] if total > len(contracts) else []
    return escaped("\n".join([heading, *lines, *more]))[:LONGEST_IN_ALL]


def contract_list(
    language: str,
    heading: str,
    query: Query,
    contracts: Sequence[Terms],
    total: int,
    today: date,
    contacted: Collection[str] = (),
    chips: Sequence[tuple[str, Query]] = (),
    forecasts: Mapping[str, Forecast] | None = None,
) -> Blocks:
    """A page of contracts with all that can be done with it."""
    blocks: list[Block] = [*paragraphs(heading)]
    if not contracts:
        blocks.append(SectionBlock(text=plain(said(language, "nothing"))))
    else:
        owners = len(query.asked.values("owner")) != 1
        blocks.append(contracts_table(language, contracts, today, contacted, owners, forecasts))
    pages = max(1, -(-total // PER_PAGE))
    count = answers.phrase(language, "contract-list", "contracts-one" if total == 1 else "contracts-other", count=total)
    blocks.append(ContextBlock(elements=[plain(said(language, "page", page=query.page + 1, pages=pages, count=count))]))
    blocks.append(ActionsBlock(elements=_page_buttons(language, query, pages, total)))
    blocks += chip_buttons(chips)
    if contracts:
        options = [Option(value=c.contract_number[:150], text=plain(_named(c))) for c in contracts]
        menus = ("contract_details", "details"), ("contract_contacted", "mark-row"), ("contract_remind", "remind-row")
        selects = [
            StaticSelectElement(placeholder=plain(said(language, label)), options=options, action_id=name)
            for name, label in menus
        ]
        accounts = list(dict.fromkeys((c.account_number, c.account) for c in contracts))
        named = [Option(value=number[:150], text=plain(name[:LONGEST_LABEL])) for number, name in accounts]
        choose = plain(answers.phrase(language, "account-page", "choose"))
        blocks.append(
            ActionsBlock(
                elements=[*selects, StaticSelectElement(placeholder=choose, options=named, action_id="account_open")]
            )
        )
    return as_blocks(blocks)


def _page_buttons(language: str, query: Query, pages: int, total: int) -> list[ButtonElement]:
    def button(name: str, value: Query) -> ButtonElement:
        return ButtonElement(text=plain(said(language, name)), value=value.packed(), action_id=f"list_{name}")

    buttons = []
    if query.page > 0:
        buttons.append(button("previous", query.on_page(query.page - 1)))
    if query.page + 1 < pages:
        buttons.append(button("next", query.on_page(query.page + 1)))
    buttons.append(button("filter", query.on_page(0)))
    if total:
        buttons += [button("csv", query.on_page(0)), button("chart", query.on_page(0))]
    return buttons


def age(language: str, as_of: datetime | None, timezone: str) -> list[str]:
    """How old what is shown of contracts is; nothing where that is not known."""
    return (
        [said(language, "contracts-as-of", day=long_date(as_of.astimezone(ZoneInfo(timezone)).date(), language))]
        if as_of
        else []
    )


def chip_buttons(chips: Sequence[tuple[str, Query]]) -> list[Block]:
    """A button for each condition of a list: pressed, the list is shown without it."""
    elements = [
        ButtonElement(text=plain(label[:LONGEST_LABEL]), value=query.packed(), action_id=f"list_chip_{number}")
        for number, (label, query) in enumerate(chip for chip in chips[:MOST_CHIPS] if fits(chip[1]))
    ]
    return [ActionsBlock(elements=elements)] if elements else []


def count_lines(language: str, counts: dict[str, int]) -> list[str]:
    """How many contracts stand in each span. What should have renewed by itself is rare,
    and told where there is any.
    """
    return [said(language, f"home-{name}", count=count) for name, count in counts.items() if count or name != "check"]


def overview(language: str, counts: dict[str, int]) -> list[Block]:
    """My renewals at a glance: how many are overdue or end soon."""
    return paragraphs("\n".join(count_lines(language, counts)) if any(counts.values()) else said(language, "home-none"))


def _named(contract: Terms) -> str:
    return shortened(f"{contract.contract_number} · {contract.account} · {contract.product}", LONGEST_LABEL)


def shortened(text: str, longest: int) -> str:
    """The text, or as much of it as fits into so many characters with a sign that more was there."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _cell(text: str) -> dict[str, str]:
    return {"type": "raw_text", "text": text or "—"}
