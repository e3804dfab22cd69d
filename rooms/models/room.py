import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from rooms.models.choices import ConsentRule, EndReason, Outcome, RoomType, Status, SubjectKind, WaitingRoom
from rooms.models.template import RoomTemplate

#: What `Room.config` may hold: a snapshot of the template's switches, taken when the room is made.
CONFIG_KEYS: dict[str, type] = {
    "chat": bool,
    "questions": bool,
    "participant_screen_share": bool,
    "extra_seats": int,
    "close_rule": str,
}


def validate_config(value: object) -> None:
    if not isinstance(value, dict):
        raise ValidationError(_("Must be an object."), code="config_not_an_object")
    for key, found in value.items():
        expected = CONFIG_KEYS.get(key)
        if expected is None:
            raise ValidationError(_("Unknown key %(key)s."), code="config_unknown_key", params={"key": key})
        if type(found) is not expected:
            raise ValidationError(
                _("%(key)s must be of type %(type)s."),
                code="config_wrong_type",
                params={"key": key, "type": expected.__name__},
            )


class Room(models.Model):
    """The video room of one booking or session. Only `rooms.lifecycle` writes `status`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(
        _("LiveKit name"),
        max_length=64,
        unique=True,
        help_text=_("Type and 12 hexadecimal digits, such as individual-829b8d608f60."),
    )
    room_type = models.CharField(_("room type"), max_length=20, choices=RoomType.choices)
    template = models.ForeignKey(
        RoomTemplate, on_delete=models.SET_NULL, null=True, blank=True, related_name="rooms"
    )

    # The subject, by reference, and a snapshot of what the host said of it last.
    subject_kind = models.CharField(_("subject"), max_length=20, choices=SubjectKind.choices)
    subject_ref = models.CharField(_("subject reference"), max_length=64)
    title = models.CharField(_("title"), max_length=300, blank=True)
    scheduled_start = models.DateTimeField(_("scheduled start"), null=True, blank=True)
    scheduled_end = models.DateTimeField(_("scheduled end"), null=True, blank=True)

    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.PENDING, editable=False
    )
    end_reason = models.CharField(
        _("why it ended"), max_length=20, choices=EndReason.choices, blank=True, editable=False
    )
    ended_by_ref = models.CharField(_("ended by user"), max_length=64, blank=True, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=30, choices=Outcome.choices, blank=True, editable=False
    )
    outcome_version = models.PositiveIntegerField(default=0, editable=False)
    told_outcome = models.CharField(_("outcome told to the host"), max_length=30, blank=True, editable=False)
    # How many of its clients it was told to have attended; visits only ever come in addition.
    told_attended = models.PositiveIntegerField(null=True, editable=False)
    host_declined = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Since this room ended the host has said that people may not enter; see rooms.sync."),
    )

    livekit_sid = models.CharField(
        _("LiveKit SID"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Of the running incarnation."),
    )
    # By LiveKit SID, what is known of the life of each; see `rooms.attendance.incarnations`.
    incarnations = models.JSONField(default=dict, blank=True, editable=False)
    # When LiveKit last listed the people of the running incarnation, and they were compared with the ledger.
    listed_at = models.DateTimeField(_("last listed"), null=True, blank=True, editable=False)
    config = models.JSONField(_("configuration"), default=dict, blank=True, validators=[validate_config])
    empty_timeout = models.PositiveIntegerField(_("empty time-out (seconds)"), default=300)
    max_participants = models.PositiveIntegerField(_("seats"))
    recording_enabled = models.BooleanField(_("may be recorded"), default=False)
    recording_starts_itself = models.BooleanField(_("recording starts by itself"), default=False)
    recording_consent = models.CharField(
        _("consent to recording"), max_length=10, choices=ConsentRule.choices, default=ConsentRule.ASK
    )
    recording_audio_only = models.BooleanField(_("record sound only"), default=False)
    recording_days = models.PositiveIntegerField(_("recordings are kept (days)"), null=True, blank=True)
    streaming_enabled = models.BooleanField(_("may be streamed live"), default=False)
    # What the host says to people who are asked, in its own words; empty: ours.
    consent_words = models.TextField(_("consent text of the host"), blank=True, editable=False)
    waiting_room = models.CharField(
        _("waiting room"), max_length=20, choices=WaitingRoom.choices, default=WaitingRoom.OFF
    )
    dial_in_enabled = models.BooleanField(_("phone dial-in"), default=False)
    dial_in_pin = models.CharField(_("dial-in PIN"), max_length=12, blank=True)

    opens_at = models.DateTimeField(_("opens"), null=True, blank=True, editable=False)
    last_moment_at = models.DateTimeField(_("last possible moment"), null=True, blank=True, editable=False)
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, editable=False, help_text=_("When the worker looks at it again.")
    )
    started_at = models.DateTimeField(_("first somebody inside"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    final_at = models.DateTimeField(_("statement final"), null=True, blank=True, editable=False)
    reconciles_after_end = models.PositiveIntegerField(default=0, editable=False)
    participant_count = models.PositiveIntegerField(_("people inside"), default=0, editable=False)
    revision = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["-scheduled_start", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_ref"],
                condition=~models.Q(status="ended"),
                name="rooms_one_open_room_per_subject",
            ),
            models.UniqueConstraint(
                fields=["dial_in_pin"],
                condition=~models.Q(status="ended") & ~models.Q(dial_in_pin=""),
                name="rooms_pin_unique_among_open",
            ),
            models.CheckConstraint(
                condition=models.Q(status="ended", ended_at__isnull=False)
                | (~models.Q(status="ended") & models.Q(ended_at__isnull=True)),
                name="rooms_ended_at_goes_with_ended",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["pending", "active", "in_use", "ended"]),
                name="rooms_known_status",
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"], condition=~models.Q(status="ended"), name="rooms_due_to_close"
            ),
            models.Index(fields=["subject_kind", "subject_ref"], name="rooms_by_subject"),
            # Statements of a range of days are read in this order, some rooms at a time.
            models.Index(Coalesce("scheduled_start", "started_at"), "id", name="rooms_by_time"),
            models.Index(
                fields=["ended_at"],
                condition=models.Q(status="ended", final_at__isnull=True),
                name="rooms_not_yet_final",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def closed_since(self) -> datetime | None:
        """When its end was written; until then people may have been inside. `ended_at`, the due time, may be earlier.

        None while it has not ended.
        """
        return self.closed_at or self.ended_at

    @property
    def has_ended(self) -> bool:
        return self.status == Status.ENDED

    def is_over(self, at: datetime) -> bool:
        """Ended, or beyond its last possible moment, whether or not the worker has written that."""
        return self.has_ended or (self.last_moment_at is not None and at >= self.last_moment_at)

    @property
    def extra_seats(self) -> int:
        return int(self.config.get("extra_seats", 0))
