"""Conversations with the running product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.observed import Observed, observed_product
from tests.stack import Chat, Stack


@pytest.fixture
def chat(stack: Stack) -> Chat:
    return stack.chat(language="en")


@pytest.fixture(scope="session")
def observed(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Observed]:
    """The product whose logs, traces and mails are looked at."""
    with observed_product(tmp_path_factory.mktemp("observed")) as product:
        yield product
