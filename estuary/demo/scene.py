"""What the demo shows: services, the listed situations, and a calendar that looks lived in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.models import Booking, Practitioner, Service, Session
from estuary.bookings.models.booking import BookingState
from estuary.bookings.models.service import ServiceKind
from estuary.demo import people
from estuary.demo.courses import ensure_course
from estuary.demo.people import Person
from estuary.demo.situations import ensure_booking, ensure_session
from estuary.demo.yesterday import ensure_over
from rooms.conf import conf
from rooms.models import ConsentRule

Cast = Mapping[Person, User]

#: Name and kind of the demo's services; all last an hour, Dr. Rahman leads them, Priya Nair assists.
SERVICES = {
    "individual": ("Psychotherapy", ServiceKind.SESSION),
    "group": ("Breathwork for beginners", ServiceKind.WORKSHOP),
    "webinar": ("Sleep and the anxious mind", ServiceKind.WEBINAR),
    "broadcast": ("An evening on exam nerves", ServiceKind.BROADCAST),
    "course": ("Calm before exams", ServiceKind.COURSE),
}

#: Dates of the demo's course, in weeks from the one that is going on now.
WEEKS = (-2, -1, 0, 1, 2)


@dataclass(frozen=True)
class Listed:
    """A situation that the command names in its answer."""

    state: str
    found: Booking | Session


@dataclass(frozen=True)
class Scene:
    """Attributes:
    listed: unused, each in its state.
    over: yesterday's appointments, which have statements.
    """

    listed: list[Listed]
    over: list[Booking]


def set_scene(cast: Cast, at: datetime) -> Scene:
    """Bring the whole demo to `at`; run it in a transaction."""
    services = {key: _ensure_service(name, kind, cast) for key, (name, kind) in SERVICES.items()}
    _ensure_history(services, cast, at)
    started = at.replace(microsecond=0) - timedelta(minutes=5)
    hour = at.replace(minute=0, second=0, microsecond=0)
    jonas, mara, aylin = cast[people.JONAS], cast[people.MARA], cast[people.AYLIN]
    audience = [cast[person] for person in people.AUDIENCE]
    individual = services["individual"]

    def booking(key: str, client: User, state: BookingState, starts_at: datetime) -> Booking:
        return ensure_booking(key, individual, client, state=state, starts_at=starts_at)

    def session(key: str, clients: list[User]) -> Session:
        return ensure_session(key, services[key], clients, starts_at=started)

    # Not listed: they fill the days.
    booking("aylin-later", aylin, BookingState.CONFIRMED, hour + timedelta(hours=3))
    booking("mara-tomorrow", mara, BookingState.CONFIRMED, hour + timedelta(hours=22))
    booking("aylin-unpaid", aylin, BookingState.PENDING_PAYMENT, hour + timedelta(hours=26))
    in_three_days = hour + timedelta(days=3)
    over = [
        ensure_over("over-well", individual, jonas, starts_at=_next_day(at, -1, 10)),
        ensure_over("over-missed", individual, mara, starts_at=_next_day(at, -1, 12)),
        ensure_over("over-estimated", individual, aylin, starts_at=_next_day(at, -1, 15)),
    ]
    listed = [
        Listed("now", booking("now", jonas, BookingState.CONFIRMED, started)),
        Listed("in_three_days", booking("in-three-days", jonas, BookingState.CONFIRMED, in_three_days)),
        Listed("canceled", booking("canceled", jonas, BookingState.CANCELED, _next_day(hour, 1, 11))),
        Listed("pending", booking("pending", jonas, BookingState.PENDING_PAYMENT, _next_day(hour, 7, 14))),
        Listed("now", session("group", [jonas, mara, aylin, *audience[:3]])),
        Listed("now", session("webinar", [jonas, mara, aylin, *audience])),
        Listed("now", session("broadcast", [mara, aylin, jonas, *audience])),
        Listed("draft", ensure_session("draft", services["group"], [jonas, mara], starts_at=None)),
        Listed("course", ensure_course(services["course"], [jonas, mara, *audience[:4]], started, WEEKS)),
    ]
    return Scene(listed, over)


def _ensure_service(name: str, kind: ServiceKind, cast: Cast) -> Service:
    leader = Practitioner.objects.get(user=cast[people.PRACTITIONER])
    service, _made = Service.objects.update_or_create(
        name=name,
        kind=kind,
        practitioner=leader,
        defaults={"duration_minutes": 60, "waiting_room": "off", **_recording(kind)},
    )
    service.additional_practitioners.set([Practitioner.objects.get(user=cast[people.ASSISTANT])])
    return service


def _recording(kind: ServiceKind) -> dict[str, object]:
    """Where the site can record, the workshop may be recorded and asks nobody, so that a machine can try it alone.

    All else follows the templates.
    """
    if kind == ServiceKind.WORKSHOP and conf.can_record:
        return {"recording": True, "recording_consent": ConsentRule.OFF}
    return {"recording": None, "recording_consent": ""}


def _ensure_history(services: Mapping[str, Service], cast: Cast, at: datetime) -> None:
    """Past appointments, once; the demo makes more of its own."""
    individual, client = services["individual"], cast[people.JONAS]
    if Booking.objects.filter(service=individual, own_starts_at__lt=at - timedelta(days=20)).exists():
        return
    for weeks, went in ((1, changes.complete), (2, changes.mark_missed), (3, changes.complete)):
        starts_at = _next_day(at, -7 * weeks, 14)
        past = changes.book_service(individual, client, starts_at=starts_at, state=BookingState.CONFIRMED)
        went(past.pk)
    given_up = changes.book_service(individual, client, starts_at=_next_day(at, -28, 14))
    changes.cancel(given_up.pk, by=client)
    session = session_changes.plan(services["group"])
    places = [
        changes.book_session(session, cast[person], state=BookingState.CONFIRMED)
        for person in (people.JONAS, people.MARA)
    ]
    starts_at = _next_day(at, -12, 18)
    session_changes.schedule(session.pk, starts_at, starts_at + timedelta(hours=1))
    for place in places:
        changes.complete(place.pk)
    session_changes.finish(session.pk)


def _next_day(at: datetime, days: int, hour: int) -> datetime:
    """A full hour of the site's clock, some days away."""
    day = timezone.localtime(at) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
