"""A test of a table says of each row what is wrong with it."""

import pytest

from tests.tables import for_each_row


@for_each_row([("a", 1), ("bb", 2)])
def test_a_table_whose_rows_are_all_right_passes(text: str, length: int) -> None:
    assert len(text) == length


def test_every_wrong_row_is_named_with_its_reason_and_no_other() -> None:
    @for_each_row([("a", 1), ("bb", 1), ("ccc", 3), ("dddd", 1)])
    def lengths(text: str, length: int) -> None:
        assert len(text) == length, "too long"

    with pytest.raises(AssertionError, match="2 of 4 rows are wrong") as told:
        lengths()
    _, *lines = str(told.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["('bb', 1)", "('dddd', 1)"]
    assert all("AssertionError: too long" in line for line in lines)


def test_a_row_that_breaks_the_test_keeps_no_other_from_being_tried() -> None:
    @for_each_row(["x", "1", "y"])
    def numbers(text: str) -> None:
        assert int(text) == 1

    with pytest.raises(AssertionError, match="2 of 3 rows") as told:
        numbers()
    assert str(told.value).count("ValueError") == 2
    assert isinstance(told.value.__cause__, ValueError)


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="without rows"):
        for_each_row([])
