"""Which bookings and sessions somebody may see, and everything that a page shows of them in one go."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Coalesce

from estuary.accounts.models import User

if TYPE_CHECKING:
    from estuary.bookings.models import Booking, Service, Session  # noqa: F401


class ServiceQuerySet(models.QuerySet["Service"]):
    def led_by(self, user: User) -> Self:
        """Services with this person as the practitioner or an additional one."""
        return self.filter(
            models.Q(practitioner__user=user) | models.Q(additional_practitioners__user=user)
        ).distinct()


class SessionQuerySet(models.QuerySet["Session"]):
    def led_by(self, user: User) -> Self:
        return self.filter(service__in=_led(user))

    def with_details(self) -> Self:
        places = models.Count("bookings", filter=~models.Q(bookings__state="canceled"))
        return (
            self.select_related("service__practitioner__user", "room")
            .prefetch_related("service__additional_practitioners__user")
            .annotate(places=places)
        )


class BookingQuerySet(models.QuerySet["Booking"]):
    def of(self, user: User) -> Self:
        """Bookings of the people of the booking: the client and the practitioners."""
        led = _led(user)
        return self.filter(
            models.Q(client=user) | models.Q(service__in=led) | models.Q(session__service__in=led)
        )

    def in_calendar_of(self, user: User) -> Self:
        """Appointments that somebody has or leads, and their own places in sessions."""
        return self.filter(models.Q(client=user) | models.Q(service__in=_led(user)))

    def with_details(self) -> Self:
        return self.select_related(
            "client",
            "canceled_by",
            "room",
            "service__practitioner__user",
            "session__room",
            "session__service__practitioner__user",
        ).prefetch_related(
            "service__additional_practitioners__user", "session__service__additional_practitioners__user"
        )

    def with_times(self) -> Self:
        """Adds `begins` and `finishes`, wherever the times stand."""
        return self.annotate(
            begins=Coalesce("own_starts_at", "session__starts_at"),
            finishes=Coalesce("own_ends_at", "session__ends_at"),
        )

    def newest_first(self) -> Self:
        return self.with_times().order_by("-begins")

    def overlapping(self, since: datetime, until: datetime) -> Self:
        return self.with_times().filter(begins__lt=until, finishes__gt=since)


def _led(user: User) -> models.QuerySet["Service"]:
    from estuary.bookings.models import Service

    return Service.objects.led_by(user)
