"""Which part of a file a `Range` asks for (RFC 9110)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.recordings.ranges import Part, Unsatisfiable, part_of


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, 99),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=90-1000", 90, 99),
        ("bytes=-10", 90, 99),
        ("bytes=-1000", 0, 99),
        ("BYTES=5-6", 5, 6),
        (" bytes= 5 - 6 ", 5, 6),
        ("bytes=007-8", 7, 8),
    ],
)
def test_one_part_is_understood(header: str, first: int, last: int) -> None:
    assert part_of(header, 100) == Part(first, last)


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999-"])
def test_what_begins_behind_the_end_cannot_be_given(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        part_of(header, 100)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=0-1,5-6",
        "items=0-5",
        "bytes=6-5",
        "bytes=a-b",
        "bytes=--5",
        "bytes=" + "9" * 21 + "-",
        "bytes=0x1-5",
        "bytes=1.5-2",
        "bytes=٣-٤٥",
    ],
)
def test_everything_else_is_answered_with_the_whole_file(header: str) -> None:
    assert part_of(header, 100) is None


def test_of_an_empty_file_there_is_no_part() -> None:
    for header in ("bytes=0-", "bytes=-5"):
        with pytest.raises(Unsatisfiable):
            part_of(header, 0)


@given(header=st.from_regex(r"bytes=\d{0,22}-\d{0,22}", fullmatch=True), size=st.integers(1, 10**6))
def test_a_part_lies_within_the_file(header: str, size: int) -> None:
    try:
        part = part_of(header, size)
    except Unsatisfiable:
        return
    if part is not None:
        assert 0 <= part.first <= part.last < size
        assert part.length >= 1
