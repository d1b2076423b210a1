"""The API does what its own description says: whatever is sent, no failure of ours and no answer that is not described
(schemathesis).
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.stack import API_KEY, Chat, Stack

Case: TypeAlias = schemathesis.Case[Any]
Operation: TypeAlias = schemathesis.APIOperation[Any, Any, Any, Any]
CLAIRE = "claire.martin@contoso.example"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FEW, MANY = 12, 100
TEN_MINUTES = 600.0


class Caller:
    """Sends what schemathesis makes; three in four times about things that there are, with what opens them."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._chat: Chat | None = None
        self._reply = self._reference = ""
        self._times = itertools.count(1)
        self.sent = 0
        headers, ticket = (
            {"Authorization": f"Bearer {API_KEY}"},
            {"subject": "Late", "body": ("Can we still renew after the end?")},
        )
        self._offer = stack.client.post("/api/v1/deflections", json=ticket, headers=headers).json()["deflection_id"]

    def send(self, case: Case) -> None:
        names, known = set(case.path_parameters or {}), next(self._times) % 4
        headers = {}
        if known:
            chat = self._begun()
            headers = chat.headers if "conversation_id" in names else {"Authorization": f"Bearer {API_KEY}"}
            there = {"conversation_id": chat.id, "deflection_id": self._offer, "reference": self._reference}
            case.path_parameters = {
                **(case.path_parameters or {}),
                **{name: there[name] for name in names & set(there)},
            }
            if isinstance(case.body, dict) and "reply_id" in case.body:
                case.body = {**case.body, "reply_id": self._reply}
        case.call_and_validate(headers=headers, checks=CHECKS, timeout=60)
        self.sent += 1
        if case.method == "DELETE":
            self._chat = None

    def _begun(self) -> Chat:
        """A customer's conversation with a request for a person."""
        if self._chat is None:
            self._chat = self._stack.chat_as(CLAIRE, language="en")
            asked = self._chat.reply("I would like to talk to a person")
            self._reply, self._reference = asked["id"], asked["data"].get("reference", "")
        return self._chat


def operations(stack: Stack, leaves_out: tuple[str, str, str] | None = None) -> Iterator[Operation]:
    """What the API says of itself. `leaves_out`: a path, method and status that it is to be silent about."""
    described = stack.client.get("/openapi.json").json()
    if leaves_out is not None:
        path, method, status = leaves_out
        del described["paths"][path][method]["responses"][status]
        described["paths"] = {path: {method: described["paths"][path][method]}}
    schema = schemathesis.openapi.from_dict(described)
    schema.config.update(base_url=stack.address)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def examine(operation: Operation, caller: Caller, examples: int, begin: int) -> None:
    """So many cases of one operation that are as described, and as many that are not, each held to the description.

    Raises what was found.
    """
    for mode in GenerationMode:
        strategy = operation.as_strategy(generation_mode=mode)
        if not strategy.is_empty:
            _cases(strategy, caller, examples, begin)


def _cases(strategy: Any, caller: Caller, examples: int, begin: int) -> None:
    @seed(begin)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def examined(case: Any) -> None:
        caller.send(case)

    # What cannot be made wrong has no wrong cases.
    with suppress(Unsatisfiable):
        examined()


def examine_all(stack: Stack, examples: int, begin: int) -> int:
    """All operations; how many cases were sent. What was found is told for all of them together."""
    caller, found = Caller(stack), list[str]()
    for operation in operations(stack):
        try:
            examine(operation, caller, examples, begin)
        except BaseExceptionGroup as several:
            found += [f"{operation.label}: {one}" for one in several.exceptions]
        except Exception as one:  # noqa: BLE001 - told below, with those of the other operations
            found.append(f"{operation.label}: {one}")
    assert not found, "\n\n".join(found)
    return caller.sent


def test_no_call_fails_and_no_answer_is_undescribed(stack: Stack) -> None:
    assert examine_all(stack, FEW, begin=0) > 400


@pytest.mark.parametrize(
    "silent", [("/api/v1/conversations/{conversation_id}", "delete", "204"), ("/api/v1/tickets", "post", "422")]
)
def test_an_answer_that_is_not_described_is_found(stack: Stack, silent: tuple[str, str, str]) -> None:
    (operation,) = operations(stack, silent)
    with pytest.raises(BaseException, match="status"):
        examine(operation, Caller(stack), FEW, 0)


@pytest.mark.long
def test_neither_in_ten_minutes(stack: Stack) -> None:
    until, sent = time.monotonic() + TEN_MINUTES, 0
    for begin in itertools.count(1):
        sent += examine_all(stack, MANY, begin)
        if time.monotonic() > until:
            break
    print(f"{sent} cases")
    assert sent > 1000
