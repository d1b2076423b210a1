"""The request of a turn, with what the gateway knows of the person who speaks: hints for understanding, never rights."""

from __future__ import annotations

from sqlalchemy.orm import Session

from protocol.turn import CUSTOMER, HAND_OFF, NAMES_UP_TO_WORDS, REPRESENTATIVE, VISITOR, Names, TurnRequest
from renewals.access import Customer, Stranger
from renewals.languages import is_foreign
from renewals.matching import accounts_named, products_named
from renewals.numbers_in_text import plainly
from renewals.store.contracts import asker
from renewals.store.handoffs import said_before
from renewals.store.names import names_for
from renewals.store.tables import Message


def turn_request(session: Session, message: Message, text: str) -> TurnRequest:
    """The request that asks the engine to answer a message; `text` is its text with nothing left out, numbers as they were pasted."""
    text = plainly(text)
    speaker, names = _speaker_and_names(session, message.conversation_id, text)
    return TurnRequest(
        conversation_id=message.conversation_id,
        message_id=message.id,
        text=text,
        language=message.language,
        foreign=is_foreign(text),
        speaker=speaker,
        names=names,
        asked=_asked(session, message),
    )


def _asked(session: Session, message: Message) -> str | None:
    """What the gateway asked since the previous message: the engine does not know what the gateway says itself."""
    since = [(one.reply or {}).get("data") or {} for one in said_before(session, message)]
    return HAND_OFF if any(data.get("asks") == HAND_OFF for data in since) else None


def _speaker_and_names(session: Session, conversation_id: str, text: str) -> tuple[str, Names]:
    """Who speaks (visitor, customer or representative), and which names in their sight a short message mentions."""
    subject = asker(session, conversation_id).subject
    if isinstance(subject, Stranger):
        return VISITOR, Names()
    speaker = CUSTOMER if isinstance(subject, Customer) else REPRESENTATIVE
    if len(text.split()) > NAMES_UP_TO_WORDS:
        return speaker, Names()
    names = names_for(session, subject, text)
    products = products_named(text, [], names.products)
    accounts = tuple(account.number for account in accounts_named(text, names.accounts))
    return speaker, Names(tuple(products), accounts)
