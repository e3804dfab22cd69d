"""What Estuary's bookings and sessions mean for `rooms`: the class that `ROOMS["HOST"]` names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.db import models
from django.urls import reverse
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import outcomes
from estuary.bookings.entry import was_ended_early
from estuary.bookings.keys import keys_of
from estuary.bookings.models import Booking, Practitioner, Service, Session
from estuary.bookings.models.booking import BookingState
from estuary.bookings.models.session import SessionState
from rooms.host import Host, Kind, Meeting, Person, Standing, State, Subject, WaitingRoom

if TYPE_CHECKING:
    from rooms.statement import Statement

BOOKING_STATES: dict[str, State] = {
    BookingState.DRAFT: "not_confirmed",
    BookingState.PENDING_PAYMENT: "not_confirmed",
    BookingState.CONFIRMED: "joinable",
    BookingState.IN_PROGRESS: "joinable",
    BookingState.COMPLETED: "finished",
    BookingState.NO_SHOW: "finished",
    BookingState.CANCELED: "cancelled",
}
SESSION_STATES: dict[str, State] = {
    SessionState.DRAFT: "joinable",  # it has no time, and that alone keeps its room closed
    SessionState.SCHEDULED: "joinable",
    SessionState.IN_PROGRESS: "joinable",
    SessionState.COMPLETED: "finished",
    SessionState.MISSED: "finished",
    SessionState.CANCELED: "cancelled",
}
_CONSENT: dict[str, Literal["ask", "inform", "off"]] = {"ask": "ask", "inform": "inform", "off": "off"}
_WAITING_ROOMS: dict[str, WaitingRoom] = {"off": "off", "until_host": "until_host", "admit": "admit"}


#: In one query with their accounts.
_ADDITIONAL = models.Prefetch(
    "service__additional_practitioners", Practitioner.objects.select_related("user")
)


class EstuaryHost(Host):
    def resolve(self, kind: Kind, ref: str) -> tuple[Kind, str]:
        return self.resolve_many(kind, [ref])[ref]

    def resolve_many(self, kind: Kind, refs: Collection[str]) -> Mapping[str, tuple[Kind, str]]:
        found: dict[str, tuple[Kind, str]] = {ref: (kind, ref) for ref in refs}
        if kind == "booking":
            places = Booking.objects.filter(pk__in=keys_of(refs), session__isnull=False)
            for key, session_id in places.values_list("pk", "session_id"):
                found[str(key)] = ("session", str(session_id))
        return found

    def describe(self, kind: Kind, refs: Collection[str]) -> Mapping[str, Subject]:
        if kind == "booking":
            bookings = Booking.objects.filter(pk__in=keys_of(refs), session=None).select_related(
                "service__practitioner__user"
            )
            return {
                str(booking.pk): _subject(kind, booking, BOOKING_STATES[booking.state], booking.get_service())
                for booking in bookings.prefetch_related(_ADDITIONAL)
            }
        sessions = Session.objects.filter(pk__in=keys_of(refs)).select_related("service__practitioner__user")
        return {
            str(session.pk): _subject(kind, session, SESSION_STATES[session.state], session.service)
            for session in sessions.prefetch_related(_ADDITIONAL)
        }

    def standing(self, kind: Kind, ref: str, user: Any) -> Standing:
        return self.standings(kind, [ref], user)[ref]

    def meet(self, kind: Kind, ref: str, user: Any) -> Meeting | None:
        subject = self.describe(kind, [ref]).get(ref)
        if subject is None:
            return None
        person = _person(user)
        places = dict(_places(kind, [ref], user).values_list("pk", "state"))
        leads = any(practitioner.ref == person.ref for practitioner in subject.practitioners)
        standing = "practitioner" if leads else _standing_of_client(kind, places.values())
        return Meeting(subject, standing, person, _url_after(subject, max(places, default=None)))

    def standings(self, kind: Kind, refs: Collection[str], user: Any) -> Mapping[str, Standing]:
        found: dict[str, Standing] = dict.fromkeys(refs, "none")
        states: dict[str, list[str]] = defaultdict(list)
        for key, state in _places(kind, refs, user).values_list(_subject_key(kind), "state"):
            states[str(key)].append(state)
        found |= {ref: _standing_of_client(kind, those) for ref, those in states.items()}
        led: models.QuerySet[Any] = Booking.objects.all() if kind == "booking" else Session.objects.all()
        for key in led.filter(pk__in=keys_of(refs), service__in=Service.objects.led_by(user)).values_list(
            "pk", flat=True
        ):
            found[str(key)] = "practitioner"
        return found

    def clients(self, kind: Kind, ref: str) -> list[Person]:
        field = "pk__in" if kind == "booking" else "session__in"
        bookings = Booking.objects.filter(**{field: keys_of([ref])}).exclude(state=BookingState.CANCELED)
        # Asked at each join, and a broadcast has thousands: three values of each are enough.
        facts = bookings.order_by("pk").values_list("client", "client__name", "client__email")
        return [Person(ref=str(key), name=name, email=email) for key, name, email in facts]

    def people(self, refs: Collection[str]) -> Mapping[str, Person]:
        return {str(user.pk): _person(user) for user in User.objects.filter(pk__in=keys_of(refs))}

    def subjects_between(self, since: datetime, until: datetime) -> Iterable[tuple[Kind, str]]:
        bookings = Booking.objects.filter(
            session=None,
            state__in=[BookingState.CONFIRMED, BookingState.IN_PROGRESS],
            own_starts_at__lt=until,
            own_ends_at__gt=since,
        )
        sessions = Session.objects.filter(
            state__in=[SessionState.SCHEDULED, SessionState.IN_PROGRESS],
            starts_at__lt=until,
            ends_at__gt=since,
        )
        for key in bookings.values_list("pk", flat=True):
            yield "booking", str(key)
        for key in sessions.values_list("pk", flat=True):
            yield "session", str(key)

    def subjects_of(self, user: Any) -> Collection[tuple[Kind, str]]:
        led = models.Q(service__in=Service.objects.led_by(user))
        bookings = Booking.objects.filter(led | models.Q(client=user), session=None)
        sessions = Session.objects.filter(led | models.Q(bookings__client=user)).distinct()
        return [
            *(("booking", str(key)) for key in bookings.order_by().values_list("pk", flat=True)),
            *(("session", str(key)) for key in sessions.order_by().values_list("pk", flat=True)),
        ]

    def return_url(self, kind: Kind, ref: str, user: Any) -> str:
        met = self.meet(kind, ref, user)
        return (met and met.return_url) or reverse("home")

    def record_outcome(
        self,
        kind: Kind,
        ref: str,
        outcome: str,
        statement: "Statement",
        people: Mapping[str, bool],
        previous: str | None,
    ) -> None:
        outcomes.record_outcome(
            kind,
            ref,
            outcome,
            people,
            previous,
            scheduled_start=statement.room.scheduled_start,
            ended_early=_was_ended_early(statement),
        )


def _subject_key(kind: Kind) -> str:
    return "pk" if kind == "booking" else "session_id"


def _places(kind: Kind, refs: Collection[str], user: User) -> models.QuerySet[Booking]:
    """Somebody's bookings of these subjects."""
    places = Booking.objects.filter(client=user, **{f"{_subject_key(kind)}__in": keys_of(refs)})
    return places.filter(session=None) if kind == "booking" else places


