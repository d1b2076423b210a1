"""A request's card, as Slack shows it: who, why, what was asked, and the buttons that fit its state.

What customers wrote is plain text.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    Option,
    StaticSelectElement,
    UserSelectElement,
)

from bot.handoff.card import Card
from bot.handoff.card_words import ask, details, head, state, who
from bot.handoff.operations import OUTCOMES
from bot.handoff.proposal import proposal
from bot.slack.blocks import Blocks, as_blocks, paragraphs, plain
from bot.slack.text import LONGEST_LABEL, escaped
from renewals import answers
from renewals.regions import all_regions
from renewals.store.handoffs import CLAIMED, RESOLVED

CLAIM, RELEASE, GIVE, REASSIGN, RESOLVE, REOPEN, QUOTE = (
    f"handoff_{name}" for name in ("claim", "release", "give", "reassign", "resolve", "reopen", "quote")
)
PROPOSAL, PROPOSAL_SEND, PROPOSAL_EDIT = "proposal", "proposal_send", "proposal_edit"
BETWEEN = "|"
LONGEST_HEADER, LONGEST_VALUE = 150, 2000


def card_text(card: Card) -> str:
    """The card for those who hear or see no blocks."""
    lines = (
        [card.said("card-title", reference=card.reference), state(card)]
        if card.erased
        else [head(card), ask(card), state(card), who(card)]
    )
    return escaped("\n".join(line for line in lines if line))


def card_blocks(card: Card) -> Blocks:
    if card.erased:
        return as_blocks(
            [HeaderBlock(text=plain(card.said("card-title", reference=card.reference))), *paragraphs(state(card))]
        )
    blocks: list[Block] = [
        HeaderBlock(text=plain(head(card)[:LONGEST_HEADER])),
        *paragraphs(ask(card)),
        *paragraphs(state(card)),
    ]
    proposed = proposal(card)
    for paragraph in (who(card), *details(card)):
        blocks += paragraphs(paragraph[:2900])
    if proposed:
        blocks += paragraphs(f"{card.said('card-proposal')}\n{proposed}"[:2900])
        if card.state == CLAIMED:
            blocks.append(ActionsBlock(elements=_proposing(card, proposed)))
    blocks.append(ContextBlock(elements=[plain(card.said("card-note"))]))
    blocks.append(
        ActionsBlock(elements=_actions(card), block_id=BETWEEN.join(("handoff", card.reference, card.holder)))
    )
    return as_blocks(blocks)


def _proposing(card: Card, proposed: str) -> list[ButtonElement]:
    """What is seen is what is sent: the text goes with the buttons."""
    value = f"{card.reference}{BETWEEN}{proposed}"[:LONGEST_VALUE]
    return [
        ButtonElement(
            text=plain(card.said("proposal-send")[:LONGEST_LABEL]),
            action_id=PROPOSAL_SEND,
            value=value,
            style="primary",
        ),
        ButtonElement(text=plain(card.said("proposal-edit")[:LONGEST_LABEL]), action_id=PROPOSAL_EDIT, value=value),
    ]


def _actions(card: Card) -> list[ButtonElement | StaticSelectElement | UserSelectElement]:
    if card.state == RESOLVED:
        return [_button(card, REOPEN, "reopen"), _button(card, QUOTE, "quote")]
    first = (
        _button(card, RELEASE, "release") if card.state == CLAIMED else _button(card, CLAIM, "claim", style="primary")
    )
    regions = [
        (region.code, answers.phrase(card.language, "regional-contact", region.code))
        for region in all_regions()
        if region != card.region
    ]
    outcomes = [(outcome, card.said(f"outcome-{outcome}")) for outcome in OUTCOMES]
    colleague = UserSelectElement(placeholder=plain(card.said("give")), action_id=GIVE)
    passing_on = (colleague, _select(card, REASSIGN, "reassign", regions))
    return [first, *passing_on, _select(card, RESOLVE, "resolve", outcomes), _button(card, QUOTE, "quote")]


def _button(card: Card, action: str, label: str, style: str | None = None) -> ButtonElement:
    return ButtonElement(
        text=plain(card.said(label)[:LONGEST_LABEL]), action_id=action, value=card.reference, style=style
    )


def _select(card: Card, action: str, label: str, choices: Sequence[tuple[str, str]]) -> StaticSelectElement:
    options = [
        Option(value=f"{card.reference}{BETWEEN}{value}", text=plain(text[:LONGEST_LABEL])) for value, text in choices
    ]
    return StaticSelectElement(placeholder=plain(card.said(label)), options=options, action_id=action)
