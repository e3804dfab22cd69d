import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.choices import (
    RECORDING_RUNS,
    ConsentRule,
    DeletionReason,
    RecordingEnd,
    RecordingStatus,
    ViewKind,
)
from rooms.models.participant import RoomParticipant
from rooms.models.room import Room


class RoomRecording(models.Model):
    """One recording of a room, from the press of the button to the look at the storage that proves it gone.

    Only `rooms.recordings` writes it. Times of the media are LiveKit's; `ready` is only what was seen in the storage
    and could be played.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # With the row the knowledge of its object would go, and that stay for ever: recordings are deleted first.
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="recordings")
    status = models.CharField(_("status"), max_length=20, choices=RecordingStatus.choices)
    ended_by = models.CharField(_("ended by"), max_length=20, choices=RecordingEnd.choices, blank=True)
    egress_id = models.CharField(_("egress ID"), max_length=64, unique=True, null=True, blank=True)
    audio_only = models.BooleanField(_("sound only"), default=False)
    consent = models.CharField(_("consent"), max_length=10, choices=ConsentRule.choices)
    #: Nobody can guess it; the folder in it belongs to this recording alone.
    storage_key = models.CharField(_("object key"), max_length=300, unique=True)

    started_by = models.ForeignKey(
        RoomParticipant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested"))
    #: From its end, as was said when it was asked for, and to who came in since. Null: of before this was written.
    kept_days = models.PositiveIntegerField(_("is kept (days)"), null=True, blank=True)
    asked_until = models.DateTimeField(_("answers are awaited until"), null=True, blank=True)
    #: When the next look at it is due, whatever LiveKit says or does not say.
    check_at = models.DateTimeField(_("looked at again"), null=True, blank=True)
    #: Until when it may be as it is: starting, recording, ending; of one that is prepared, looking for its file.
    limit_at = models.DateTimeField(_("must be further by"), null=True, blank=True)
    #: Since when LiveKit's word that it is active is not borne out: the recorder is not in the room.
    missing_since = models.DateTimeField(_("recorder missing since"), null=True, blank=True)
    start_asked_at = models.DateTimeField(_("LiveKit was asked to start"), null=True, blank=True)
    started_at = models.DateTimeField(_("recording since"), null=True, blank=True)
    empty_since = models.DateTimeField(_("nobody inside since"), null=True, blank=True)
    stop_requested_at = models.DateTimeField(_("stop requested"), null=True, blank=True)
    ended_at = models.DateTimeField(_("recording until"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    #: Of the newest report that was applied, LiveKit's nanoseconds; an older one changes nothing.
    reported_ns = models.BigIntegerField(default=0)
    reported_status = models.CharField(_("LiveKit's last word"), max_length=40, blank=True)

    size_bytes = models.BigIntegerField(_("size (bytes)"), null=True, blank=True)
    duration_seconds = models.FloatField(_("duration (seconds)"), null=True, blank=True)
    picture_seconds = models.FloatField(_("picture (seconds)"), null=True, blank=True)
    sound_seconds = models.FloatField(_("sound (seconds)"), null=True, blank=True)
    #: {"picture": [[from, until], …], "sound": …}: holes, in seconds of the file, where they are known.
    missing = models.JSONField(_("missing"), default=dict, blank=True)
    complete = models.BooleanField(_("complete"), null=True, blank=True)
    error_code = models.CharField(_("error"), max_length=40, blank=True)
    #: What LiveKit and the recorder said, for operators; people are told by the code.
    error_detail = models.CharField(_("error, in the recorder's words"), max_length=500, blank=True)

    shared = models.BooleanField(_("shared with the people booked"), default=False)
    expires_at = models.DateTimeField(_("will be deleted"), null=True, blank=True)
    legal_hold = models.BooleanField(_("legal hold"), default=False)
    hold_reason = models.CharField(_("reason of the hold"), max_length=300, blank=True)
    deletion_requested_at = models.DateTimeField(_("deletion requested"), null=True, blank=True)
    deletion_reason = models.CharField(max_length=20, choices=DeletionReason.choices, blank=True)
    deletion_requested_by = models.CharField(max_length=64, blank=True)
    deletion_error = models.CharField(_("why it is not deleted yet"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["room"],
                condition=models.Q(status__in=[str(status) for status in RECORDING_RUNS]),
                name="rooms_one_running_recording",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=RecordingStatus.values), name="rooms_known_recording_status"
            ),
        ]
        indexes = [
            models.Index(fields=["-requested_at", "-id"], name="rooms_recordings_newest_first"),
            models.Index(
                fields=["check_at"],
                condition=models.Q(check_at__isnull=False),
                name="rooms_recordings_to_check",
            ),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(legal_hold=False, deletion_requested_at__isnull=True),
                name="rooms_recordings_to_expire",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.status}"

    @property
    def runs(self) -> bool:
        """Whether another recording of this room has to wait."""
        return self.status in RECORDING_RUNS

    @property
    def folder(self) -> str:
        """The part of the key that is this recording's alone: whatever lies below it is the worker's work."""
        return self.storage_key.rpartition("/")[0]


class RecordingAccess(models.Model):
    """Somebody beside the session's own people who may watch a recording."""

    recording = models.ForeignKey(RoomRecording, on_delete=models.CASCADE, related_name="access")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    granted_by_ref = models.CharField(_("granted by user"), max_length=64, blank=True)
    granted_at = models.DateTimeField(_("granted"))

    class Meta:
        verbose_name = _("access to a recording")
        verbose_name_plural = _("access to recordings")
        ordering = ["granted_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["recording", "user"], name="rooms_access_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.recording_id} {self.user_id}"


class RecordingView(models.Model):
    """Somebody was given a link to a recording, to play or to keep. Append only."""

    recording = models.ForeignKey(RoomRecording, on_delete=models.CASCADE, related_name="views")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    user_ref = models.CharField(_("user reference"), max_length=64)
    kind = models.CharField(_("what"), max_length=10, choices=ViewKind.choices)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("view of a recording")
        verbose_name_plural = _("views of recordings")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.recording_id} {self.kind}"


class RecordingDeletion(models.Model):
    """A recording that is gone, and the look at the storage that proved it. Append only."""

    recording_id = models.UUIDField(_("recording"), unique=True)
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="deletions")
    room_name = models.CharField(_("room"), max_length=64)
    egress_id = models.CharField(_("egress ID"), max_length=64, blank=True)
    #: Of its folder: what comes back there may be deleted again. Of other folders nobody knows whose they are.
    folder_digest = models.CharField(max_length=64, blank=True, db_index=True)
    reason = models.CharField(_("why"), max_length=20, choices=DeletionReason.choices)
    requested_by_ref = models.CharField(_("requested by user"), max_length=64, blank=True)
    requested_at = models.DateTimeField(_("requested"))
    objects_deleted = models.PositiveIntegerField(_("objects deleted"), default=0)
    bytes_deleted = models.BigIntegerField(_("bytes deleted"), default=0)
    #: By the links that were given out. Who they were goes with the recording.
    times_watched = models.PositiveIntegerField(_("times watched"), default=0)
    last_watched_at = models.DateTimeField(_("last watched"), null=True, blank=True)
    proven_at = models.DateTimeField(_("seen to be gone"))

    class Meta:
        verbose_name = _("deleted recording")
        verbose_name_plural = _("deleted recordings")
        ordering = ["-proven_at", "-pk"]

    def __str__(self) -> str:
        return str(self.recording_id)
