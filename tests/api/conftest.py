"""Conversations with the running product."""

from __future__ import annotations

import pytest

from tests.stack import Chat, Stack


@pytest.fixture
def chat(stack: Stack) -> Chat:
    return stack.chat(language="en")
