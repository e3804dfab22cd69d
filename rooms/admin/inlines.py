"""What a room's page shows of its people and of what happened: the first rows of each kind, people first."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rooms.admin.durations import TimeOfPerson, TimeOfVisit
from rooms.admin.history import ON_A_ROOM_S_PAGE, HistoryInline
from rooms.models import Effect, RoomParticipant, RoomTransition, Visit, has_open_visit


class ParticipantInline(TimeOfPerson, HistoryInline):
    model = RoomParticipant
    fields = readonly_fields = (
        "name",
        "role",
        "kind",
        "is_client",
        "is_inside",
        "inside_for",
        "first_seen_at",
        "last_seen_at",
        "removed_at",
        "barred_at",
        "user_ref",
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


class VisitInline(TimeOfVisit, HistoryInline):
    model = Visit
    fields = readonly_fields = (
        "participant",
        "medium",
        "joined_at",
        "joined_known_by",
        "left_at",
        "left_known_by",
        "duration",
        "leave_reason",
        "livekit_sid",
    )
    verbose_name_plural = format_lazy(_("visits (the newest {number})"), number=ON_A_ROOM_S_PAGE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("participant").order_by("-joined_at", "pk")


class TransitionInline(HistoryInline):
    model = RoomTransition
    fields = readonly_fields = ("number", "from_status", "to_status", "at", "reason", "written_at")
    verbose_name_plural = format_lazy(_("transitions (the newest {number})"), number=ON_A_ROOM_S_PAGE)
    ordering = ("-number",)


class EffectInline(HistoryInline):
    model = Effect
    fields = readonly_fields = ("kind", "due_at", "attempts", "last_error", "done_at", "expired")
    verbose_name_plural = format_lazy(_("effects (the newest {number})"), number=ON_A_ROOM_S_PAGE)
    ordering = ("-due_at", "-pk")
