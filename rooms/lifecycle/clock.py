"""Due times, as docs/rules.md, "Closing", has them. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rooms.statement import DEFAULT_LENGTH


@dataclass(frozen=True)
class Window:
    """When a room may be entered: from `opens_at`, until `last_moment_at` at the latest."""

    opens_at: datetime
    ends_at: datetime
    last_moment_at: datetime

    def holds(self, moment: datetime) -> bool:
        return self.opens_at <= moment < self.last_moment_at


def window_of(
    starts_at: datetime | None, ends_at: datetime | None, *, early: timedelta, overtime: timedelta
) -> Window | None:
    """The window of scheduled times; None without a start."""
    if starts_at is None:
        return None
    end = ends_at or starts_at + DEFAULT_LENGTH
    return Window(starts_at - early, end, end + overtime)


def due_to_close(
    *,
    last_moment_at: datetime,
    scheduled_end: datetime,
    last_left_at: datetime | None,
    is_done: bool,
    empty_timeout: timedelta,
) -> datetime:
    """When the worker closes an empty room if nothing changes.

    Args:
        scheduled_end: with the default length where the host gave none.
        last_left_at: the last leave of anybody; None where nobody was inside.
        is_done: the session happened, and its room need not wait for the scheduled end.
    """
    if is_done and last_left_at is not None:
        since = last_left_at
    else:
        since = max(scheduled_end, last_left_at) if last_left_at else scheduled_end
    return min(since + empty_timeout, last_moment_at)
