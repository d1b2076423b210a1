"""Reads a contract file with one row."""

from renewals.contract_file import Refusal, read_contracts
from tests.builders import contract_file


def read(text: str) -> list[object]:
    return list(read_contracts(text.splitlines(keepends=True)))


def refusal(**difference: str) -> Refusal:
    (only,) = read(contract_file(difference))
    assert isinstance(only, Refusal), only
    return only