def _url_after(subject: Subject, place: int | None) -> str:
    """Who has a booking goes back to it, the others to that day."""
    if place is not None:
        return reverse("booking", args=[place])
    if subject.starts_at is not None:
        return reverse("day", args=[timezone.localdate(subject.starts_at)])
    return reverse("home")


def _standing_of_client(kind: Kind, found: Iterable[str]) -> Standing:
    """By the states of all places that somebody has or had in one session; a booking of their own is theirs."""
    states = {BOOKING_STATES[state] for state in found}
    if not states:
        return "none"
    if kind == "booking":
        return "client"
    if states & {"joinable", "finished"}:
        return "client"
    return "unconfirmed_client" if "not_confirmed" in states else "cancelled_client"


def _was_ended_early(statement: "Statement") -> bool:
    """The rule of `rooms` for one client, for the many of a session."""
    room = statement.room
    return was_ended_early(room.end_reason, room.scheduled_start, room.ended_at)


def _person(user: User) -> Person:
    return Person(ref=str(user.pk), name=user.name, email=user.email)


def _subject(kind: Kind, found: Booking | Session, state: State, service: Service) -> Subject:
    return Subject(
        kind=kind,
        ref=str(found.pk),
        state=state,
        room_type=service.get_room_type(),
        title=service.name,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        practitioners=tuple(_person(practitioner.user) for practitioner in service.get_practitioners()),
        capacity=service.capacity,
        recording=service.recording,
        recording_consent=_CONSENT.get(service.recording_consent),
        waiting_room=_WAITING_ROOMS[service.waiting_room],
        dial_in=service.dial_in,
    )
