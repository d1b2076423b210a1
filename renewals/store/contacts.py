"""The contacts of contracts by their names, among those that somebody may see."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import SalesRep, Scope, scope_of
from renewals.query import EVERYTHING, Named
from renewals.store.querying import conditions_of, shape_of, values_of
from renewals.store.tables import Account, Contact, Contract
from renewals.text_words import words_with_places

# A contact's name has so many words; of a text so many pairs and triples of words are looked up.
LEAST_WORDS, MOST_WORDS = 2, 4
MOST_LOOKED_UP = 120
MOST_FOUND = 50


def contacts_named(session: Session, subject: SalesRep, text: str, taken: Sequence[Named] = ()) -> list[Named]:
    """The contacts whose whole names a text holds, each as the accounts whose contact they are (a field of a query).

    `taken`: what else it names; a word of that is no contact's. Capitals and small letters do not count.
    """
    words = [
        word for word in words_with_places(text) if all(word.end <= one.start or one.end <= word.start for one in taken)
    ]
    places: dict[str, tuple[int, int]] = {}
    for count in range(LEAST_WORDS, MOST_WORDS + 1):
        for first in range(len(words) - count + 1):
            start, end = words[first].start, words[first + count - 1].end
            for written in (text[start:end], text[start:end].title()):
                places.setdefault(written, (start, end))
    looked_up = list(places)[:MOST_LOOKED_UP]
    if not looked_up:
        return []
    values = {**values_of(EVERYTHING, subject, None), "names": looked_up}
    found: dict[tuple[int, int], list[str]] = {}
    for name, account in session.execute(_contacts(scope_of(subject)), values):
        found.setdefault(places[name], []).append(account)
    return [Named("account", tuple(dict.fromkeys(numbers)), *place) for place, numbers in sorted(found.items())]


@cache
def _contacts(scope: Scope) -> sa.Select[str, str]:
    names: sa.BindParameter[Any] = sa.bindparam("names", expanding=True, required=True)
    named = sa.select(Contact.name, Account.number).join(Contract, Contract.contact_id == Contact.id)
    named = named.join(Account, Account.id == Contract.account_id)
    return (
        named.where(*conditions_of(scope, shape_of(EVERYTHING)), Contact.name.in_(names)).distinct().limit(MOST_FOUND)
    )
