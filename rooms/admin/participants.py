from django.contrib import admin

from rooms.admin.history import HistoryAdmin
from rooms.models import RoomParticipant, RoomTransition, Visit


@admin.register(RoomParticipant)
class RoomParticipantAdmin(HistoryAdmin):
    list_display = [
        "name",
        "room",
        "role",
        "kind",
        "is_client",
        "first_seen_at",
        "last_seen_at",
        "removed_at",
    ]
    list_filter = ["role", "kind", "is_client"]
    search_fields = ["name", "=user_ref", "room__name__startswith", "=room__subject_ref"]
    list_select_related = ["room"]


@admin.register(Visit)
class VisitAdmin(HistoryAdmin):
    list_display = [
        "participant",
        "room",
        "medium",
        "joined_at",
        "joined_known_by",
        "left_at",
        "left_known_by",
        "leave_reason",
    ]
    list_filter = ["medium", "joined_known_by", "left_known_by", "leave_reason"]
    search_fields = ["=livekit_sid", "participant__name", "room__name__startswith", "=room__subject_ref"]
    list_select_related = ["room", "participant"]
    date_hierarchy = "joined_at"


@admin.register(RoomTransition)
class RoomTransitionAdmin(HistoryAdmin):
    list_display = ["room", "number", "from_status", "to_status", "at", "reason"]
    list_filter = ["to_status"]
    search_fields = ["room__name__startswith", "=room__subject_ref"]
    list_select_related = ["room"]
