"""What an operator wants to see of many rooms and people: who is inside now, what is over, what was unusual."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.admin.ordering import is_open
from rooms.models import Status, Visit, has_open_visit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Choice(admin.SimpleListFilter):
    """A filter with fixed choices; each one is a condition."""

    choices_in_words: list[tuple[str, "StrOrPromise"]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.choices_in_words)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = self.condition(self.value(), timezone.now())
        return queryset if condition is None else queryset.filter(condition)

    def condition(self, value: str | None, at: datetime) -> Q | Exists | None:
        """Of the rows that are shown; None shows all."""
        raise NotImplementedError


class RoomSituation(Choice):
    title = _("situation")
    parameter_name = "situation"
    choices_in_words = [
        ("running", _("Somebody is inside")),
        ("empty", _("Open, nobody inside")),
        ("today", _("Ended today")),
        ("longer", _("Longer than planned")),
        ("nobody", _("Ended, nobody came")),
    ]

    def condition(self, value: str | None, at: datetime) -> Q | Exists | None:
        match value:
            case "running":
                return Q(participant_count__gt=0)
            case "empty":
                return is_open(at) & Q(participant_count=0)
            case "today":
                midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
                return Q(status=Status.ENDED, ended_at__gte=midnight)
            case "longer":
                # The last leave counts: a room waits empty before it closes.
                later = Visit.objects.filter(room=OuterRef("pk"), left_at__gt=OuterRef("scheduled_end"))
                return Q(Exists(later)) | Q(participant_count__gt=0, scheduled_end__lt=at)
            case "nobody":
                return Q(status=Status.ENDED, started_at__isnull=True)
        return None


class PersonSituation(Choice):
    title = _("situation")
    parameter_name = "situation"
    choices_in_words = [
        ("inside", _("Inside now")),
        ("came", _("Was inside")),
        ("never", _("Never came in")),
        ("out", _("Removed, or booking withdrawn")),
    ]

    def condition(self, value: str | None, at: datetime) -> Q | Exists | None:
        match value:
            case "inside":
                return has_open_visit()
            case "came":
                return Q(first_seen_at__isnull=False)
            case "never":
                return Q(first_seen_at__isnull=True)
            case "out":
                return Q(removed_at__isnull=False) | Q(barred_at__isnull=False)
        return None


class Attended(admin.SimpleListFilter):
    """Who was there for a part of the session, for certificates; `?attended=66` asks for any other part.

    By the statements that were given out: before that, nobody's share is known.
    """

    title = _("attended at least")
    parameter_name = "attended"
    PERCENTAGES = (50, 75, 80, 90, 100)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        wanted = self._percent()
        shown = sorted({*self.PERCENTAGES, *([wanted] if wanted is not None else [])})
        return [(str(number), _("%(share)d %% of the session") % {"share": number}) for number in shown]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        percent = self._percent()
        return queryset if percent is None else queryset.filter(share__gte=percent / 100)

    def _percent(self) -> int | None:
        value = self.value() or ""
        is_number = value.isascii() and value.isdigit() and len(value) <= 3
        return int(value) if is_number and int(value) <= 100 else None


class VisitSituation(Choice):
    title = _("situation")
    parameter_name = "situation"
    choices_in_words = [
        ("inside", _("Inside now")),
        ("ended", _("Ended")),
        ("late", _("After the planned end")),
    ]

    def condition(self, value: str | None, at: datetime) -> Q | Exists | None:
        match value:
            case "inside":
                return Q(left_at__isnull=True)
            case "ended":
                return Q(left_at__isnull=False)
            case "late":
                return Q(left_at__gt=F("room__scheduled_end")) | Q(
                    left_at__isnull=True, room__scheduled_end__lt=at
                )
        return None
