"""What can be said of a contract on a given day. Pure: values in, values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

DUE_WITHIN_DAYS = 90


class Status(StrEnum):
    """How a contract stands.

    `expired`: past its end. `check`: past its end although it renews by itself, so the contract file may be behind.
    """

    ACTIVE = "active"
    DUE = "due"
    EXPIRED = "expired"
    CHECK = "check"


@dataclass(frozen=True)
class Standing:
    """The contracts of a status, as conditions: the first and last day of their deadline (`Terms.deadline`), and
    whether they renew by themselves.
    """

    deadline: tuple[date, date]
    auto_renew: bool | None = None


def standing(status: Status, today: date) -> Standing:
    """What makes contracts have a status on a day."""
    due = today + timedelta(days=DUE_WITHIN_DAYS)
    ended = (date.min, today - timedelta(days=1))
    return {
        Status.EXPIRED: Standing(ended, False),
        Status.CHECK: Standing(ended, True),
        Status.DUE: Standing((today, due)),
        Status.ACTIVE: Standing((due + timedelta(days=1), date.max)),
    }[status]


@dataclass(frozen=True)
class Terms:
    """A contract's facts, as they are shown.

    `end_on`: its last day of cover. `notice_on`: the last day to stop its automatic renewal, where that is on file.

    `contact_email` is for representatives alone.
    """

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
    notice_on: date | None = None
    contact_email: str = ""

    def days_left(self, today: date) -> int:
        """Whole days from today to the last day of cover; 0 on that day, negative after it."""
        return (self.end_on - today).days

    def ended(self, today: date) -> bool:
        """Whether the last day of cover on file is over."""
        return self.end_on < today

    def notice_ahead(self, today: date) -> date | None:
        """The last day to stop the automatic renewal, where one is on file, counts and is not over."""
        counts = self.auto_renew and self.notice_on is not None and today <= self.notice_on <= self.end_on
        return self.notice_on if counts else None

    def notice_over(self, today: date) -> date | None:
        """The last day to stop the automatic renewal, where one is on file and over,
        and the contract is still running.
        """
        over = self.auto_renew and self.notice_on is not None and self.notice_on < today <= self.end_on
        return self.notice_on if over else None

    def deadline(self, today: date) -> date:
        """The day by which to act: the last day to stop the automatic renewal, where that is ahead, else the last day
        of cover.
        """
        return self.notice_ahead(today) or self.end_on

    def status(self, today: date) -> Status:
        """`expired` after the last day (`check` where it renews by itself), `due` within 90 days of the deadline, else
        `active`.
        """
        if self.ended(today):
            return Status.CHECK if self.auto_renew else Status.EXPIRED
        left = (self.deadline(today) - today).days
        return Status.DUE if left <= DUE_WITHIN_DAYS else Status.ACTIVE

    def next_step(self, today: date) -> str:
        """The name of what to do next, by automatic renewal, kind of product, segment and lapse (a phrase of
        domain/<language>/next-step.yml).
        """
        if self.ended(today):
            return self.status(today).value
        if self.notice_ahead(today):
            return "notice-ahead"
        if self.notice_over(today):
            return "notice-over"
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
            "notice_date": self.notice_on.isoformat() if self.notice_on else None,
            "deadline": self.deadline(today).isoformat(),
        }
