"""People and their connections, one list each: what does not fit onto a room's page, and what is in none alone."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rooms import lifecycle
from rooms.admin.columns import LETTERS, NONE, OfRoom, moment_of, two_lines
from rooms.admin.durations import TimeOfPerson, TimeOfVisit
from rooms.admin.filters import Attended, PersonSituation, VisitSituation
from rooms.admin.history import HistoryAdmin
from rooms.admin.people import EndsOfVisit, StandingOfPerson
from rooms.admin.quality import get_distribution
from rooms.admin.search import Searchable, has_all_parts, in_room_of, person_named
from rooms.models import ChatMessage, RoomParticipant, RoomTransition, Status, Visit
from rooms.quality import level_words


@admin.register(RoomParticipant)
class RoomParticipantAdmin(StandingOfPerson, TimeOfPerson, Searchable, OfRoom, HistoryAdmin):
    list_display = ["name", "of_room", "standing", "inside_for", "attended", "first_inside", "last_inside"]
    list_filter = [PersonSituation, Attended, "role", "kind", "is_client", "room__room_type"]
    search_fields = ["name"]
    search_help_text = _("Person (name, e-mail or user reference), booking or session number, LiveKit name")
    list_select_related = ["room"]
    ordering = [F("last_seen_at").desc(nulls_last=True), "-created_at"]
    actions = ["let_back_in"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("visits")

    def has_readmit_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.change_roomparticipant")

    @admin.action(description=_("Let back in"), permissions=["readmit"])
    def let_back_in(self, request: HttpRequest, queryset: QuerySet[RoomParticipant]) -> None:
        """Whom a practitioner removed from a room that is open; whose booking is gone has to book again."""
        removed = queryset.filter(removed_at__isnull=False).exclude(room__status=Status.ENDED)
        people = list(removed.order_by("room_id", "pk"))
        for person in people:
            with lifecycle.locked_room(pk=person.room_id) as room:
                lifecycle.readmit(room, room.participants.get(pk=person.pk))
            self.log_change(request, person, "readmitted")
        words = ngettext("%d person may come back in.", "%d people may come back in.", len(people))
        self.message_user(request, words % len(people), messages.SUCCESS if people else messages.WARNING)

    def found_by(self, words: str) -> Q:
        return person_named(words) | in_room_of(words)

    @admin.display(description=_("share"), ordering="share")
    def attended(self, participant: RoomParticipant) -> str:
        return NONE if participant.share is None else f"{int(participant.share * 100)}\u00a0%"


@admin.register(Visit)
class VisitAdmin(EndsOfVisit, TimeOfVisit, Searchable, OfRoom, HistoryAdmin):
    list_display = ["person", "of_room", "connection", "joined", "left", "duration"]
    list_filter = [
        VisitSituation,
        "medium",
        "room__room_type",
        "joined_known_by",
        "left_known_by",
        "leave_reason",
    ]
    search_fields = ["livekit_sid"]
    search_help_text = _("Person (name), LiveKit SID or name, booking or session number")
    list_select_related = ["room", "participant"]
    date_hierarchy = "joined_at"
    ordering = ["-joined_at", "pk"]
    change_list_template = "rooms/admin/visit_list.html"

    def found_by(self, words: str) -> Q:
        return Q(livekit_sid=words) | has_all_parts("participant__name", words) | in_room_of(words)

    # A method, because the admin lets no foreign key take two lines.
    @admin.display(description=_("participant"), ordering="participant__name")
    def person(self, visit: Visit) -> str:
        return str(visit.participant)

    @admin.display(description=_("connection"), ordering="medium")
    def connection(self, visit: Visit) -> SafeString:
        return two_lines(visit.get_medium_display(), level_words(visit.quality.get("level")))

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
class RoomTransitionAdmin(OfRoom, HistoryAdmin):
    list_display = [
        "of_room",
        "number",
        "from_status",
        "to_status",
        moment_of(RoomTransition, "at"),
        "reason",
    ]
    list_filter = ["to_status"]
    search_fields = ["room__name__startswith", "=room__subject_ref"]
    list_select_related = ["room"]
    ordering = ["-at", "-number"]


@admin.register(ChatMessage)
class ChatMessageAdmin(Searchable, OfRoom, HistoryAdmin):
    """What was said, for who has to look into a complaint; it is read room by room."""

    list_display = ["of_room", "number", "by", "beginning", moment_of(ChatMessage, "sent_at")]
    list_filter = ["room__room_type"]
    search_fields = ["text"]
    search_help_text = _("Text, sender (name), booking or session number, LiveKit name")
    list_select_related = ["room", "sender"]
    date_hierarchy = "sent_at"
    ordering = ["-sent_at", "-number"]

    def found_by(self, words: str) -> Q:
        return has_all_parts("text", words) | has_all_parts("sender__name", words) | in_room_of(words)

    # Methods, because the admin lets no foreign key take two lines.
    @admin.display(description=_("sender"), ordering="sender__name")
    def by(self, message: ChatMessage) -> str:
        return str(message.sender)

    @admin.display(description=_("text"))
    def beginning(self, message: ChatMessage) -> str:
        return Truncator(message.text).chars(LETTERS)
