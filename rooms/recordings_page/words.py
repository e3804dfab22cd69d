"""Times, sizes and dates of recordings in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: From so many days on a deletion is said as a number of days: sooner than people look into a calendar.
SOON_DAYS = 3


def clock_length(seconds: float | None) -> str:
    """`52:00`, `71:14`, as a player counts; empty where nobody knows."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def spoken_length(seconds: float | None) -> str:
    """`52 min`; empty where nobody knows."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{round(seconds)}\u00a0s"
    return f"{round(seconds / 60)}\u00a0min"


def size(number: int | None) -> str:
    """`412 MB`, `1.4 GB`, as people count them; empty where nobody knows."""
    if number is None:
        return ""
    megabytes = max(1, round(number / 1e6))
    if megabytes < 1_000:
        return f"{megabytes}\u00a0MB"
    return f"{number_format(number / 1e9, 1)}\u00a0GB"


def day(moment: datetime, *, at: datetime) -> str:
    """`Today`, `Thu 12 Nov`; the year only where it is another one."""
    found, today = timezone.localdate(moment), timezone.localdate(at)
    if found == today:
        return _("Today")
    if found.year != today.year:
        return date_format(found, _("j M Y"))
    return date_format(found, _("D j M"))


def clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def days_left(expires_at: datetime, *, at: datetime) -> int:
    """Whole days of the calendar; 0: today."""
    return (timezone.localdate(expires_at) - timezone.localdate(at)).days


def is_soon(expires_at: datetime | None, *, at: datetime) -> bool:
    """Whether a deletion is so near that everybody should see it."""
    return expires_at is not None and days_left(expires_at, at=at) <= SOON_DAYS


def deletion(expires_at: datetime, *, at: datetime) -> str:
    """`Will be deleted on 10 Feb 2027`, `… in 3 days`, `… tomorrow`, `… today`."""
    days = days_left(expires_at, at=at)
    if days <= 0:
        return _("Will be deleted today")
    if days == 1:
        return _("Will be deleted tomorrow")
    if days <= SOON_DAYS:
        return ngettext("Will be deleted in %(days)d day", "Will be deleted in %(days)d days", days) % {
            "days": days
        }
    date = date_format(timezone.localdate(expires_at), _("j M Y"))
    return _("Will be deleted on %(date)s") % {"date": date}
