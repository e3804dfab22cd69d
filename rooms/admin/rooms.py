"""The operator's view of a room: found by booking, person or LiveKit name; everything that happened, inline."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rooms import lifecycle
from rooms.admin.history import HistoryAdmin, HistoryInline
from rooms.models import (
    Effect,
    EndReason,
    Room,
    RoomParticipant,
    RoomTransition,
    Status,
    Visit,
    WebhookEvent,
)
from rooms.statement.ledger import get_statement

#: Rows of one kind on a room's page; the lists of their own have the rest.
NEWEST = 100


class ParticipantInline(HistoryInline):
    model = RoomParticipant
    fields = readonly_fields = (
        "name",
        "role",
        "kind",
        "is_client",
        "user_ref",
        "first_seen_at",
        "last_seen_at",
        "removed_at",
        "barred_at",
    )
    verbose_name_plural = _("people")


class VisitInline(HistoryInline):
    model = Visit
    fields = readonly_fields = (
        "participant",
        "medium",
        "joined_at",
        "joined_known_by",
        "left_at",
        "left_known_by",
        "leave_reason",
        "livekit_sid",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("participant")


class TransitionInline(HistoryInline):
    model = RoomTransition
    fields = readonly_fields = ("number", "from_status", "to_status", "at", "reason", "written_at")


class EffectInline(HistoryInline):
    model = Effect
    fields = readonly_fields = ("kind", "due_at", "attempts", "last_error", "done_at", "expired")


@admin.register(Room)
class RoomAdmin(HistoryAdmin):
    list_display = [
        "name",
        "subject",
        "title",
        "room_type",
        "status",
        "participant_count",
        "scheduled_start",
        "outcome",
        "end_reason",
    ]
    list_filter = ["status", "room_type", "outcome", "end_reason", "scheduled_start"]
    date_hierarchy = "scheduled_start"
    inlines = [ParticipantInline, VisitInline, TransitionInline, EffectInline]
    actions = ["end_room"]
    search_help_text = _("Booking or session number, person (name or e-mail), LiveKit name or SID")
    fieldsets = [
        (None, {"fields": ["name", "subject", "title", "room_type", "status", "participant_count"]}),
        (
            _("Times"),
            {
                "fields": [
                    ("scheduled_start", "scheduled_end"),
                    ("opens_at", "closes_at", "last_moment_at"),
                    ("started_at", "ended_at"),
                ]
            },
        ),
        (_("End"), {"fields": ["end_reason", "outcome", "told_outcome", "together", "final_at"]}),
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
        (_("Webhook events"), {"fields": ["webhook_events"]}),
    ]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        email = get_user_model().get_email_field_name()
        return [
            "=subject_ref",
            "name__startswith",
            "title__icontains",
            "participants__name__icontains",
            f"participants__user__{email}__iexact",
            "=livekit_sid",
            "=visits__livekit_sid",
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["subject", "together", "webhook_events"]

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.change_room")

    @admin.display(description=_("subject"), ordering="subject_ref")
    def subject(self, room: Room) -> str:
        return f"{room.get_subject_kind_display()} {room.subject_ref}"

    @admin.display(description=_("practitioner and client together"))
    def together(self, room: Room) -> str:
        seconds = int(get_statement(room, at=timezone.now()).together_seconds)
        return f"{seconds // 60} min {seconds % 60:02d} s"

    @admin.display(description=_("newest first"))
    def webhook_events(self, room: Room) -> SafeString:
        rows = WebhookEvent.objects.filter(room_name=room.name).order_by("-received_at")[:NEWEST]
        body = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            (
                (row.event, f"{timezone.localtime(row.created_at):%Y-%m-%d %H:%M:%S}", _done(row), row.error)
                for row in rows
            ),
        )
        return format_html(
            "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table>",
            _("event"),
            _("happened"),
            _("processed"),
            _("error"),
            body,
        )

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


def _done(row: WebhookEvent) -> str:
    return f"{timezone.localtime(row.processed_at):%H:%M:%S}" if row.processed_at else "–"  # noqa: RUF001
