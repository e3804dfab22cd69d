"""Presences as spans of time: as the ledger has them, and as long or as short as they may have been in truth."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from rooms.statement.intervals import Interval, intersection, total, union
from rooms.statement.shapes import Presence, Side

#: One presence as a span; an open one ends now.
Reading = Callable[[Presence, datetime], Interval]


def as_written(presence: Presence, at: datetime) -> Interval:
    return presence.joined_at, presence.left_at or max(at, presence.joined_at)


def at_most(presence: Presence, at: datetime) -> Interval:
    """From the earliest moment they may have come to the latest they may have gone."""
    begin, end = as_written(presence, at)
    return begin - timedelta(seconds=presence.joined_precision), end + _leave_slack(presence)


def at_least(presence: Presence, at: datetime) -> Interval:
    """What is certain of it; ends before it begins where nothing is."""
    begin, end = as_written(presence, at)
    return begin + timedelta(seconds=presence.joined_precision), end - _leave_slack(presence)


def spans(presences: Iterable[Presence], at: datetime, read: Reading = as_written) -> list[Interval]:
    """When any of them lasted."""
    return union(read(presence, at) for presence in presences)


def together(presences: Sequence[Presence], at: datetime, read: Reading = as_written) -> list[Interval]:
    """When a practitioner and a client were inside at the same moment."""

    def of(side: Side) -> list[Interval]:
        return spans((p for p in presences if p.side == side), at, read)

    return intersection(of("practitioner"), of("client"))


def plus_minus(measure: Callable[[Reading], list[Interval]]) -> float:
    """How many seconds a time may be off, if each end is off by no more than it says.

    Longer presences only ever make a union or an intersection longer, so the truth lies between the time of the
    longest and that of the shortest. Where ends stand apart that is the sum over the ends that bound it.
    """
    written = total(measure(as_written))
    longest, shortest = total(measure(at_most)), total(measure(at_least))
    return max(longest - written, written - shortest).total_seconds()


def _leave_slack(presence: Presence) -> timedelta:
    return timedelta(seconds=presence.left_precision if presence.left_at is not None else 0)
