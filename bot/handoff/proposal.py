"""A first answer that is proposed to whoever takes a request up: in the customer's language, from the contract's facts,
without prices. Pure.
"""

from __future__ import annotations

from bot.handoff.card import Card
from bot.handoff.card_words import short
from bot.handoff.notices import said
from renewals.languages import days, long_date
from renewals.own_contracts import next_step
from renewals.store.handoffs import CLAIMED, WAITING


def proposal(card: Card) -> str | None:
    """The answer; nothing where somebody has answered, or the request is over."""
    if card.answered or card.erased or card.state not in (WAITING, CLAIMED):
        return None
    language, contract = card.writes, card.about.contract
    lines = [
        said(language, "proposal-begin", reference=card.reference),
        said(language, "proposal-asked", ask=short(card.about.ask)),
    ]
    if contract is None:
        return "\n".join([*lines, said(language, "proposal-which" if not card.contracts else "proposal-which-of")])
    ended = contract.ended(card.today)
    facts = said(
        language,
        "proposal-ended" if ended else "proposal-ends",
        number=contract.contract_number,
        product=contract.product,
        quantity=contract.quantity,
        end=long_date(contract.end_on, language),
        days=days(abs(contract.days_left(card.today)), language),
    )
    return "\n".join([*lines, facts, next_step(contract, card.today, language), said(language, "proposal-end")])
