"""Figures from scored messages: values in, values out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import yaml

from bot.evaluation.dataset import OUT_OF_SCOPE, Labelled
from bot.evaluation.runner import Scored
from bot.settings import ROOT

# Measures of which more is better; accepted runs are compared by these.
RIGHT, REFUSED, NEAR, FAR, KEPT = "right topic", "out of scope refused", "near", "far", "good ones answered"
AMONG, UNHARMED = "right among three", "not answered wrongly with harm"


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

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies with 95 % confidence (Wilson 1927, without correction of continuity)."""
        if not self.whole:
            return 0.0, 1.0
        z, n, share = 1.959964, self.whole, self.share
        centre, half = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        scale = 1 + z * z / n
        return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


@dataclass(frozen=True)
class Bin:
    """Messages of like confidence: how sure the assistant was of them on average, and how many were right."""

    confidence: float
    right: Tally


def languages(scored: Iterable[Scored]) -> list[str]:
    return sorted({one.message.language for one in scored})


def measures(scored: Sequence[Scored]) -> dict[str, Tally]:
    """Shares of messages.

    Right topics among the messages in scope, alone and among three; refusals among those out of scope (all, near, far);
    good ones that were not refused; and those that were not given a wrong answer on contracts or people.
    """
    inside = [one for one in scored if one.message.topic != OUT_OF_SCOPE]
    outside = [one for one in scored if one.message.topic == OUT_OF_SCOPE]
    return {
        RIGHT: _tally(one.right for one in inside),
        AMONG: _tally(one.right_among_three for one in inside if one.likeliest),
        REFUSED: _tally(one.right for one in outside),
        NEAR: _tally(one.right for one in outside if one.message.scope == "near"),
        FAR: _tally(one.right for one in outside if one.message.scope == "far"),
        KEPT: _tally(one.understood != OUT_OF_SCOPE for one in inside),
        UNHARMED: _tally(one.right or one.understood not in _harmful() for one in scored),
    }


@cache
def _harmful() -> frozenset[str]:
    """The topics of which a wrong answer does harm: those that the dialogue asks about before it answers in doubt."""
    rules = yaml.safe_load((ROOT / "nlu" / "dialogue" / "rules.yml").read_text(encoding="utf-8"))
    return frozenset(rules["ask_back"])


def by_mark(scored: Sequence[Scored], mark: Callable[[Labelled], str | None]) -> dict[str, Tally]:
    """Right messages by what a set says of them (their style, who would write them), most messages first."""
    marked = Counter(told for one in scored if (told := mark(one.message)))
    return {told: _tally(one.right for one in scored if mark(one.message) == told) for told, _ in marked.most_common()}


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
        Bin(
            sum(one.confidence for one in filled[number]) / len(filled[number]),
            _tally(one.right for one in filled[number]),
        )
        for number in sorted(filled)
    ]


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """How far confidence and share of right ones are apart, on average over the messages (0: said 80 % sure, right 80 %
    of the time).
    """
    return sum(one.right.whole * abs(one.confidence - one.right.share) for one in bins) / sum(
        one.right.whole for one in bins
    )


def _tally(outcomes: Iterable[bool]) -> Tally:
    told = list(outcomes)
    return Tally(sum(told), len(told))
