"""Columns that leave room for the others: a moment in figures, and what belongs together one below the other."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from rooms.models import Room

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: For what is not there.
NONE = "–"  # noqa: RUF001
#: Of a long text, in a list; the page of a row has all of it.
LETTERS = 200
MINUTES = "%Y-%m-%d %H:%M"
SECONDS = "%Y-%m-%d %H:%M:%S"


def moment(at: datetime | None, form: str = SECONDS) -> SafeString:
    """`2026-11-29 14:05:09`, the same in every language: the time stands below the date where there is little room."""
    parts = f"{timezone.localtime(at):{form}}".split() if at else [NONE]
    return format_html_join(" ", '<span class="nowrap">{}</span>', [(part,) for part in parts])


def moment_of(
    model: type[Model], field: str, form: str = SECONDS, *, words: "StrOrPromise" = ""
) -> Callable[[Any], SafeString]:
    """The column of a field that holds a moment; it is named, and sorted, as the field.

    Args:
        words: above it, where the field's own would be wider than what stands below them.
    """
    above = words or model._meta.get_field(field).verbose_name  # type: ignore[union-attr]

    @admin.display(description=above, ordering=field)
    def column(row: Any) -> SafeString:
        return moment(getattr(row, field), form)

    column.__name__ = field
    return column


def two_lines(first: object, *second: object) -> SafeString:
    """What one looks for, and below it in small what belongs to it; whatever is empty is left out."""
    below = " · ".join(str(part) for part in second if part)
    return format_html("{}<br><small>{}</small>", first, below) if below else format_html("{}", first)


class OfRoom:
    """The column `of_room`, of a list whose rows belong to a room; an effect may belong to none."""

    @admin.display(description=_("room"), ordering="room__scheduled_start")
    def of_room(self, row: Any) -> SafeString:
        room: Room | None = row.room
        if room is None:
            return two_lines(NONE)
        return two_lines(room.title or room.name, room.name if room.title else "")
