"""People and their connections, one list each: what does not fit onto a room's page, and what is in none alone."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.admin.durations import NONE, TimeOfPerson, TimeOfVisit
from rooms.admin.filters import PersonSituation, VisitSituation, person_named
from rooms.admin.history import HistoryAdmin
from rooms.admin.quality import get_distribution
from rooms.models import ChatMessage, RoomParticipant, RoomTransition, Visit
from rooms.quality import level_words


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
        "level",
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
    change_list_template = "rooms/admin/visit_list.html"

    @admin.display(description=_("connection"))
    def level(self, visit: Visit) -> str:
        return level_words(visit.quality.get("level")) or NONE

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.quality_view)
        return [path("quality/", page, name="rooms_visit_quality"), *super().get_urls()]

    def quality_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **get_distribution(at=timezone.now()),
            "title": _("Connection quality"),
            "opts": self.opts,
        }
        return TemplateResponse(request, "rooms/admin/quality.html", context)


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
