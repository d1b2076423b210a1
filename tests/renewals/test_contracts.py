from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.contracts import Status, standing
from tests.builders import terms

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
def test_a_contract_is_due_from_ninety_days_before_its_last_day_and_expired_after_it(
    today: date, left: int, status: Status
) -> None:
    contract = terms(end_on=LAST_DAY)
    assert (contract.days_left(today), contract.status(today)) == (left, status)


def test_a_contract_that_renews_by_itself_is_to_be_checked_after_its_last_day_and_never_expired() -> None:
    contract = terms(end_on=LAST_DAY, auto_renew=True)
    assert contract.status(LAST_DAY) is Status.DUE
    assert contract.status(LAST_DAY + timedelta(days=1)) is Status.CHECK


def test_the_last_day_to_stop_the_renewal_is_the_deadline_until_it_is_over() -> None:
    contract = terms(end_on=LAST_DAY, auto_renew=True, notice_on=date(2026, 11, 30), product_type="online-service")
    assert contract.deadline(date(2026, 11, 30)) == date(2026, 11, 30)
    assert contract.deadline(date(2026, 12, 1)) == LAST_DAY
    assert [contract.next_step(day) for day in (date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 1))] == [
        "notice-ahead",
        "notice-over",
        "check",
    ]
    assert (contract.status(date(2026, 8, 31)), contract.status(date(2026, 9, 1))) == (Status.ACTIVE, Status.DUE)


def test_without_automatic_renewal_there_is_nothing_to_stop() -> None:
    contract = terms(end_on=LAST_DAY, notice_on=date(2026, 11, 30))
    assert contract.deadline(date(2026, 11, 1)) == LAST_DAY
    assert contract.notice_ahead(date(2026, 11, 1)) is None
    assert contract.notice_over(date(2026, 12, 1)) is None


days_near = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(days_near, days_near, days_near | st.none(), st.booleans())
def test_every_contract_has_the_one_status_whose_conditions_it_meets(
    today: date, end: date, notice: date | None, automatic: bool
) -> None:
    contract = terms(start_on=date(2025, 1, 1), end_on=end, notice_on=notice, auto_renew=automatic)
    fitting = [
        status
        for status in Status
        if (means := standing(status, today)).deadline[0] <= contract.deadline(today) <= means.deadline[1]
        and means.auto_renew in (None, automatic)
    ]
    assert fitting == [contract.status(today)]
    assert (today <= contract.deadline(today) <= end) or contract.ended(today)


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
        ({"product_type": "online-service", "auto_renew": True}, LAST_DAY + timedelta(days=1), "check"),
        ({"product_type": "online-service", "auto_renew": False}, LAST_DAY + timedelta(days=1), "expired"),
        ({"product_type": "software", "auto_renew": True}, LAST_DAY + timedelta(days=1), "check"),
    ],
)
def test_the_next_step_follows_product_segment_and_lapse(facts: dict[str, object], today: date, step: str) -> None:
    assert terms(end_on=LAST_DAY, **facts).next_step(today) == step
