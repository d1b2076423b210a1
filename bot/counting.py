"""Counts what is limited within moving windows: in this gateway's memory, or in Redis, where all gateways see it."""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from limits import RateLimitItem
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from bot import metrics

logger = logging.getLogger(__name__)
T = TypeVar("T")

# Seconds. A server that takes longer is left alone for a while: who is counted is not to wait for it.
ANSWERS_WITHIN = 0.1
LEFT_ALONE = 10.0


class Counters:
    """The counters of a gateway. Where Redis is set and does not answer, it counts in its own memory meanwhile."""

    def __init__(self, redis_url: str = "", secret: str = "") -> None:
        """`secret`: one for all gateways; Redis sees who is counted under a digest by it."""
        self._secret = secret.encode()
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_storage(redis_url)) if redis_url else None
        self._away_until = 0.0

    def hit(self, limit: RateLimitItem, *who: str) -> bool:
        """Counts one; whether it was within the limit."""
        return self._by(lambda limiter, name: limiter.hit(limit, name), who)

    def test(self, limit: RateLimitItem, *who: str) -> bool:
        """Whether one more would be within the limit."""
        return self._by(lambda limiter, name: limiter.test(limit, name), who)

    def resets_at(self, limit: RateLimitItem, *who: str) -> float:
        """When there is room again, in seconds since 1970."""
        return self._by(lambda limiter, name: limiter.get_window_stats(limit, name).reset_time, who)

    def _by(self, count: Callable[[MovingWindowRateLimiter, str], T], who: tuple[str, ...]) -> T:
        name = hmac.digest(self._secret, "\0".join(who).encode(), hashlib.sha256).hex()
        begun = time.monotonic()
        if self._shared is not None and begun >= self._away_until:
            try:
                counted = count(self._shared, name)
            except (RedisError, OSError) as failure:
                self._is_away(type(failure).__name__)
            else:
                if time.monotonic() - begun > ANSWERS_WITHIN:
                    self._is_away("slow")
                return counted
        return count(self._own, name)

    def _is_away(self, why: str) -> None:
        self._away_until = time.monotonic() + LEFT_ALONE
        metrics.redis_failures.labels(use="limits").inc()
        logger.warning("Redis does not answer as it should (%s): this gateway counts by itself for a while", why)


def _storage(url: str) -> RedisStorage:
    at_once = Retry(NoBackoff(), 0)
    return RedisStorage(
        url,
        socket_timeout=ANSWERS_WITHIN,
        socket_connect_timeout=ANSWERS_WITHIN,
        retry=at_once,  # type: ignore[arg-type]
    )
