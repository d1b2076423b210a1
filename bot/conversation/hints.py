"""The request of a turn, with what the gateway knows of the person who speaks: hints for understanding,
never rights.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from protocol.turn import CUSTOMER, HAND_OFF, NAMES_UP_TO_WORDS, REPRESENTATIVE, VISITOR, Names, TurnRequest
from renewals import answers
from renewals.access import Customer, Visitor
from renewals.languages import is_foreign
from renewals.matching import accounts_named, products_named
from renewals.numbers_in_text import plainly
from renewals.places import answer_read, said_beside
from renewals.query.asking import asks_for_contracts
from renewals.regions import country_name
from renewals.store.asked import asked, known_to
from renewals.store.contracts import asker
from renewals.store.handoff_words import said_before
from renewals.store.handoffs import COUNTRY
from renewals.store.names import Names as NamesInSight
from renewals.store.tables import Message

ANY_DAY = date(2026, 1, 1)


def turn_request(session: Session, message: Message, text: str) -> TurnRequest:
    """The request that asks the engine to answer a message; `text` is its text with nothing left out, numbers and
    places by their usual names.
    """
    said = [(one.reply or {}).get("data") or {} for one in said_before(session, message)]
    text = (
        _place(plainly(text), message.language) if any(data.get("asks") == COUNTRY for data in said) else plainly(text)
    )
    speaker, names, contracts = _speaker_and_names(session, message.conversation_id, text, message.language)
    return TurnRequest(
        conversation_id=message.conversation_id,
        message_id=message.id,
        text=text,
        language=message.language,
        foreign=is_foreign(text),
        speaker=speaker,
        names=names,
        asked=HAND_OFF if any(data.get("asks") == HAND_OFF for data in said) else None,
        contracts=contracts,
    )


def _place(text: str, language: str) -> str:
    """An answer to "which country?" by the usual name of the place that it means ("FR" -> "France"), with what it says
    beside that; as it is where that may be several, or none.
    """
    reading = answer_read(text)
    if reading is None or len(reading.teams) > 1 or len(reading.countries) > 1:
        return text
    name = (
        answers.phrase(language, "regional-contact", reading.region)
        if reading.region
        else country_name(reading.countries[0], language)
    )
    return ", ".join(filter(None, (name, said_beside(text))))


def _speaker_and_names(
    session: Session, conversation_id: str, text: str, language: str
) -> tuple[str, Names, str | None]:
    """Who speaks, which names in their sight a short message mentions, and whether it asks for contracts."""
    subject = asker(session, conversation_id).subject
    if isinstance(subject, Visitor):
        return VISITOR, Names(), None
    known = known_to(session, subject, text)
    named = _named(text, known.names) if len(text.split()) <= NAMES_UP_TO_WORDS else Names()
    # Whether contracts are asked for does not hang on the day.
    reading = asked(subject, known, text, language, ANY_DAY)
    if isinstance(subject, Customer):
        # Of a customer's sentence a part of which is not read ("may it be terminated before …") the rest says too
        # little.
        return CUSTOMER, named, None if reading.unread or reading.file else asks_for_contracts(reading)
    return REPRESENTATIVE, named, asks_for_contracts(reading)


def _named(text: str, names: NamesInSight) -> Names:
    products = products_named(text, [], names.products)
    return Names(tuple(products), tuple(account.number for account in accounts_named(text, names.accounts)))
