"""How many codes are mailed, and how many wrong ones are typed, before one has to wait.

Counted in memory, this gateway's or Redis's: no network is written down.
"""

from __future__ import annotations

import hashlib

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute

from bot.counting import Counters

# For one address: from one network, and from all. A stranger who asks three times keeps nobody elsewhere from getting a
# code.
FROM_A_NETWORK: tuple[RateLimitItem, ...] = (RateLimitItemPerHour(3),)
IN_ALL: tuple[RateLimitItem, ...] = (RateLimitItemPerHour(12), RateLimitItemPerDay(24))
# Wrong codes from one network: the wait grows from minutes to a day.
WRONG: tuple[RateLimitItem, ...] = (RateLimitItemPerMinute(10, 10), RateLimitItemPerHour(30), RateLimitItemPerDay(100))


class CodeLimits:
    """Counts codes and wrong guesses within moving windows."""

    def __init__(self, on: bool, counters: Counters | None = None) -> None:
        self._counters = counters or Counters()
        self._on = on

    def may_mail(self, network: str, address: str) -> bool:
        """Whether one more code may be mailed to an address, on file or not; counts it where it may."""
        name = hashlib.sha256(address.strip().lower().encode()).hexdigest()
        return self._take(FROM_A_NETWORK, "codes", network, name) and self._take(IN_ALL, "codes", name)

    def may_guess(self, network: str) -> bool:
        """Whether a code from this network is looked at."""
        return not self._on or all(self._counters.test(limit, "wrong", network) for limit in WRONG)

    def guessed_wrong(self, network: str) -> None:
        """A code from this network was wrong."""
        for limit in WRONG:
            self._counters.hit(limit, "wrong", network)

    def _take(self, limits: tuple[RateLimitItem, ...], *who: str) -> bool:
        # All are counted, so that the same is done whichever is used up.
        taken = [self._counters.hit(limit, *who) for limit in limits]
        return all(taken) or not self._on
