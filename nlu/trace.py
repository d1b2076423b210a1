"""The record of how a message's topic was decided: the stages in their order, and the one that decided."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

# The key under which a message keeps its trace: a list of stages, the last of which decided.
TRACE = "trace"
# So many topics of a ranking are kept with a stage.
KEPT = 3

Stage = Dict[str, Any]


def stage(name: str, topic: Optional[str], confidence: float, ranking: Sequence[Tuple[str, float]] = ()) -> Stage:
    """One stage: its name, the topic that it gave, how sure it was (0 to 1), and the best topics with their scores."""
    kept = [[other, round(float(score), 4)] for other, score in ranking[:KEPT]]
    return {"stage": name, "topic": topic, "confidence": round(float(confidence), 4), "ranking": kept}


def decided_by(trace: List[Stage]) -> str:
    """The stage that decided: the last one."""
    return str(trace[-1]["stage"]) if trace else "none"
