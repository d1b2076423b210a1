"""The real help desks that the tests speak to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.desks.real_desk import RealDesk
from tests.desks.running_helpdesk import helpdesk
from tests.desks.running_request_tracker import request_tracker

RUNNING: dict[str, Callable[[Path], AbstractContextManager[RealDesk]]] = {
    "django-helpdesk": helpdesk,
    "request-tracker": request_tracker,
}


@pytest.fixture(scope="module", params=RUNNING)
def real(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, programs: Path
) -> Iterator[RealDesk]:
    """Each of them, with one queue and one agent."""
    with RUNNING[request.param](tmp_path_factory.mktemp("desk")) as running:
        yield running
