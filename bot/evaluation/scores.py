"""Figures from scored messages: values in, values out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.evaluation.dataset import OUT_OF_SCOPE
from bot.evaluation.runner import Scored

# Measures of which more is better; accepted runs are compared by these.
RIGHT, REFUSED, NEAR, FAR, KEPT = "right topic", "out of scope refused", "near", "far", "good ones answered"


@dataclass(frozen=True)
class Tally:
    """So many of so many."""

    part: int
    whole: int

    @property
    def share(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    def __str__(self) -> str:
        return f"{self.share:.1%} ({self.part}/{self.whole})" if self.whole else "–"


@dataclass(frozen=True)
class Bin:
    """Messages of like confidence: how sure the assistant was of them on average, and how many were right."""

    confidence: float
    right: Tally


def languages(scored: Iterable[Scored]) -> list[str]:
    return sorted({one.message.language for one in scored})


def measures(scored: Sequence[Scored]) -> dict[str, Tally]:
    """Right topics among the messages in scope; refusals among those out of scope (all, near, far); good ones that were not refused."""
    inside = [one for one in scored if one.message.topic != OUT_OF_SCOPE]
    outside = [one for one in scored if one.message.topic == OUT_OF_SCOPE]
    return {
        RIGHT: _tally(one.right for one in inside),
        REFUSED: _tally(one.right for one in outside),
        NEAR: _tally(one.right for one in outside if one.message.scope == "near"),
        FAR: _tally(one.right for one in outside if one.message.scope == "far"),
        KEPT: _tally(one.understood != OUT_OF_SCOPE for one in inside),
    }


def by_topic(scored: Sequence[Scored]) -> dict[str, Tally]:
    """Right messages of each topic, in the order of the topics' names."""
    topics = sorted({one.message.topic for one in scored})
    return {topic: _tally(one.right for one in scored if one.message.topic == topic) for topic in topics}


def confusions(scored: Iterable[Scored]) -> Counter[tuple[str, str, str]]:
    """How often each wrong topic was understood: (language, meant, understood)."""
    return Counter((one.message.language, one.message.topic, str(one.understood)) for one in scored if not one.right)


def calibration(scored: Sequence[Scored], bins: int = 10) -> list[Bin]:
    """The messages by confidence, in bins of equal width; bins without a message are left out."""
    filled: dict[int, list[Scored]] = {}
    for one in scored:
        filled.setdefault(min(int(one.confidence * bins), bins - 1), []).append(one)
    return [
        Bin(sum(one.confidence for one in filled[number]) / len(filled[number]), _tally(one.right for one in filled[number]))
        for number in sorted(filled)
    ]


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """How far confidence and share of right ones are apart, on average over the messages (0: said 80 % sure, right 80 % of the time)."""
    return sum(one.right.whole * abs(one.confidence - one.right.share) for one in bins) / sum(one.right.whole for one in bins)


def _tally(outcomes: Iterable[bool]) -> Tally:
    told = list(outcomes)
    return Tally(sum(told), len(told))
