"""A wish for a person is passed on where it surely is one."""

from __future__ import annotations

import pytest
from rasa_sdk.executor import ActionExecutor

from protocol.turn import ActionContext
from renewals.store.database import Sessions
from tests.actions.test_actions import asked


@pytest.mark.parametrize(
    ("likely", "by", "wish"), [(0.37, "classifier", False), (0.9, "classifier", True), (0.37, "button", True)]
)
async def test_a_wish_that_is_only_guessed_is_asked_back(shown: Sessions, likely: float, by: str, wish: bool) -> None:
    call = asked("action_handoff", "claire", "pantoute", "fr", context=ActionContext(decided_by=by))
    call["tracker"]["latest_message"]["intent_ranking"] = [{"name": "handoff", "confidence": likely}]
    executor = ActionExecutor()
    executor.register_package("actions")
    result = await executor.run(call)
    assert result is not None
    assert result.model_dump()["responses"][-1]["data"]["wish"] is wish
