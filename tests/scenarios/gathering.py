"""A session or appointment as it happens: people join by the API, LiveKit tells by signed webhooks, the worker works.

Times are minutes from the scheduled start, which lies in the past: nobody waits in these tests.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Session
from estuary.bookings.models.booking import BookingState
from rooms.models import Room, RoomParticipant
from rooms.worker import Schedule, tick
from tests.api.calling import Answer, Caller
from tests.calls import kind_of
from tests.fakes.livekit import FakeLiveKit
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Event, Telling


@dataclass
class Gathering:
    """Attributes:
    subject: what was booked.
    starts_at: minute 0.
    joined: the open connection of each identity, as LiveKit told of it.
    """

    subject: Booking | Session
    starts_at: datetime
    livekit: FakeLiveKit
    joined: dict[str, Event] = field(default_factory=dict)
    schedule: Schedule | None = None

    def minute(self, number: float) -> datetime:
        return self.starts_at + timedelta(minutes=number)

    @property
    def rooms(self) -> list[Room]:
        """Every room that the subject ever had, the first one first."""
        found = Room.objects.filter(subject_kind=kind_of(self.subject), subject_ref=str(self.subject.pk))
        return list(found.order_by("created_at"))

    @property
    def room(self) -> Room:
        """The newest."""
        return self.rooms[-1]

    def works(self, number: float) -> None:
        """The worker does what is due; whoever is put out by it leaves."""
        self.schedule = tick(self.schedule, at=self.minute(number))
        self._tell_who_is_gone(self.minute(number))

    # --- What people do
    def comes(self, user: User, number: float, *, by: Booking | Session | None = None) -> Answer:
        """Press Join, and connect.

        Args:
            by: the booking on whose page they press it; by default the subject's own.
        """
        answer = Caller(user).join(by or self.subject)
        assert answer.status == 200, answer
        self.connects(answer.body["identity"], number)
        return answer

    def connects(self, identity: str, number: float) -> None:
        """LiveKit has them inside; also somebody whose token did not come from us."""
        name, at = self.room.name, self.minute(number)
        someone = self.livekit.enters(name, identity, joined_at=at)
        self._deliver(self._telling().started())
        self.joined[identity] = self._telling().joined(identity, at, sid=someone.sid)
        self._deliver(self.joined[identity])

    def goes(self, user: User, number: float) -> None:
        """Close the page."""
        identity = self.person(user).identity
        self.livekit.leaves(self.room.name, identity)
        self._leaves(identity, self.minute(number))

    def ends(self, user: User) -> Answer:
        """Press "End for everyone"."""
        return Caller(user).end(self.room)

    def closes(self, number: float) -> None:
        """Nobody presses anything: the worker finds that it is time."""
        self.works(number)
        assert self.room.has_ended, f"not closed by minute {number}: {self.room.closes_at}"
        self.works(number)

    # --- What is known of it
    def person(self, user: User) -> RoomParticipant:
        return self.room.participants.get(user_ref=str(user.pk))

    def inside(self) -> list[str]:
        """Who is, by LiveKit's own word."""
        living = self.livekit.rooms.get(self.room.name)
        identities = living.people if living is not None else {}
        names = self.room.participants.filter(identity__in=identities).values_list("name", flat=True)
        return sorted(names)

    def minutes_of(self, user: User) -> list[tuple[float, float | None]]:
        """From when to when they were inside, by our ledger."""
        visits = self.person(user).visits.order_by("joined_at")
        return [
            (self._number(visit.joined_at), None if visit.left_at is None else self._number(visit.left_at))
            for visit in visits
        ]

    def states(self) -> dict[str, BookingState]:
        """What became of each client's booking, by name."""
        if isinstance(self.subject, Booking):
            places = Booking.objects.filter(pk=self.subject.pk)
        else:
            places = Booking.objects.filter(session=self.subject)
        return {
            place.client.name: BookingState(place.state)
            for place in places.select_related("client").order_by("pk")
        }

    # --- LiveKit tells
    def _telling(self) -> Telling:
        living = self.livekit.rooms[self.room.name]
        return Telling(self.room, made_at=self.minute(-30), sid=living.sid)

    def _tell_who_is_gone(self, at: datetime) -> None:
        people = {identity for living in self.livekit.rooms.values() for identity in living.people}
        for identity in set(self.joined) - people:
            self._leaves(identity, at, reason="PARTICIPANT_REMOVED")

    def _leaves(self, identity: str, at: datetime, *, reason: str = "CLIENT_INITIATED") -> None:
        joined = self.joined.pop(identity)
        left = {**joined, "id": f"{joined['id']}-left", "event": "participant_left"}
        left["createdAt"] = str(int(at.timestamp()))
        left["participant"] = {**joined["participant"], "state": "DISCONNECTED", "disconnectReason": reason}
        self._deliver(left)

    def _deliver(self, event: Event) -> None:
        assert deliver(event).status_code == 200

    def _number(self, moment: datetime) -> float:
        # LiveKit tells the end of a connection in whole seconds.
        return round((moment - self.starts_at).total_seconds() / 60, 1)
