"""The operator's view of a room: found by booking, person or LiveKit name; who was there, and all that happened."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rooms import lifecycle
from rooms.admin.columns import MINUTES, NONE, moment, two_lines
from rooms.admin.deciding import ObjectionInline, OverrideInline, VersionInline
from rooms.admin.durations import minutes, spell
from rooms.admin.filters import RoomSituation
from rooms.admin.history import ON_A_ROOM_S_PAGE, HistoryAdmin
from rooms.admin.inlines import EffectInline, ParticipantInline, TransitionInline, VisitInline
from rooms.admin.ordering import nearest_first
from rooms.admin.recordings import RecordingInline
from rooms.admin.search import Searchable, room_known_by
from rooms.admin.statement import StatementPages
from rooms.models import EndReason, Room, RoomParticipant, Status, Visit, WebhookEvent
from rooms.statement.ledger import fold_ledger


@admin.register(Room)
class RoomAdmin(Searchable, StatementPages, HistoryAdmin):
    list_display = ["known_as", "start", "time", "inside", "came", "state"]
    list_filter = [RoomSituation, "status", "room_type", "outcome", "end_reason", "scheduled_start"]
    search_fields = ["name"]
    date_hierarchy = "scheduled_start"
    # See get_ordering; this only keeps the list from showing that of the model as its own.
    ordering = ["pk"]
    inlines = [
        ParticipantInline,
        VisitInline,
        RecordingInline,
        ObjectionInline,
        OverrideInline,
        VersionInline,
        TransitionInline,
        EffectInline,
    ]
    actions = ["end_room", "decide_outcome"]
    change_form_template = "rooms/admin/room_change.html"
    search_help_text = _("Booking or session number, person (name or e-mail), LiveKit name or SID")
    fieldsets = [
        (None, {"fields": [("name", "room_type"), ("title", "subject"), "status"]}),
        (_("People"), {"fields": [("inside", "came"), "everybody"]}),
        (
            _("Times"),
            {
                "fields": [
                    ("scheduled_start", "scheduled_end"),
                    ("opens_at", "closes_at", "last_moment_at"),
                    ("started_at", "ended_at"),
                    ("planned", "lasted", "together"),
                ]
            },
        ),
        (_("End"), {"fields": [("end_reason", "outcome"), ("told_outcome", "final_at")]}),
        (
            _("Settings"),
            {
                "classes": ["collapse"],
                "fields": [
                    "template",
                    "config",
                    "empty_timeout",
                    "max_participants",
                    "recording_enabled",
                    "waiting_room",
                    "dial_in_enabled",
                    "livekit_sid",
                    "id",
                    "revision",
                ],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        came = RoomParticipant.objects.filter(room=OuterRef("pk"), first_seen_at__isnull=False)
        visits = Visit.objects.filter(room=OuterRef("pk"))
        rooms: QuerySet[Any] = super().get_queryset(request)
        number = came.order_by().values("room").annotate(number=Count("pk")).values("number")
        last = visits.order_by().values("room").annotate(last=Max("left_at")).values("last")
        found: QuerySet[Any] = rooms.annotate(
            people_came=Coalesce(Subquery(number), 0), last_left_at=Subquery(last)
        )
        return found

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return list(nearest_first(timezone.now()))

    def found_by(self, words: str) -> Q:
        return room_known_by(words)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["subject", "inside", "came", "everybody", "planned", "lasted", "together"]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        shown: dict[str, Any] = {}
        if request.user.has_perm("rooms.view_webhookevent"):
            room = self.get_object(request, object_id)
            events = WebhookEvent.objects.filter(room_name=room.name if room else "").order_by("-received_at")
            shown = {"webhook_events": events[:ON_A_ROOM_S_PAGE], "rows": ON_A_ROOM_S_PAGE}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.change_room")

    @admin.display(description=_("room"), ordering="title")
    def known_as(self, room: Room) -> SafeString:
        return two_lines(room.title or room.name, self.subject(room), room.name if room.title else "")

    @admin.display(description=_("start"), ordering="scheduled_start")
    def start(self, room: Room) -> SafeString:
        return moment(room.scheduled_start, MINUTES)

    @admin.display(description=_("lasted"), ordering="started_at")
    def time(self, room: Room) -> SafeString:
        return two_lines(self.lasted(room), _("of %(time)s") % {"time": self.planned(room)})

    @admin.display(description=_("status"), ordering="status")
    def state(self, room: Room) -> SafeString:
        return two_lines(room.get_status_display(), room.get_outcome_display())

    @admin.display(description=_("subject"))
    def subject(self, room: Room) -> str:
        return f"{room.get_subject_kind_display()} {room.subject_ref}"

    @admin.display(description=_("inside"), ordering="participant_count")
    def inside(self, room: Room) -> int:
        return room.participant_count

    @admin.display(description=_("came"), ordering="people_came")
    def came(self, room: Room) -> int:
        return room.people_came  # type: ignore[attr-defined,no-any-return]

    @admin.display(description=_("all of them"))
    def everybody(self, room: Room) -> SafeString:
        lists = {
            "roomparticipant": _("People of this room"),
            "visit": _("Visits of this room"),
            "chatmessage": _("Chat of this room"),
            "effect": _("Effects of this room (%(number)d)") % {"number": room.effects.count()},
        }
        links = [
            format_html(
                '<a href="{}?room__id__exact={}">{}</a>',
                reverse(f"admin:rooms_{model}_changelist"),
                room.pk,
                words,
            )
            for model, words in lists.items()
        ]
        return format_html_join(" · ", "{}", [(link,) for link in links])

    @admin.display(description=_("planned"))
    def planned(self, room: Room) -> str:
        if room.scheduled_start is None or room.scheduled_end is None:
            return NONE
        return minutes(room.scheduled_end - room.scheduled_start)

    @admin.display(description=_("lasted"))
    def lasted(self, room: Room) -> str:
        """From the first one inside to the last leave, or to now while somebody is."""
        until = timezone.now() if room.participant_count else room.last_left_at  # type: ignore[attr-defined]
        return spell(until - room.started_at) if room.started_at and until else NONE

    @admin.display(description=_("practitioner and client together"))
    def together(self, room: Room) -> str:
        now = timezone.now()
        return spell(timedelta(seconds=fold_ledger(room, at=now).together_seconds))

    @admin.action(description=_("End room…"), permissions=["end"])
    def end_room(self, request: HttpRequest, queryset: QuerySet[Room]) -> HttpResponse | None:
        """Puts everyone out, so it asks first and names the number of people."""
        open_rooms = list(queryset.exclude(status=Status.ENDED))
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("End rooms?"),
                "rooms": open_rooms,
                "people": sum(room.participant_count for room in open_rooms),
                "selected": request.POST.getlist("_selected_action"),
                "opts": self.opts,
            }
            return TemplateResponse(request, "rooms/admin/end_rooms.html", context)
        for room in open_rooms:
            now = timezone.now()
            with lifecycle.locked_room(pk=room.pk) as locked:
                lifecycle.end_room(
                    locked, EndReason.OPERATOR, ended_at=now, at=now, by_ref=str(request.user.pk)
                )
            self.log_change(request, room, "ended")
        self.message_user(
            request,
            ngettext("%d room was ended.", "%d rooms were ended.", len(open_rooms)) % len(open_rooms),
            messages.SUCCESS,
        )
        return None
