"""How many examples a property is tried with: fewer in `make test` than in `make test-all`."""

from __future__ import annotations

from hypothesis import settings


def times(factor: int) -> settings:
    """So many times the examples of the profile in use (tests/conftest.py); for what one reading of a text takes little
    of, and many examples find more.
    """
    return settings(max_examples=factor * settings().max_examples)
