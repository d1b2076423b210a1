"""A list of contracts as Slack shows it: the table, its lines in words, its buttons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    Option,
    SectionBlock,
    StaticSelectElement,
    TableBlock,
)

from bot.slack.blocks import Blocks, as_blocks, paragraphs, plain
from bot.slack.query import Query, fits
from bot.slack.text import LONGEST_IN_ALL, LONGEST_LABEL, escaped, said, shortened
from renewals import answers
from renewals.acts_told import SIGNS, forecast_told
from renewals.contracts import Terms
from renewals.forecasts import disagreement
from renewals.languages import long_date, short_date
from renewals.own_contracts import days_left
from renewals.store.renewing import Forecast

MOST_CHIPS = 10


def contracts_table(
    language: str,
    contracts: Sequence[Terms],
    today: date,
    contacted: Collection[str] = (),
    owners: bool = False,
    forecasts: Mapping[str, Forecast] | None = None,
    seats: bool = False,
) -> TableBlock:
    """Contracts as a table; with their owners, where these may be others than the reader, and their seats, where they
    are asked for.

    `forecasts`: what is thought of their renewals.
    """
    names = ("account", "contract", "product", "ends", "left", "state", *(["seats"] if seats else []))
    names = (*names, *(["owner"] if owners else []))
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
            *([_cell(str(contract.quantity))] if seats else []),
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


def line(language: str, contract: Terms, today: date, owner: bool = False, seats: bool = False) -> str:
    """A contract in one line, with its owner where that may be another than the reader, and its seats."""
    told = said(
        language,
        "line",
        account=contract.account,
        contract_number=contract.contract_number,
        product=contract.product,
        day=long_date(contract.end_on, language),
        left=left(language, contract, today),
    )
    if seats:
        told += answers.phrase(language, "contract-list", "line-seats", seats=contract.quantity)
    return said(language, "line-owner", line=told, owner=contract.owner_email) if owner else told


def in_words(
    language: str,
    heading: str,
    contracts: Sequence[Terms],
    total: int,
    today: date,
    owners: bool = False,
    seats: bool = False,
) -> str:
    """A list for those who hear or see no table: notifications, screen readers, old clients. `total`: how many there
    are from the first of `contracts` on.
    """
    lines = [f"• {line(language, contract, today, owners, seats)}" for contract in contracts]
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
        seats = query.asked.shows_seats
        blocks.append(contracts_table(language, contracts, today, contacted, owners, forecasts, seats))
    pages = query.pages(total)
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
    buttons.append(button("filter", query.of(query.asked.whole())))
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


def _named(contract: Terms) -> str:
    return shortened(f"{contract.contract_number} · {contract.account} · {contract.product}", LONGEST_LABEL)


def _cell(text: str) -> dict[str, str]:
    return {"type": "raw_text", "text": text or "—"}
