"""A person's own contracts as they take them away: facts for a front that draws them, a table for spreadsheets, a
calendar. Pure: values in, values out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

from renewals import answers
from renewals.contract_file import for_spreadsheets
from renewals.contracts import Status, Terms
from renewals.languages import days, long_date, short_date

WORDS = "own-contracts"
REMINDED_BEFORE = timedelta(days=30)
# Excel takes a file for UTF-8 by this sign alone.
_BYTE_ORDER_MARK = "\ufeff"


def next_step(contract: Terms, today: date, language: str, for_representative: bool = False) -> str:
    """What to do next about a contract, in a sentence to its customer or to a representative."""
    audience = "rep-" if for_representative else ""
    return answers.phrase(
        language,
        "next-step",
        audience + contract.next_step(today),
        reseller=f" ({contract.reseller})" if contract.reseller else "",
        end_date=long_date(contract.end_on, language),
        notice_date=long_date(contract.notice_on, language) if contract.notice_on else "",
    )


def days_left(contract: Terms, today: date, language: str) -> str:
    """How many days are left or over, in a few words; and until when the automatic renewal can be stopped, or that it
    should have happened.
    """
    left, notice, status = contract.days_left(today), contract.notice_ahead(today), contract.status(today)
    name = {Status.CHECK: "left-check", Status.EXPIRED: "left-over"}.get(status, "today")
    told = days(left, language) if left > 0 else answers.phrase(language, "slack", name, days=days(left, language))
    return (
        answers.phrase(language, "slack", "left-notice", left=told, notice_date=short_date(notice, language))
        if notice
        else told
    )


def facts(contract: Terms, today: date, language: str, for_representative: bool = False) -> dict[str, Any]:
    """A contract's facts as plain values, its next step and its offering in words among them."""
    whom_to_call = (
        {"contact_email": contract.contact_email, "owner_email": contract.owner_email} if for_representative else {}
    )
    return {
        **contract.facts(today),
        **whom_to_call,
        "contact": contract.contact_name,
        "offering_name": _offering(contract, language),
        "next_step": next_step(contract, today, language, for_representative),
    }


def as_table(contracts: Sequence[Terms], today: date, language: str) -> str:
    """A CSV file that opens in a spreadsheet of the reader's language: titles and statuses in words,
    days in ISO form.
    """

    def said(name: str) -> str:
        return answers.phrase(language, WORDS, name)

    columns: dict[str, Callable[[Terms], object]] = {
        said("contract-number"): lambda contract: contract.contract_number,
        said("account"): lambda contract: contract.account,
        said("product"): lambda contract: contract.product,
        said("quantity"): lambda contract: contract.quantity,
        said("offering"): lambda contract: _offering(contract, language),
        said("start"): lambda contract: contract.start_on.isoformat(),
        said("end"): lambda contract: contract.end_on.isoformat(),
        said("notice"): lambda contract: contract.notice_on.isoformat() if contract.notice_on else "",
        said("days-left"): lambda contract: contract.days_left(today),
        said("status"): lambda contract: said(f"status-{contract.status(today).value}"),
        said("automatic"): lambda contract: said("yes" if contract.auto_renew else "no"),
        said("reseller"): lambda contract: contract.reseller,
        said("contact"): lambda contract: contract.contact_name,
    }
    out = io.StringIO()
    writer = csv.writer(out, delimiter=said("separator"))
    writer.writerow(columns)
    for contract in contracts:
        writer.writerow([for_spreadsheets(value(contract)) for value in columns.values()])
    return _BYTE_ORDER_MARK + out.getvalue()


def as_calendar(contracts: Sequence[Terms], today: date, language: str, made_at: datetime) -> bytes:
    """A calendar (iCalendar, RFC 5545) with a whole day for each contract's end and for the last day to stop its
    renewal, where that is ahead; and a reminder 30 days before those that are still to come.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//renewal assistant//contracts//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", answers.phrase(language, WORDS, "calendar-name"))
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for contract in contracts:
        calendar.add_component(_end_of(contract, today, language, made_at))
        if notice := contract.notice_ahead(today):
            calendar.add_component(
                _event(contract, notice, ("notice", "event-notice", "alarm-notice"), today, language, made_at)
            )
    return bytes(calendar.to_ical())


def _end_of(contract: Terms, today: date, language: str, made_at: datetime) -> Event:
    past = {Status.EXPIRED: "event-ended", Status.CHECK: "event-check"}.get(contract.status(today))
    summary = past or ("event-renews" if contract.auto_renew else "event-ends")
    return _event(contract, contract.end_on, ("", summary, "alarm"), today, language, made_at)


def _event(
    contract: Terms, on: date, names: tuple[str, str, str], today: date, language: str, made_at: datetime
) -> Event:
    """A day of a contract.

    `names`: what tells it from the contract's other days, and the phrases of its summary and its reminder.
    """
    which, summary, reminder = names
    values = {"product": contract.product, "number": contract.contract_number}
    event = Event()
    # One event a contract and kind of day: when it is renewed, the event moves.
    event.add("uid", f"{contract.contract_number}{'-' if which else ''}{which}@renewals")
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", answers.phrase(language, WORDS, summary, **values))
    event.add("description", f"{contract.account}\n{next_step(contract, today, language)}")
    event.add("transp", "TRANSPARENT")
    if on - REMINDED_BEFORE >= today:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", answers.phrase(language, WORDS, reminder, end=long_date(on, language), **values))
        alarm.add("trigger", -REMINDED_BEFORE)
        event.add_component(alarm)
    return event


def _offering(contract: Terms, language: str) -> str:
    topic = answers.topics(language).get(contract.offering)
    return topic.title if topic else contract.offering
