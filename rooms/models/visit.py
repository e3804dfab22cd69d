from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.models.choices import KnownBy, Medium
from rooms.models.participant import RoomParticipant
from rooms.models.room import Room


class Visit(models.Model):
    """One connection of one person: LiveKit's participant SID. Only `rooms.attendance` writes it."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="visits")
    participant = models.ForeignKey(RoomParticipant, on_delete=models.CASCADE, related_name="visits")
    livekit_sid = models.CharField(_("LiveKit participant SID"), max_length=64, unique=True)
    room_sid = models.CharField(_("LiveKit room SID"), max_length=64, blank=True)
    medium = models.CharField(_("medium"), max_length=20, choices=Medium.choices, default=Medium.VIDEO)
    joined_at = models.DateTimeField(_("joined"))
    joined_known_by = models.CharField(_("join known by"), max_length=20, choices=KnownBy.choices)
    joined_precision = models.FloatField(_("join ± seconds"), default=0)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    left_known_by = models.CharField(_("leave known by"), max_length=20, choices=KnownBy.choices, blank=True)
    left_precision = models.FloatField(_("leave ± seconds"), default=0)
    leave_reason = models.CharField(
        _("why they left"), max_length=40, blank=True, help_text=_("LiveKit's own word.")
    )
    quality = models.JSONField(_("quality"), default=dict, blank=True)
    # What is known of this connection, from which its times are decided; see `rooms.attendance.evidence`.
    evidence = models.JSONField(default=dict, blank=True, editable=False)
    # When the ledger first heard of it.
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["joined_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(left_at__gte=models.F("joined_at")),
                name="rooms_visit_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True, left_known_by="")
                | (models.Q(left_at__isnull=False) & ~models.Q(left_known_by="")),
                name="rooms_visit_end_says_how_known",
            ),
        ]
        indexes = [
            models.Index(fields=["room"], condition=models.Q(left_at__isnull=True), name="rooms_open_visits"),
        ]

    def __str__(self) -> str:
        return self.livekit_sid


def has_open_visit() -> models.Exists:
    """In a query of participants: whether this one is inside now."""
    return models.Exists(Visit.objects.filter(participant=models.OuterRef("pk"), left_at__isnull=True))
