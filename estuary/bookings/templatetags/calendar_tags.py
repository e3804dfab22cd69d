"""How times and states are said on the pages."""

from datetime import date, datetime

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()

#: Colour and icon of a state; the word beside them says the same.
_LOOKS = {
    "draft": ("", "pencil"),
    "pending_payment": ("warning", "card"),
    "confirmed": ("accent", "check"),
    "scheduled": ("accent", "check"),
    "in_progress": ("accent", "dot"),
    "completed": ("positive", "check"),
    "no_show": ("danger", "person-off"),
    "missed": ("danger", "person-off"),
    "canceled": ("", "ban"),
}


@register.filter
def state_tone(state: str) -> str:
    return _LOOKS[state][0]


@register.filter
def state_icon(state: str) -> str:
    return _LOOKS[state][1]


@register.filter
def day_label(moment: datetime | None, now: datetime) -> str:
    """`Today`, `Tomorrow`, `Fri 27 Nov`; the year only where it is another one."""
    if moment is None:
        return _("No time yet")
    day, today = timezone.localdate(moment), timezone.localdate(now)
    if day == today:
        return _("Today")
    if (day - today).days == 1:
        return _("Tomorrow")
    if day.year != today.year:
        return date_format(day, pgettext("day of another year, Django's date format", "j M Y"))
    return date_format(day, pgettext("day of this year, Django's date format", "D j M"))


@register.filter
def long_day(day: date | datetime) -> str:
    """`Tuesday, 24 November`."""
    found = timezone.localdate(day) if isinstance(day, datetime) else day
    return date_format(found, pgettext("a whole day, Django's date format", "l, j F"))


@register.filter
def clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


@register.filter
def milliseconds(moment: datetime) -> int:
    """For scripts: milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


@register.simple_tag
def zone_words() -> str:
    """`Berlin time`, in the words that the room's own pages have for it; a zone without a city has its name."""
    area, _slash, place = settings.TIME_ZONE.rpartition("/")
    if not area or area == "Etc":
        return settings.TIME_ZONE
    return _("%(city)s time") % {"city": place.replace("_", " ")}


@register.simple_tag
def zone_name() -> str:
    return timezone.get_current_timezone_name()
