"""How many codes and guesses there may be: by where they come from, so that nobody is locked out by a stranger."""

from __future__ import annotations

import pytest
from limits import strategies

from bot.conversation.code_limits import CodeLimits
from bot.network import OWN_MACHINE, UNKNOWN, network_of

CLAIRE = "claire@contoso.example"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Seconds that have passed since the beginning, as the limits see it."""
    passed = {"seconds": 0.0}
    import time

    real = time.time
    for module in ("limits.storage.memory", "limits.strategies"):
        monkeypatch.setattr(f"{module}.time.time", lambda: real() + passed["seconds"], raising=False)
    assert strategies
    return passed


def test_three_requests_of_a_stranger_keep_nobody_elsewhere_from_getting_a_code() -> None:
    limits = CodeLimits(on=True)
    assert [limits.may_mail("198.51.100.7", CLAIRE) for _ in range(4)] == [True] * 3 + [False]
    assert limits.may_mail("192.0.2.1", CLAIRE.upper())


def test_an_address_gets_twelve_codes_an_hour_from_however_many_networks() -> None:
    limits = CodeLimits(on=True)
    assert sum(limits.may_mail(f"198.51.100.{number}", CLAIRE) for number in range(40)) == 12


def test_who_guesses_wrong_waits_ever_longer_and_others_do_not(later: dict[str, float]) -> None:
    limits, guesser = CodeLimits(on=True), "198.51.100.7"

    def guesses() -> int:
        count = 0
        while limits.may_guess(guesser):
            limits.guessed_wrong(guesser)
            count += 1
        return count

    within_the_hour = []
    for _ in range(6):
        within_the_hour.append(guesses())
        later["seconds"] += 601
    assert within_the_hour[:3] == [10, 10, 10]
    assert sum(within_the_hour) <= 40
    in_the_day = sum(within_the_hour)
    for _ in range(22):
        in_the_day += guesses()
        later["seconds"] += 3601
    assert in_the_day == 100
    assert limits.may_guess("192.0.2.1")


def test_limits_that_are_off_stop_nobody() -> None:
    limits = CodeLimits(on=False)
    assert all(limits.may_mail("198.51.100.7", CLAIRE) for _ in range(20))
    for _ in range(20):
        limits.guessed_wrong("198.51.100.7")
    assert limits.may_guess("198.51.100.7")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1%eth0", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", OWN_MACHINE),
        ("::1", OWN_MACHINE),
        ("::ffff:127.0.0.1", OWN_MACHINE),
        ("garbage-17", UNKNOWN),
        ("", UNKNOWN),
        ("198.51.100.7:4711", UNKNOWN),
    ],
)
def test_an_address_counts_as_its_network(address: str, network: str) -> None:
    assert network_of(address) == network
