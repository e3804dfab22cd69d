"""Recordings for operators: how each is, who agreed and who watched; holding, deleting, naming somebody for one.

None is played here: an operator who has to watch is named for it, like everybody else, and that is written down.
"""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from rooms.admin.columns import MINUTES, NONE, OfRoom, moment, moment_of, two_lines
from rooms.admin.durations import spell
from rooms.admin.filters import Choice
from rooms.admin.history import HistoryAdmin, HistoryInline
from rooms.admin.recording_actions import RecordingActions
from rooms.admin.search import Searchable, in_room_of
from rooms.models import (
    RECORDING_RUNS,
    RecordingAccess,
    RecordingConsent,
    RecordingDeletion,
    RecordingStatus,
    RecordingView,
    RoomRecording,
)
from rooms.recordings.words import error_of


class RecordingSituation(Choice):
    title = _("situation")
    parameter_name = "situation"
    choices_in_words = [
        ("running", _("Running")),
        ("ready", _("Ready")),
        ("incomplete", _("Ready, not complete")),
        ("failed", _("Failed")),
        ("held", _("Legal hold")),
        ("soon", _("Expires within a week")),
        ("deleting", _("To be deleted")),
        ("stuck", _("Cannot be deleted")),
    ]

    def condition(self, value: str | None, at: datetime) -> Q | Exists | None:
        return {
            "running": Q(status__in=RECORDING_RUNS),
            "ready": Q(status=RecordingStatus.READY),
            "incomplete": Q(status=RecordingStatus.READY, complete=False),
            "failed": Q(status=RecordingStatus.FAILED),
            "held": Q(legal_hold=True),
            "soon": Q(expires_at__lte=at + timedelta(days=7), legal_hold=False),
            "deleting": Q(deletion_requested_at__isnull=False),
            "stuck": ~Q(deletion_error=""),
        }.get(value or "")


class ConsentInline(HistoryInline):
    """Who agreed to which text when: it is proof, and stays when the recording goes."""

    model = RecordingConsent
    fields = readonly_fields = ("participant", "agreed", "way", "given", "text")
    ordering = ("given_at", "pk")
    given = staticmethod(moment_of(RecordingConsent, "given_at"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("participant", "text")


class AccessInline(HistoryInline):
    model = RecordingAccess
    fields = readonly_fields = ("user", "granted", "granted_by_ref")
    granted = staticmethod(moment_of(RecordingAccess, "granted_at"))


class ViewInline(HistoryInline):
    model = RecordingView
    fields = readonly_fields = ("who", "kind", "when")
    ordering = ("-at", "-pk")
    when = staticmethod(moment_of(RecordingView, "at"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("user")

    @admin.display(description=_("user"))
    def who(self, view: RecordingView) -> str:
        return str(view.user) if view.user is not None else view.user_ref


@admin.register(RoomRecording)
class RecordingAdmin(RecordingActions, Searchable, OfRoom, HistoryAdmin):
    list_display = ["of_room", "began", "length", "state", "kept"]
    list_filter = [RecordingSituation, "ended_by", "consent", "audio_only", "shared", "room__room_type"]
    search_fields = ["id"]
    search_help_text = _("ID, booking or session number, LiveKit name, egress ID")
    list_select_related = ["room"]
    date_hierarchy = "requested_at"
    ordering = ["-requested_at", "-id"]
    inlines = [ConsentInline, AccessInline, ViewInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("room", "id"),
                    ("status", "ended_by"),
                    ("complete", "what_is_wrong"),
                    "error_detail",
                ]
            },
        ),
        (
            _("Times"),
            {
                "fields": [
                    ("requested_at", "started_by", "asked_until"),
                    ("start_asked_at", "started_at"),
                    ("stop_requested_at", "ended_at", "ready_at"),
                ]
            },
        ),
        (
            _("File"),
            {
                "fields": [
                    ("size_bytes", "duration_seconds", "picture_seconds", "sound_seconds"),
                    ("audio_only", "missing"),
                ]
            },
        ),
        (
            _("Kept"),
            {
                "fields": [
                    ("shared", "expires_at", "kept_days"),
                    ("legal_hold", "hold_reason"),
                    ("deletion_requested_at", "deletion_reason", "deletion_error"),
                ]
            },
        ),
        (
            _("LiveKit"),
            {"classes": ["collapse"], "fields": ["egress_id", "reported_status", "consent", "check_at"]},
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["what_is_wrong"]

    def found_by(self, words: str) -> Q:
        found = in_room_of(words) | Q(egress_id=words)
        try:
            return found | Q(pk=forms.UUIDField().to_python(words))
        except forms.ValidationError:
            return found

    # --- Columns
    @admin.display(description=_("recorded"), ordering="requested_at")
    def began(self, recording: RoomRecording) -> SafeString:
        return moment(recording.started_at or recording.requested_at, MINUTES)

    @admin.display(description=_("length"), ordering="duration_seconds")
    def length(self, recording: RoomRecording) -> SafeString:
        seconds, size = recording.duration_seconds, recording.size_bytes
        shown = NONE if seconds is None else spell(timedelta(seconds=seconds))
        return two_lines(shown, f"{size / 1_000_000:.1f} MB" if size else "")

    @admin.display(description=_("status"), ordering="status")
    def state(self, recording: RoomRecording) -> SafeString:
        short = _("not complete") if recording.complete is False else ""
        return two_lines(recording.get_status_display(), recording.get_ended_by_display(), short)

    @admin.display(description=_("kept until"), ordering="expires_at")
    def kept(self, recording: RoomRecording) -> SafeString:
        if recording.deletion_requested_at is not None:
            return two_lines(_("to be deleted"), recording.deletion_error)
        hold = _("legal hold") if recording.legal_hold else ""
        return two_lines(moment(recording.expires_at, MINUTES), hold)

    @admin.display(description=_("error"))
    def what_is_wrong(self, recording: RoomRecording) -> str:
        error = error_of(recording)
        return NONE if error is None else f"{error['detail']} ({error['code']})"


@admin.register(RecordingDeletion)
class RecordingDeletionAdmin(HistoryAdmin):
    """What is gone, and that it was seen to be."""

    list_display = [
        "recording_id",
        "room_name",
        "reason",
        moment_of(RecordingDeletion, "requested_at"),
        moment_of(RecordingDeletion, "proven_at"),
        "objects_deleted",
        "bytes_deleted",
        "times_watched",
        moment_of(RecordingDeletion, "last_watched_at"),
    ]
    list_filter = ["reason"]
    search_fields = ["=recording_id", "room_name__startswith", "=egress_id"]
    date_hierarchy = "proven_at"
    ordering = ["-proven_at", "-pk"]


class RecordingInline(HistoryInline):
    """On the page of a room."""

    model = RoomRecording
    fk_name = "room"
    fields = readonly_fields = ("began", "status", "ended_by", "complete", "expires_at", "legal_hold")
    ordering = ("-requested_at", "-id")

    @admin.display(description=_("recorded"))
    def began(self, recording: RoomRecording) -> SafeString:
        url = reverse("admin:rooms_roomrecording_change", args=[recording.pk])
        return format_html('<a href="{}">{}</a>', url, moment(recording.started_at or recording.requested_at))
