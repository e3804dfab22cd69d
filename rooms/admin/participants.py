"""People and their connections, one list each: what does not fit onto a room's page, and what is in none alone."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rooms.admin.durations import TimeOfPerson, TimeOfVisit
from rooms.admin.filters import PersonSituation, VisitSituation, person_named
from rooms.admin.history import HistoryAdmin
from rooms.models import ChatMessage, RoomParticipant, RoomTransition, Visit


@admin.register(RoomParticipant)
class RoomParticipantAdmin(TimeOfPerson, HistoryAdmin):
    list_display = [
        "name",
        "room",
        "role",
        "kind",
        "is_client",
        "inside_for",
        "first_seen_at",
        "last_seen_at",
        "removed_at",
    ]
    list_filter = [PersonSituation, "role", "kind", "is_client", "room__room_type"]
    search_fields = ["name"]
    search_help_text = _("Person (name, e-mail or user reference), booking or session number, LiveKit name")
    list_select_related = ["room"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("visits")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = search_term.strip()
        if words:
            in_room = queryset.filter(room__subject_ref=words) | queryset.filter(room__name__startswith=words)
            queryset = queryset.filter(person_named(words)) | in_room
        return queryset, False


@admin.register(Visit)
class VisitAdmin(TimeOfVisit, HistoryAdmin):
    list_display = [
        "participant",
        "room",
        "medium",
        "joined_at",
        "left_at",
        "duration",
        "joined_known_by",
        "left_known_by",
        "leave_reason",
    ]
    list_filter = [
        VisitSituation,
        "medium",
        "room__room_type",
        "joined_known_by",
        "left_known_by",
        "leave_reason",
    ]
    search_fields = ["=livekit_sid", "participant__name", "room__name__startswith", "=room__subject_ref"]
    list_select_related = ["room", "participant"]
    date_hierarchy = "joined_at"


@admin.register(RoomTransition)
class RoomTransitionAdmin(HistoryAdmin):
    list_display = ["room", "number", "from_status", "to_status", "at", "reason"]
    list_filter = ["to_status"]
    search_fields = ["room__name__startswith", "=room__subject_ref"]
    list_select_related = ["room"]


@admin.register(ChatMessage)
class ChatMessageAdmin(HistoryAdmin):
    """What was said, for who has to look into a complaint; it is read room by room."""

    list_display = ["room", "number", "sender", "text", "sent_at"]
    list_filter = ["room__room_type"]
    search_fields = ["text", "sender__name", "room__name__startswith", "=room__subject_ref"]
    list_select_related = ["room", "sender"]
    date_hierarchy = "sent_at"
    ordering = ["-sent_at", "-number"]
