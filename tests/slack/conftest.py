"""One sales desk for all journeys; whatever it sends is checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from proxy import Proxy
from sales_desk import Desk, sales_desk
from validators import check_message, check_view

MESSAGES = {"chat.postMessage", "chat.update", "chat.postEphemeral"}
VIEWS = {"views.open", "views.publish", "views.update"}


@pytest.fixture(scope="session")
def running_desk(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Desk]:
    with sales_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture
def desk(running_desk: Desk) -> Iterator[Desk]:
    """The sales desk with empty channels and nothing going wrong. In the end, every block that left is held against the validators."""
    running_desk.proxy.calm()
    running_desk.slack.forget()
    yield running_desk
    check_all_sent(running_desk.proxy)


def check_all_sent(proxy: Proxy) -> None:
    """Holds every message and form that was sent against the validators."""
    for call in proxy.calls:
        if call.method in MESSAGES:
            check_message(call.values.get("text"), _read(call.values.get("blocks")))
        if call.method in VIEWS:
            check_view(_read(call.values["view"]))


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
