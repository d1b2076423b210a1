"""One contract as Slack shows it: its facts, whom to call, the last note, and what can be done about it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, StaticSelectElement

from bot.slack.blocks import Blocks, as_blocks, paragraphs, plain
from bot.slack.list_blocks import left
from bot.slack.rows import word_menu
from bot.slack.text import said
from renewals import answers
from renewals.acts_told import note_told
from renewals.contracts import Terms
from renewals.languages import long_date
from renewals.own_contracts import next_step

LONGEST_NOTE_SHOWN = 500
# Each a button of the card.
ACTIONS = ("details", "contacted", "remind", "draft")


def contract_facts(
    language: str, contract: Terms, today: date, owner: str | None = None, note: tuple[str, str, date] | None = None
) -> list[str]:
    """One contract in paragraphs: whose it is, what is on file, what to do next.

    `owner`: by name; `note`: the last one (who, what, when).
    """
    facts = said(
        language,
        "facts",
        product=contract.product,
        quantity=contract.quantity,
        start=long_date(contract.start_on, language),
        end=long_date(contract.end_on, language),
        left=left(language, contract, today),
        automatic=answers.phrase(language, "contract-expiry", "yes" if contract.auto_renew else "no"),
        reseller=contract.reseller or "—",
        owner=owner or contract.owner_email,
    )
    if contract.auto_renew and contract.notice_on:
        facts += "\n" + said(language, "facts-notice", notice_date=long_date(contract.notice_on, language))
    step = next_step(contract, today, language, for_representative=True)
    head = said(language, "contract-head", account=contract.account, contract_number=contract.contract_number)
    return [head, facts, step, *([note_line(language, note)] if note else [])]


def note_line(language: str, note: tuple[str, str, date]) -> str:
    """A representative's note: by whom, of which day, and what it says."""
    who, text, day = note
    return note_told(language, who, text[:LONGEST_NOTE_SHOWN], day)


def contract_card(
    language: str,
    text: str,
    contract_number: str,
    contact: Sequence[Block] = (),
    account_number: str | None = None,
    kept: Sequence[Block] = (),
) -> Blocks:
    """What was said of one contract, whom to call, and what can be done about it; a button for its account, where that
    is given; and `kept`: what takes away what is kept of it.
    """
    buttons: list[ButtonElement | StaticSelectElement] = [
        ButtonElement(text=plain(said(language, f"button-{name}")), value=contract_number, action_id=f"contract_{name}")
        for name in ACTIONS
    ]
    if account_number:
        account = plain(answers.phrase(language, "account-page", "open"))
        buttons.append(ButtonElement(text=account, value=account_number, action_id="account_open"))
    buttons.append(word_menu(language, contract_number))
    return as_blocks([*paragraphs(text), *contact, ActionsBlock(elements=buttons), *kept])
