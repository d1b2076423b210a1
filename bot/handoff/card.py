"""What a regional team is shown of a request: one view of it, read at one moment. Pure but for the reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from babel import Locale
from sqlalchemy.orm import Session

from bot.handoff.about import About, Earlier, about
from bot.handoff.ending import BY_THE_CUSTOMER
from bot.handoff.escalation import REMIND, step_of
from renewals import answers
from renewals.access import Stranger
from renewals.acts_told import progress_told
from renewals.addresses import is_address
from renewals.contracts import Terms
from renewals.languages import long_date, moment, short_date
from renewals.own_contracts import days_left, next_step
from renewals.regions import Region, region_named
from renewals.store import handoff_steps, handoff_words, requests
from renewals.store import handoffs as store
from renewals.store.contracts import asker, contracts_of, record_reading
from renewals.store.conversations import CUSTOMER, transcript
from renewals.store.tables import Handoff
from renewals.store.verification import numbers_given

MOST_CONTRACTS, MOST_UNHELPFUL, MOST_ASKED = 8, 3, 3
# Among so many contracts the one that is wanted is looked for.
MOST_LOOKED_AT = 500
MOST_NOTES = 3
LONGEST_LINE = 400
DOOR = "handoff"


@dataclass(frozen=True)
class Said:
    """One thing said in the conversation: its number, by whom, what, when."""

    number: int
    who: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Card:
    """A request as its team sees it.

    `language` is the team's, `writes` the customer's; `customer`: the address that they have proved; `holder`: the mark
    of who has it.

    `reply_to`: where a customer who is not verified asks to be answered, as they gave it; `additions`: what they added
    later. `named`, `wants`: the contracts that who is not verified has named, and what they wanted to know of them.
    `about`: what it is about; `answered`: somebody of the team has said something to the customer; `here`: the customer
    is in the chat, where that can be told; `answer_by`: until when the request is to be taken up, while it waits.
    `shown_to`: the number of the last message that belongs to the transcript beneath the card; what was said later is
    relayed.
    """

    reference: str
    region: Region
    language: str
    writes: str
    state: str
    reason: str
    customer: str | None
    holder: str
    owner_name: str | None
    outcome: str | None
    erased: bool
    asked: Sequence[str]
    contracts: Sequence[Terms]
    contracts_in_all: int
    unhelpful: Sequence[str]
    transcript: Sequence[Said]
    shown_to: int
    moves: int
    asked_at: datetime
    waiting_since: datetime
    claimed_at: datetime | None
    ended_at: datetime | None
    today: date
    reply_to: str | None = None
    additions: Sequence[str] = ()
    named: Sequence[str] = ()
    wants: str | None = None
    about: About = field(default_factory=About)
    answered: bool = False
    here: bool | None = None
    answer_by: datetime | None = None

    @property
    def answered_at(self) -> str | None:
        """The e-mail address at which the customer is answered, if any."""
        return self.customer or (self.reply_to if self.reply_to and is_address(self.reply_to) else None)

    def said(self, name: str, /, **values: object) -> str:
        """A phrase in the team's language."""
        return answers.phrase(self.language, "handoff", name, **values)

    def at(self, instant: datetime) -> str:
        """An instant in the team's own time."""
        return moment(instant, self.region.timezone, self.language)

    @property
    def region_name(self) -> str:
        return answers.phrase(self.language, "regional-contact", self.region.code)


def holder_mark(owner: str | None) -> str:
    """What tells one holder of a request from another and names nobody; empty for none."""
    return hashlib.sha256(owner.encode()).hexdigest()[:16] if owner else ""


def read(session: Session, handoff: Handoff, now: datetime, today: date, here: bool | None = None) -> Card:
    """The request as it stands now. `today`: the team's day, by the clock of the answers."""
    region = region_named(handoff.region)
    language = region.languages[0]
    who = asker(session, handoff.conversation_id or "")
    contracts, total = (
        ([], 0) if isinstance(who.subject, Stranger) else contracts_of(session, who.subject, MOST_LOOKED_AT)
    )
    said = transcript(session, handoff.conversation_id or "") or []
    asked = [message.text for message in said if message.speaker == CUSTOMER and message.number <= handoff.asked_number]
    names = {CUSTOMER: who.identity or answers.phrase(language, "handoff", "customer")}
    assistant = answers.phrase(language, "handoff", "assistant")
    unhelpful = handoff_words.not_helpful(session, handoff.conversation_id or "")
    return Card(
        reference=handoff.reference, region=region, language=language, writes=handoff.language, state=handoff.state,
        reason=handoff.reason, customer=who.identity,
        holder=holder_mark(handoff.owner), owner_name=handoff.owner_name, outcome=handoff.outcome,
        erased=handoff.conversation_id is None, asked=asked[-MOST_ASKED:], contracts=contracts[:MOST_CONTRACTS],
        contracts_in_all=total, unhelpful=[text for _, text in unhelpful[-MOST_UNHELPFUL:]], moves=handoff.moves,
        asked_at=handoff.asked_at,
        shown_to=handoff.relayed, waiting_since=handoff.waiting_since, claimed_at=handoff.claimed_at,
        ended_at=handoff.ended_at, today=today,
        transcript=[
            Said(message.number, names.get(message.speaker) or (message.reply or {}).get("name") or assistant,
            message.text, message.said_at)
            for message in said
        ],
        named=[] if who.identity else numbers_given(session, handoff.conversation_id or ""),
        wants=None if who.identity else requests.question_waiting(session, handoff),
        reply_to=handoff.reply_to, additions=[message.text for message in requests.additions(session, handoff)],
        about=about(session, handoff, contracts, said), answered=requests.is_answered(session, handoff), here=here,
        answer_by=handoff_steps.due_by(session, handoff.reference, step_of(REMIND,
        handoff)) if handoff.state == store.WAITING else None,
    )  # fmt: skip


def record_shown(session: Session, card: Card, now: datetime) -> None:
    """That a team was shown a customer's contracts goes to the audit."""
    shown = [*card.contracts, *([card.about.contract] if card.about.contract else [])]
    numbers = list(dict.fromkeys(contract.contract_number for contract in shown))
    record_reading(session, f"team:{card.region.code}", DOOR, "handoff", numbers, now)


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
    lines += [
        answers.phrase(language, "slack", "note", who=author, day=long_date(day, language), text=short(text))
        for author, text, day in progress.notes[:MOST_NOTES]
    ]
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
