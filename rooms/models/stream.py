import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.choices import STREAM_RUNS, StreamStatus
from rooms.models.room import Room


class RoomStream(models.Model):
    """One egress that streams a room to any number of targets. Only `rooms.streaming` writes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="streams")
    status = models.CharField(_("status"), max_length=20, choices=StreamStatus.choices)
    egress_id = models.CharField(_("egress ID"), max_length=64, unique=True, null=True, blank=True)
    check_at = models.DateTimeField(_("looked at again"), null=True, blank=True)
    start_asked_at = models.DateTimeField(_("LiveKit was asked to start"), null=True, blank=True)
    requested_at = models.DateTimeField(_("requested"))
    started_at = models.DateTimeField(_("on air since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    #: Its recorder is not in the room since then, though LiveKit calls it active.
    missing_since = models.DateTimeField(_("recorder missing since"), null=True, blank=True)
    reported_ns = models.BigIntegerField(default=0)
    error_code = models.CharField(_("error"), max_length=40, blank=True)
    error_detail = models.CharField(_("error, in the recorder's words"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("stream")
        verbose_name_plural = _("streams")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["room"],
                condition=models.Q(status__in=[str(status) for status in STREAM_RUNS]),
                name="rooms_one_running_stream",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.status}"


class StreamTarget(models.Model):
    """Where a room may be streamed to. The key is never given out again, and is encrypted here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="stream_targets")
    name = models.CharField(_("name"), max_length=100)
    url = models.CharField(_("server"), max_length=300, help_text=_("rtmp:// or rtmps://, without the key."))
    sealed_key = models.TextField(_("stream key, encrypted"), editable=False)
    #: Tells keys apart, and nothing else of them.
    key_tag = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    stream = models.ForeignKey(
        RoomStream, on_delete=models.SET_NULL, null=True, blank=True, related_name="targets"
    )
    status = models.CharField(
        _("status"), max_length=20, choices=StreamStatus.choices, default=StreamStatus.IDLE
    )
    wanted = models.BooleanField(_("wanted on air"), default=False)
    error_code = models.CharField(_("error"), max_length=40, blank=True)
    error_detail = models.CharField(_("error, in the recorder's words"), max_length=500, blank=True)
    requested_at = models.DateTimeField(_("requested"), null=True, blank=True)
    started_at = models.DateTimeField(_("on air since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("streaming target")
        verbose_name_plural = _("streaming targets")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["room", "url", "key_tag"], name="rooms_target_once_in_room"),
        ]

    def __str__(self) -> str:
        return self.name
