"""The protocol between the processes, on the same JSON under both interpreters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from protocol.codec import ProtocolError, from_json, to_json
from protocol.turn import ActionContext, TurnRequest, TurnResponse

TURNS: dict[str, Any] = json.loads((Path(__file__).parent / "turns.json").read_text(encoding="utf-8"))
FORMS: list[tuple[type, dict[str, Any]]] = [
    *((TurnRequest, one) for one in TURNS["requests"]),
    *((TurnResponse, one) for one in TURNS["responses"]),
    *((ActionContext, one) for one in TURNS["contexts"]),
]


@pytest.mark.parametrize(("kind", "value"), FORMS)
def test_json_is_read_and_written_as_it_was(kind: type, value: dict[str, Any]) -> None:
    assert json.loads(json.dumps(to_json(from_json(kind, value)))) == value


def test_a_request_needs_no_more_than_a_message_of_a_stranger() -> None:
    request = from_json(TurnRequest, {"conversation_id": "c", "message_id": "m", "text": "hello", "language": "en"})
    assert (request.speaker, request.names.accounts, request.foreign) == ("visitor", (), False)


def test_a_field_of_a_newer_side_is_ignored() -> None:
    assert from_json(ActionContext, {"decided_by": "classifier", "novelty": 1}).decided_by == "classifier"


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"conversation_id": "c", "message_id": "m", "language": "en"}, "TurnRequest.text is missing"),
        ({"conversation_id": "c", "message_id": "m", "text": 5, "language": "en"}, "TurnRequest.text is int"),
        (
            {"conversation_id": "c", "message_id": "m", "text": "t", "language": "en", "foreign": 1},
            ("TurnRequest.foreign is int"),
        ),
        (
            {"conversation_id": "c", "message_id": "m", "text": "t", "language": "en", "names": []},
            ("TurnRequest.names is list"),
        ),
        ("hello", "TurnRequest is str"),
        (None, "TurnRequest is NoneType"),
    ],
)
def test_what_is_not_of_the_form_is_refused_with_the_field(value: object, field: str) -> None:
    with pytest.raises(ProtocolError, match=field):
        from_json(TurnRequest, value)


def test_a_ranking_of_another_form_is_refused() -> None:
    value = {**TURNS["responses"][0], "understood": {**TURNS["responses"][0]["understood"], "ranking": [["greet"]]}}
    with pytest.raises(ProtocolError, match="ranking"):
        from_json(TurnResponse, value)
