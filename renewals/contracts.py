"""What can be said of a contract on a given day. Pure: values in, values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

DUE_WITHIN_DAYS = 90


class Status(StrEnum):
    ACTIVE = "active"
    DUE = "due"
    EXPIRED = "expired"


def ending_with(status: Status, today: date) -> tuple[date, date]:
    """The first and last day on which contracts of a status end, both included."""
    due = today + timedelta(days=DUE_WITHIN_DAYS)
    return {
        Status.EXPIRED: (date.min, today - timedelta(days=1)),
        Status.DUE: (today, due),
        Status.ACTIVE: (due + timedelta(days=1), date.max),
    }[status]


@dataclass(frozen=True)
class Terms:
    """A contract's facts, as they are shown. `end_on` is its last day of cover."""

    contract_number: str
    account: str
    account_number: str
    country: str
    segment: str
    contact_name: str
    product: str
    product_type: str
    offering: str
    start_on: date
    end_on: date
    auto_renew: bool
    quantity: int
    reseller: str
    owner_email: str

    def days_left(self, today: date) -> int:
        """Whole days from today to the last day; 0 on that day, negative after it."""
        return (self.end_on - today).days

    def status(self, today: date) -> Status:
        """`expired` after the last day, `due` within 90 days of it, else `active`."""
        left = self.days_left(today)
        if left < 0:
            return Status.EXPIRED
        return Status.DUE if left <= DUE_WITHIN_DAYS else Status.ACTIVE

    def next_step(self, today: date) -> str:
        """The name of what to do next, by kind of product, segment and lapse (a phrase of domain/<language>/next-step.yml)."""
        if self.status(today) is Status.EXPIRED:
            return "expired"
        if self.product_type == "online-service":
            return "online-automatic" if self.auto_renew else "online-manual"
        return "hardware" if self.product_type == "hardware" else f"software-{self.segment}"

    def facts(self, today: date) -> dict[str, Any]:
        """The facts as plain values, for a front that draws them: dates in ISO form."""
        return {
            "contract_number": self.contract_number,
            "account": self.account,
            "product": self.product,
            "product_type": self.product_type,
            "offering": self.offering,
            "quantity": self.quantity,
            "reseller": self.reseller,
            "start_date": self.start_on.isoformat(),
            "end_date": self.end_on.isoformat(),
            "days_left": self.days_left(today),
            "status": self.status(today).value,
            "auto_renew": self.auto_renew,
        }
