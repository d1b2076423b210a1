from datetime import date, timedelta

import pytest
from builders import terms
from hypothesis import given
from hypothesis import strategies as st

from renewals.contracts import Status

LAST_DAY = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("today", "left", "status"),
    [
        (date(2026, 1, 1), 364, Status.ACTIVE),
        (date(2026, 10, 1), 91, Status.ACTIVE),
        (date(2026, 10, 2), 90, Status.DUE),
        (date(2026, 12, 31), 0, Status.DUE),
        (date(2027, 1, 1), -1, Status.EXPIRED),
    ],
)
def test_a_contract_is_due_from_ninety_days_before_its_last_day_and_expired_after_it(today: date, left: int, status: Status) -> None:
    contract = terms(end_on=LAST_DAY)
    assert (contract.days_left(today), contract.status(today)) == (left, status)


def test_a_leap_day_counts() -> None:
    assert terms(end_on=date(2028, 3, 1)).days_left(date(2028, 2, 28)) == 2
    assert terms(end_on=date(2027, 3, 1)).days_left(date(2027, 2, 28)) == 1


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-4000, 4000))
def test_days_left_and_status_agree_on_any_day(today: date, left: int) -> None:
    contract = terms(end_on=today + timedelta(days=left))
    assert contract.days_left(today) == left
    assert (contract.status(today) is Status.EXPIRED) == (left < 0)
    assert (contract.status(today) is Status.DUE) == (0 <= left <= 90)


@pytest.mark.parametrize(
    ("facts", "today", "step"),
    [
        ({"product_type": "software", "segment": "small-business"}, LAST_DAY, "software-small-business"),
        ({"product_type": "software", "segment": "enterprise"}, LAST_DAY, "software-enterprise"),
        ({"product_type": "hardware"}, LAST_DAY, "hardware"),
        ({"product_type": "online-service", "auto_renew": True}, LAST_DAY, "online-automatic"),
        ({"product_type": "online-service", "auto_renew": False}, LAST_DAY, "online-manual"),
        ({"product_type": "online-service", "auto_renew": True}, LAST_DAY + timedelta(days=1), "expired"),
    ],
)
def test_the_next_step_follows_product_segment_and_lapse(facts: dict[str, object], today: date, step: str) -> None:
    assert terms(end_on=LAST_DAY, **facts).next_step(today) == step
