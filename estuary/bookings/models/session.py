from django.db import models
from django.utils.translation import gettext_lazy as _

from estuary.bookings.models.course import Course
from estuary.bookings.models.service import Service
from estuary.bookings.queries import SessionQuerySet
from rooms.models import Room


class SessionState(models.TextChoices):
    DRAFT = "draft", _("No time yet")
    SCHEDULED = "scheduled", _("Scheduled")
    IN_PROGRESS = "in_progress", _("Going on")
    COMPLETED = "completed", _("Completed")
    MISSED = "missed", _("Did not take place")
    CANCELED = "canceled", _("Cancelled")


class Session(models.Model):
    """One workshop, webinar or broadcast, or one date of a course. Only `session_changes` writes `state`."""

    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("service")
    )
    course = models.ForeignKey(
        Course,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("course"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=SessionState.choices, default=SessionState.DRAFT
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    # The newest room; set when `rooms` says that it made one.
    room = models.OneToOneField(
        Room, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True, ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="bookings_session_ends_after_it_starts",
                violation_error_message=_("The end must be later than the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", starts_at__isnull=True)
                | (~models.Q(state="draft") & models.Q(starts_at__isnull=False))
                | models.Q(state="canceled"),
                name="bookings_only_a_draft_has_no_time",
                violation_error_message=_("A draft has no time, every other session has one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} #{self.pk}"
