"""A request in words, as its team reads it on the card: its state, who asks, what was asked and said."""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale

from bot.handoff.about import Earlier
from bot.handoff.card import Card
from bot.handoff.ending import BY_THE_CUSTOMER
from renewals import answers
from renewals.acts_told import note_told, progress_told
from renewals.contracts import Terms
from renewals.languages import long_date, short_date
from renewals.own_contracts import days_left, next_step
from renewals.store import handoffs as store

MOST_NOTES = 3
LONGEST_LINE = 400


def state(card: Card) -> str:
    """How the request stands, in a line."""
    if card.erased:
        return card.said("card-erased")
    if card.state == store.CLAIMED:
        return card.said("card-claimed", name=card.owner_name, at=card.at(card.claimed_at or card.asked_at))
    if card.state == store.MAILED:
        return card.said("card-mailed", mailbox=card.region.mailbox)
    if card.state == store.RESOLVED:
        outcome = card.said(f"outcome-{card.outcome}")
        if card.outcome in BY_THE_CUSTOMER:
            return card.said("card-ended", at=card.at(card.ended_at or card.asked_at), outcome=outcome)
        return card.said(
            "card-resolved", name=card.owner_name or "—", at=card.at(card.ended_at or card.asked_at), outcome=outcome
        )
    waiting = card.said("card-waiting", at=card.at(card.waiting_since))
    return f"{waiting} · {card.said('card-answer-by', at=card.at(card.answer_by))}" if card.answer_by else waiting


def head(card: Card) -> str:
    """What the request is about, in a line: its account, contract and reference."""
    contract = card.about.contract
    account = contract.account if contract else next(iter({one.account for one in card.contracts}), None)
    return " · ".join(
        filter(
            None,
            [
                account,
                contract.contract_number if contract else None,
                card.said("card-title", reference=card.reference),
            ],
        )
    )


def ask(card: Card) -> str:
    """What the customer wants, in their own words."""
    return f"“{short(card.about.ask)}”" if card.about.ask else ""


def who(card: Card) -> str:
    """Who asks, in which language, why, of which region."""
    writes, works = (
        _language(card.writes, card.language),
        ", ".join(_language(code, card.language) for code in card.region.languages),
    )
    return "\n".join(
        [
            card.said("card-who-verified", who=card.customer) if card.customer else card.said("card-who-unverified"),
            *([card.said("card-reply-to", address=card.reply_to)] if card.reply_to and not card.customer else []),
            card.said("card-language", language=writes)
            if card.writes in card.region.languages
            else card.said("card-language-other", language=writes, languages=works),
            card.said("card-reason", reason=card.said(f"reason-{card.reason}")),
            card.said("card-region", region=card.region_name),
            *([] if card.here is None else [card.said("card-here" if card.here else "card-gone")]),
        ]
    )


def details(card: Card) -> Iterator[str]:
    """What was asked, the contracts with the days left, the answers that did not help: a paragraph each, where there is
    anything to say.
    """
    if card.about.contract:
        yield _facts(card, card.about.contract)
    if card.about.earlier:
        yield "\n".join([card.said("card-earlier"), *(_earlier(card, one) for one in card.about.earlier)])
    if card.asked and [short(text) for text in card.asked] != [short(card.about.ask)]:
        yield "\n".join([card.said("card-asked"), *(f"“{short(text)}”" for text in card.asked)])
    if card.named:
        yield card.said("card-named", numbers=", ".join(card.named))
    if card.wants:
        yield card.said("card-wants", text=short(card.wants))
    if card.additions:
        yield "\n".join([card.said("card-added"), *(f"“{short(text)}”" for text in card.additions)])
    if card.contracts:
        more = (
            [card.said("card-more", count=card.contracts_in_all - len(card.contracts))]
            if card.contracts_in_all > len(card.contracts)
            else []
        )
        yield "\n".join(
            [card.said("card-contracts"), *(_contract(card, contract) for contract in card.contracts), *more]
        )
    if card.unhelpful:
        yield "\n".join([card.said("card-unhelpful"), *(f"“{short(text)}”" for text in card.unhelpful)])


def said_before(card: Card, most: int, everything: bool = False) -> str:
    """What was said until the card was made (or everything) in words, the latest part of it where it is longer than so
    many characters.
    """
    said_then = [said for said in card.transcript if everything or said.number <= card.shown_to]
    lines = [f"[{card.at(said.at)}] {said.who}: {said.text}" for said in said_then]
    kept: list[str] = []
    for line in reversed(lines):
        if sum(map(len, kept)) + len(kept) + len(line) > most:
            break
        kept.insert(0, line)
    cut = [card.said("transcript-cut", count=len(lines) - len(kept))] if len(kept) < len(lines) else []
    return "\n".join([card.said("transcript"), *cut, *kept])


def _facts(card: Card, contract: Terms) -> str:
    """The wanted contract, with the people to call, the next step, and what colleagues have done about it."""
    language, progress = card.language, card.about.progress
    lines = [
        answers.phrase(
            language, "slack", "facts", product=contract.product, quantity=contract.quantity,
            start=long_date(contract.start_on, language),
            end=long_date(contract.end_on, language), left=days_left(contract, card.today, language),
            automatic=answers.phrase(language, "contract-expiry", "yes" if contract.auto_renew else "no"),
            reseller=contract.reseller or "—",
            owner=card.about.owner or contract.owner_email,
        ),
        card.said("card-contact", name=contract.contact_name, address=card.about.contact or "—"),
        next_step(contract, card.today, language, for_representative=True),
    ]  # fmt: skip
    lines += progress_told(language, progress, contract, card.today)
    lines += [note_told(language, author, short(text), day) for author, text, day in progress.notes[:MOST_NOTES]]
    return "\n".join(lines)


def _earlier(card: Card, one: Earlier) -> str:
    how = card.said(f"outcome-{one.outcome}") if one.outcome else card.said("state-open")
    return f"• {one.reference} · {card.at(one.asked_at)} · {how}"


def _contract(card: Card, contract: Terms) -> str:
    words = days_left(contract, card.today, card.language)
    end = short_date(contract.end_on, card.language)
    return card.said(
        "card-contract",
        number=contract.contract_number,
        account=contract.account,
        product=contract.product,
        end=end,
        left=words,
    )


def _language(code: str, language: str) -> str:
    return Locale(code).get_language_name(language) or code


def short(text: str) -> str:
    """What somebody wrote, in a line of bounded length."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"
