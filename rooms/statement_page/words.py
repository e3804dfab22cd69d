"""How times, durations and their uncertainty are said. A number and its unit stay on one line."""

import math
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

_NO_BREAK = "\u00a0"


def exact_words(seconds: float) -> str:
    """`46 min 02 s`; minutes also beyond an hour, as they are billed."""
    whole = _whole(seconds)
    return _units(_("%(minutes)d min %(seconds)02d s"), minutes=whole // 60, seconds=whole % 60)


def minutes_words(seconds: float) -> str:
    """`46 min`: minutes that are full; `50 s` where there is none, because "0 min" would say that there was nothing."""
    if _whole(seconds) < 60:
        return span_words(seconds)
    return _units(_("%(minutes)d min"), minutes=_whole(seconds) // 60)


def span_words(seconds: float) -> str:
    """`50 s`, `2 min`, `1 min 50 s`: without what is zero."""
    whole = _whole(seconds)
    if whole < 60:
        return _units(_("%(seconds)d s"), seconds=whole)
    return minutes_words(whole) if whole % 60 == 0 else exact_words(whole)


def figure(seconds: float) -> str:
    """`46:02`, for columns."""
    whole = _whole(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def plus_minus_words(seconds: float) -> str:
    """`10 s`: how far it may be off, never rounded down."""
    return span_words(math.ceil(seconds))


def clock(moment: datetime) -> str:
    """`14:20:22`, in the site's time zone."""
    return f"{timezone.localtime(moment):%H:%M:%S}"


def short_clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def day_and_time(moment: datetime) -> str:
    """`17 Nov, 15:20`."""
    # A translation of it is a date format of Django's.
    return date_format(timezone.localtime(moment), _("j M, H:i"))


def since_when(moment: datetime, *, at: datetime, of: datetime | None = None) -> str:
    """`15:20` of today, else with the day, and with the year where it is another one.

    Args:
        of: the page is about that day, so that an hour alone would be taken for one of then.
    """
    local, now = timezone.localtime(moment), timezone.localtime(at)
    if local.date() == now.date() == timezone.localdate(of or at):
        return short_clock(moment)
    return day_and_time(moment) if local.year == now.year else date_format(local, _("j M Y, H:i"))


def _whole(seconds: float) -> int:
    """Half a second and more is one; a duration is never negative."""
    return max(math.floor(seconds + 0.5), 0)


def _units(words: str, **numbers: int) -> str:
    return (words % numbers).replace(" ", _NO_BREAK)
