"""What a room's page shows of its people and of what happened: the first rows of each kind, people first."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rooms.admin.columns import moment_of
from rooms.admin.durations import TimeOfPerson, TimeOfVisit
from rooms.admin.history import ON_A_ROOM_S_PAGE, HistoryInline
from rooms.admin.people import EndsOfVisit, StandingOfPerson
from rooms.models import Effect, RoomParticipant, RoomTransition, Visit, has_open_visit


class ParticipantInline(StandingOfPerson, TimeOfPerson, HistoryInline):
    model = RoomParticipant
    fields = readonly_fields = (
        "name",
        "user_ref",
        "standing",
        "is_inside",
        "inside_for",
        "first_inside",
        "last_inside",
    )
    verbose_name_plural = format_lazy(
        _("people (who is inside first, at most {number})"), number=ON_A_ROOM_S_PAGE
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        people: QuerySet[Any] = super().get_queryset(request).annotate(is_inside_now=has_open_visit())
        newest = F("last_seen_at").desc(nulls_last=True)
        return people.prefetch_related("visits").order_by("-is_inside_now", newest, "created_at")

    @admin.display(boolean=True, description=_("inside"))
    def is_inside(self, participant: RoomParticipant) -> bool:
        return bool(participant.is_inside_now)  # type: ignore[attr-defined]


class VisitInline(EndsOfVisit, TimeOfVisit, HistoryInline):
    model = Visit
    fields = readonly_fields = ("participant", "medium", "joined", "left", "duration", "livekit_sid")
    verbose_name_plural = format_lazy(_("visits (the newest {number})"), number=ON_A_ROOM_S_PAGE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("participant").order_by("-joined_at", "pk")


class TransitionInline(HistoryInline):
    model = RoomTransition
    fields = readonly_fields = (
        "number",
        "from_status",
        "to_status",
        "happened",
        "reason",
        "written",
    )
    verbose_name_plural = format_lazy(_("transitions (the newest {number})"), number=ON_A_ROOM_S_PAGE)
    ordering = ("-number",)
    happened = staticmethod(moment_of(RoomTransition, "at"))
    written = staticmethod(moment_of(RoomTransition, "written_at"))


class EffectInline(HistoryInline):
    """What is done is in the list of effects: every line of a chat was one."""

    model = Effect
    fields = readonly_fields = ("kind", "due", "attempts", "stuck", "last_error")
    verbose_name_plural = format_lazy(
        _("effects that wait (tried most often first, at most {number})"), number=ON_A_ROOM_S_PAGE
    )
    ordering = ("-attempts", "due_at", "pk")
    due = staticmethod(moment_of(Effect, "due_at"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(done_at__isnull=True)

    @admin.display(boolean=True, description=_("stuck"))
    def stuck(self, effect: Effect) -> bool:
        return effect.is_stuck
