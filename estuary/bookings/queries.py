"""Which bookings and sessions somebody may see, and everything that a page shows of them in one go."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Coalesce

from estuary.accounts.models import User
from rooms.models import RoomParticipant, has_open_visit
from rooms.searching import has_part

if TYPE_CHECKING:
    from estuary.bookings.models import Booking, Course, Service, Session  # noqa: F401

#: States of appointments and places that take up the practitioner's time.
_TAKES_TIME = ["pending_payment", "confirmed", "in_progress"]


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
        return self.select_related("service__practitioner__user", "room", "course").prefetch_related(
            "service__additional_practitioners__user", "course__sessions"
        )

    def with_numbers(self) -> Self:
        """Adds `places` (booked) and of those `attended` (by what became of their booking), `clients_inside` (now) and
        `clients_seen` (inside at some time)."""
        return self.annotate(
            places=models.Count("bookings", filter=~models.Q(bookings__state="canceled")),
            attended=models.Count("bookings", filter=models.Q(bookings__state="completed")),
            clients_inside=_clients_of_room(_inside()),
            clients_seen=_clients_of_room(RoomParticipant.objects.exclude(first_seen_at=None)),
        )

    def of_practitioner(self, practitioner_id: int) -> Self:
        """Those that take up this practitioner's own time; who assists is free to be elsewhere."""
        return self.filter(service__practitioner=practitioner_id, state__in=["scheduled", "in_progress"])

    def overlapping(self, since: datetime, until: datetime) -> Self:
        return self.filter(starts_at__lt=until, ends_at__gt=since)


class CourseQuerySet(models.QuerySet["Course"]):
    def of(self, user: User) -> Self:
        """Courses of their people: who leads them, and who has or had a place."""
        mine = models.Q(service__in=_led(user)) | models.Q(sessions__bookings__client=user)
        return self.filter(mine).distinct()


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
            "session__course",
            "session__service__practitioner__user",
        ).prefetch_related(
            "service__additional_practitioners__user",
            "session__service__additional_practitioners__user",
            "session__course__sessions",
        )

    def with_presence(self) -> Self:
        """Adds `is_inside`: the client of this place is in the room of the session."""
        mine = _inside().filter(room=models.OuterRef("session__room"), user=models.OuterRef("client"))
        return self.annotate(is_inside=models.Exists(mine))

    def of_clients_named(self, part: str) -> Self:
        """Those whose client's name has this part, in any case."""
        return self.filter(has_part("client__name", part))

    def of_practitioner(self, practitioner_id: int) -> Self:
        """Appointments that take up this practitioner's own time."""
        return self.filter(service__practitioner=practitioner_id, state__in=_TAKES_TIME)

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


def _inside() -> models.QuerySet[RoomParticipant]:
    """Everybody who is in a room of `rooms` at this moment, once."""
    return RoomParticipant.objects.filter(has_open_visit())


def _clients_of_room(people: models.QuerySet[RoomParticipant]) -> Coalesce:
    """How many of these people are clients in the room of a session."""
    clients = people.filter(room=models.OuterRef("room"), is_client=True).order_by().values("room")
    return Coalesce(models.Subquery(clients.annotate(number=models.Count("pk")).values("number")), 0)


def _led(user: User) -> models.QuerySet["Service"]:
    from estuary.bookings.models import Service

    return Service.objects.led_by(user)
