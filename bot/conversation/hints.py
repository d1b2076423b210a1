"""The request of a turn, with what the gateway knows of the person who speaks: hints for understanding, never rights."""

from __future__ import annotations

from sqlalchemy.orm import Session

from protocol.turn import CUSTOMER, HAND_OFF, NAMES_UP_TO_WORDS, REPRESENTATIVE, VISITOR, Names, TurnRequest
from renewals import answers
from renewals.access import Customer, Stranger
from renewals.languages import is_foreign
from renewals.matching import accounts_named, products_named
from renewals.numbers_in_text import plainly
from renewals.places import answer_read
from renewals.regions import country_name
from renewals.store.contracts import asker
from renewals.store.handoffs import COUNTRY, said_before
from renewals.store.names import names_for
from renewals.store.tables import Message


def turn_request(session: Session, message: Message, text: str) -> TurnRequest:
    """The request that asks the engine to answer a message; `text` is its text with nothing left out, numbers and places by their usual names."""
    said = [(one.reply or {}).get("data") or {} for one in said_before(session, message)]
    text = _place(plainly(text), message.language) if any(data.get("asks") == COUNTRY for data in said) else plainly(text)
    speaker, names = _speaker_and_names(session, message.conversation_id, text)
    return TurnRequest(
        conversation_id=message.conversation_id,
        message_id=message.id,
        text=text,
        language=message.language,
        foreign=is_foreign(text),
        speaker=speaker,
        names=names,
        asked=HAND_OFF if any(data.get("asks") == HAND_OFF for data in said) else None,
    )


def _place(text: str, language: str) -> str:
    """An answer to "which country?" by the usual name of the place that it means ("FR" -> "France"); as it is where that may be several, or none."""
    reading = answer_read(text)
    if reading is None or len(reading.teams) > 1 or len(reading.countries) > 1:
        return text
    return answers.phrase(language, "regional-contact", reading.region) if reading.region else country_name(reading.countries[0], language)


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
