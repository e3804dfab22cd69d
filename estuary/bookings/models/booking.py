from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from estuary.bookings.models.service import Service
from estuary.bookings.models.session import Session
from estuary.bookings.queries import BookingQuerySet
from rooms.models import Room


class BookingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PENDING_PAYMENT = "pending_payment", _("Payment open")
    CONFIRMED = "confirmed", _("Confirmed")
    IN_PROGRESS = "in_progress", _("Going on")
    COMPLETED = "completed", _("Completed")
    NO_SHOW = "no_show", pgettext_lazy("booking", "Missed")
    CANCELED = "canceled", _("Cancelled")


class Booking(models.Model):
    """A client's place: in a service (an appointment of their own) or in exactly one group session.

    An appointment has times of its own, a place in a session has those of the session. Only
    `estuary.bookings.changes` writes `state` and the times.
    """

    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("client")
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("service"),
    )
    session = models.ForeignKey(
        Session,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("session"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=BookingState.choices, default=BookingState.DRAFT
    )
    own_starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    own_ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    canceled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    canceled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("cancelled by"),
    )
    # The newest room of an appointment; set when `rooms` says that it made one.
    room = models.OneToOneField(
        Room, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    #: Grows with every change, so that two people who change the same booking find out.
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("booked at"), auto_now_add=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(service__isnull=False, session__isnull=True)
                | models.Q(
                    service__isnull=True,
                    session__isnull=False,
                    own_starts_at__isnull=True,
                    own_ends_at__isnull=True,
                ),
                name="bookings_service_or_session",
                violation_error_message=_(
                    "A booking is for a service or for one session; a session has the times."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(own_starts_at__isnull=True, own_ends_at__isnull=True)
                | models.Q(own_ends_at__gt=models.F("own_starts_at")),
                name="bookings_booking_ends_after_it_starts",
                violation_error_message=_("The end must be later than the start."),
            ),
            models.UniqueConstraint(
                fields=["client", "session"],
                condition=~models.Q(state="canceled"),
                name="bookings_one_place_in_a_session",
                violation_error_message=_("This client has a place in this session already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_service()}, {self.client}"

    @property
    def starts_at(self) -> datetime | None:
        return self.session.starts_at if self.session else self.own_starts_at

    @property
    def ends_at(self) -> datetime | None:
        return self.session.ends_at if self.session else self.own_ends_at

    def get_service(self) -> Service:
        service = self.session.service if self.session else self.service
        if service is None:  # the constraint bookings_service_or_session forbids it
            raise ValueError("A booking without service and session.")
        return service

    def get_room(self) -> Room | None:
        return self.session.room if self.session else self.room
