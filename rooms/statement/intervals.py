"""Arithmetic on spans of time: half-open, sorted, never overlapping after `union`."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

Interval = tuple[datetime, datetime]


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same moments, each counted once."""
    merged: list[Interval] = []
    for begin, end in sorted(intervals):
        if end <= begin:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def intersection(left: Sequence[Interval], right: Sequence[Interval]) -> list[Interval]:
    """The moments that are in both; both must come from `union`."""
    common: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        begin, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if begin < end:
            common.append((begin, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return common


def since(intervals: Iterable[Interval], moment: datetime | None) -> list[Interval]:
    """What of them lies at or after the moment; all of it where there is no moment."""
    if moment is None:
        return list(intervals)
    return [(max(begin, moment), end) for begin, end in intervals if end > moment]


def total(intervals: Iterable[Interval]) -> timedelta:
    """How long they are together; give them through `union` first."""
    return sum((end - begin for begin, end in intervals), timedelta())
