"""All that reads a person's text in the gateway and in the actions, for `measure.py`."""

from __future__ import annotations

import contextlib
import datetime
from types import SimpleNamespace
from typing import Any

import bot.slack.blocks
import bot.slack.commands
import bot.slack.text
from actions.contracts_named import another_firm_named
from actions.firms_named import firms_in
from actions.what_if import days_named
from bot import gaps, redaction, training_data
from bot.conversation import verification
from bot.conversation.acts_on import said_again
from bot.conversation.own_address import is_own
from bot.deflection import mails
from bot.evaluation.entities import marked
from bot.handoff.card_words import short
from bot.handoff.reply_address import address_in, gives_number, is_attempt
from bot.handoff.wording import goes_back, is_no_need, wish_of
from bot.problems import Problem
from bot.slack import draft_words, member_words, request_words
from bot.slack.notes import is_like_note, is_note
from bot.web.routes import sayable
from renewals import (
    acts,
    addresses,
    contract_file,
    desk_words,
    field_values,
    languages,
    matching,
    named,
    names,
    numbers_in_text,
    people,
    periods,
    places,
    query,
    sections,
)
from renewals.access import Customer
from renewals.store.reviews import Doubtful

TODAY = datetime.date(2026, 11, 23)
NOW = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
ACCOUNTS = [
    matching.AccountName(str(number), name)
    for number, name in enumerate(("Contoso SARL", "Atlas Banque", "Hôpital Sainte-Anne"))
]
PEOPLE = [
    people.PersonName(f"{number}@vendor.example", name)
    for number, name in enumerate(("Léa Marchand", "Sam Ortiz", ("Jean-Pierre Le Goff")))
]
PRODUCTS = ["Endpoint Protection", "Web Security Service"]
RESELLERS = ["Partner Maple", "Nordic IT"]
NO_ROWS: Any = SimpleNamespace(scalars=lambda query: iter(()), scalar=lambda query: None)


def _read_through(firms: Any) -> None:
    for _ in firms:
        pass


def _another_firm(text: str) -> None:
    asked: Any = SimpleNamespace(
        subject=Customer("a@b.example"),
        text=text,
        entities=[("product", text)],
        values=lambda entity: [],
        names=SimpleNamespace(accounts=ACCOUNTS, products=["Endpoint Protection"]),
    )
    another_firm_named(asked)


def _redacted(text: str) -> None:
    with contextlib.suppress(redaction.Personal):
        redaction.impersonal(NO_ROWS, text)


def _sayable(text: str) -> None:
    with contextlib.suppress(Problem):
        sayable(text)


def _period(text: str, language: str) -> None:
    periods.period_in(text, language, TODAY)


def _grouped(text: str) -> None:
    gaps.grouped([Doubtful(str(number), text + "x" * number, "en", "greet", (), (), NOW) for number in range(3)])


class _NoNames:
    async def person(self, user: str) -> str | None:
        return None

    async def channel(self, channel: str) -> str | None:
        return None


def _member_words(text: str) -> None:
    # Nothing of it waits for anything.
    with contextlib.suppress(StopIteration):
        member_words.read({"text": text}, _NoNames()).send(None)


MATCHERS = {
    "a member's words": _member_words,
    "parts of a long answer": lambda text: bot.slack.text.parts(text, 100),
    "days_named": days_named,
    "people_meant": lambda text: people.people_meant(text, PEOPLE, ["Contoso SARL"]),
    "links": lambda text: sections.links("en", text, ()),
    "firms_in": lambda text: _read_through(firms_in(text)),
    "another_firm_named": _another_firm,
    "folded": names.folded,
    "folded_number": names.folded_number,
    "digits_of": names.digits_of,
    "is_address": addresses.is_address,
    "is_address after an at": lambda text: addresses.is_address("a@" + text),
    "a value of a file": field_values.cleaned,
    "a line of a file": lambda text: list(
        contract_file.read_contracts([*contract_file.template().splitlines(keepends=True), text])
    ),
    "spoken": lambda text: languages.spoken(text, "en"),
    "is_foreign": languages.is_foreign,
    "language_named": languages.language_named,
    "period_in, English": lambda text: _period(text, "en"),
    "period_in, French": lambda text: _period(text, "fr"),
    "products_named": lambda text: matching.products_named(text, [], ["Endpoint Protection", "Web Security Service"]),
    "products_named, recognised": lambda text: matching.products_named(
        text, ["Endpoint Protection"], ["Endpoint Protection"]
    ),
    "accounts_named": lambda text: matching.accounts_named(text, ACCOUNTS),
    "accounts_beginning_with": lambda text: matching.accounts_beginning_with(text, ACCOUNTS),
    "accounts_called": lambda text: matching.accounts_called(text, ACCOUNTS),
    "telling_words": matching.telling_words,
    "as_typed": bot.slack.text.as_typed,
    "as_written": bot.slack.text.as_written,
    "escaped": bot.slack.text.escaped,
    "is_note": is_note,
    "is like a note": is_like_note,
    "what is asked of the desk": lambda text: [
        desk_words.read(text[: desk_words.READ_WITHIN], language) for language in ("en", "fr")
    ],
    "wishes for a draft": lambda text: draft_words.names_nothing(draft_words.wished("draft a mail " + text) or ""),
    "wishes for a request": lambda text: [
        request_words.said_of(one) for one in [request_words.wished(f"hand {text} over to Dana")] if one
    ],
    "is_note, marked up": lambda text: is_note("*" + text),
    "a query of contracts": lambda text: [
        query.read(text, language, TODAY, "lea@vendor.example") for language in ("en", "fr")
    ],
    "acts": lambda text: [
        acts.read(text, language, TODAY) or acts.completion(text, language, TODAY) for language in ("en", "fr")
    ],
    "names in a query": lambda text: named.named_in(text, ACCOUNTS, PRODUCTS, [], RESELLERS, []),
    "names said again": lambda text: list(
        said_again("Contoso: " + text, named.named_in("Contoso: " + text, ACCOUNTS, PRODUCTS, [], RESELLERS, []))
    ),
    "paragraphs": bot.slack.blocks.paragraphs,
    "the words of a command": bot.slack.commands.read,
    "the words of a command, with days": lambda text: bot.slack.commands.read("due " + text),
    "without_code": verification.without_code,
    "numbers in a text": numbers_in_text.plainly,
    "a place": lambda text: (places.answer_read(text), places.place_in(text), places.places_side_by_side(text)),
    "a ticket's own words": lambda text: (mails.what_is_asked(text), mails.from_a_person(text, text)),
    "whole_names": matching.whole_names,
    "a ticket's beginning": short,
    "goes back to the assistant": goes_back,
    "what is wanted of a request": wish_of,
    "needs no answer elsewhere": is_no_need,
    "gives an address of one's own": lambda text: is_own(text, "jo@firm.example"),
    "where to reply": address_in,
    "where to reply, tried": is_attempt,
    "a number to call": gives_number,
    "sayable": _sayable,
    "redaction": _redacted,
    "grouped": _grouped,
    "near_duplicate": lambda text: training_data.near_duplicate(text, ["when does my contract end"]),
    "marked": marked,
}
