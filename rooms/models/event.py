from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.choices import EventSource


class WebhookEvent(models.Model):
    """The inbox: every event that LiveKit delivered, stored before it is believed, and what reconcile found.

    Written by `rooms.inbox`. `room_name` is text, not a foreign key: the row outlives its room.
    """

    source = models.CharField(
        _("source"), max_length=20, choices=EventSource.choices, default=EventSource.LIVEKIT
    )
    event_id = models.CharField(_("LiveKit event id"), max_length=64, unique=True)
    event = models.CharField(_("event"), max_length=64)
    room_name = models.CharField(_("room name"), max_length=256, blank=True)
    room_sid = models.CharField(_("room SID"), max_length=64, blank=True)
    participant_sid = models.CharField(_("participant SID"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("happened"), help_text=_("LiveKit's clock, whole seconds."))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    payload = models.JSONField(_("payload"))
    # What else it was understood by when it was handled, such as the difference of the clocks: a replay reads it here.
    context = models.JSONField(default=dict, blank=True, editable=False)
    processed_at = models.DateTimeField(_("processed"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    retry_at = models.DateTimeField(_("next try"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    stripped_at = models.DateTimeField(
        _("emptied"), null=True, blank=True, help_text=_("Its payload is gone: ROOMS['INBOX_DAYS'].")
    )

    #: What has failed so many times, and came so long ago, no statement waits for any more. It is still tried.
    GIVEN_UP_AFTER_TRIES = 10
    GIVEN_UP_AFTER = timedelta(days=1)

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(fields=["room_name", "received_at"], name="rooms_events_of_room"),
            models.Index(fields=["room_name", "participant_sid"], name="rooms_events_of_visit"),
            models.Index(
                fields=["retry_at"], condition=models.Q(processed_at__isnull=True), name="rooms_events_to_do"
            ),
            models.Index(
                fields=["received_at"],
                condition=models.Q(stripped_at__isnull=True, processed_at__isnull=False),
                name="rooms_events_to_strip",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"

    def is_given_up(self, *, at: datetime) -> bool:
        """Whether a statement is given out without it."""
        return (
            self.processed_at is None
            and self.attempts >= self.GIVEN_UP_AFTER_TRIES
            and self.received_at <= at - self.GIVEN_UP_AFTER
        )


def given_up(*, at: datetime) -> models.Q:
    """The same, in a query of events."""
    return models.Q(
        processed_at__isnull=True,
        attempts__gte=WebhookEvent.GIVEN_UP_AFTER_TRIES,
        received_at__lte=at - WebhookEvent.GIVEN_UP_AFTER,
    )
