"""One room and the people in it, told by LiveKit minute by minute; times are minutes from the scheduled start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Protocol

import pytest

from rooms import attendance, beats, lifecycle
from rooms.attendance import Connection, Left
from rooms.host import Kind, Person, Subject
from rooms.models import EndReason, KnownBy, Role, Room, RoomParticipant, Visit
from rooms.reconcile.comparing import Listing, compare
from rooms.syncing import sync_subject
from tests.fakes.host import JONAS, MARA, MemoryHost

#: A Tuesday; every scene's session begins then, unless it says otherwise, and takes an hour.
START = datetime(2026, 11, 24, 12, tzinfo=UTC)

PRACTITIONERS = {"nadia", "priya"}

_numbers = count(1)


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def minutes_of(moment: datetime | None) -> float | None:
    """The other way round."""
    return None if moment is None else (moment - START).total_seconds() / 60


class SceneHost(Protocol):
    """Who has the bookings: the host in memory, or a site with tables of its own.

    Attributes:
        cast: nadia, priya, jonas and mara.
    """

    cast: Mapping[str, Person]

    def expects(
        self, kind: Kind, ref: str, *, starts_at: datetime | None, ends_at: datetime | None, **facts: Any
    ) -> Subject: ...

    def change(self, kind: str, ref: str, **facts: Any) -> None: ...


@dataclass
class Scene:
    """Attributes:
    booked_at: the one who has the booking.
    kind, ref: the booking or session.
    incarnation: SID of LiveKit's room.
    """

    booked_at: SceneHost
    kind: Kind
    ref: str
    incarnation: str = "RM_first"

    @property
    def host(self) -> MemoryHost:
        """For tests of what a host in memory alone can say and be asked."""
        assert isinstance(self.booked_at, MemoryHost)
        return self.booked_at

    @property
    def room(self) -> Room:
        """As it is in the database now: the open one, else the latest."""
        rooms = Room.objects.filter(subject_kind=self.kind, subject_ref=self.ref)
        return rooms.exclude(status="ended").first() or rooms.latest("created_at")

    def person(self, name: str) -> RoomParticipant:
        """Their row; made as the join endpoint makes it. Nobody the host knows is a guest, by identity only."""
        room = self.room
        known = self.booked_at.cast.get(name)
        if known is None:
            return RoomParticipant.objects.get(room=room, identity=name)
        return attendance.ensure_participant(
            room,
            known,
            user=None,
            role=Role.HOST if name in PRACTITIONERS else Role.PARTICIPANT,
            is_client=name not in PRACTITIONERS,
        )

    def connection(self, who: str, at: datetime, **facts: Any) -> Connection:
        identity = self.person(who).identity if who in self.booked_at.cast else who
        values = {"sid": f"PA_scene{next(_numbers):08}", "room_sid": self.incarnation, **facts}
        return Connection(identity=identity, joined_at=at, **values)

    def comes(self, who: str, number: float, *, told: float | None = None, **facts: Any) -> Connection:
        """LiveKit says that somebody has joined; `told` is when it says so."""
        connection = self.connection(who, minute(number), **facts)
        with lifecycle.locked_room(pk=self.room.pk) as room:
            lifecycle.person_joined(
                room, connection, known_by=KnownBy.WEBHOOK, at=minute(number if told is None else told)
            )
        return connection

    def goes(
        self,
        who: str | Connection,
        number: float,
        *,
        told: float | None = None,
        reason: str = "CLIENT_INITIATED",
    ) -> None:
        """LiveKit says that a connection (by name: the person's open one) has ended."""
        connection = self._open_one(who) if isinstance(who, str) else who
        with lifecycle.locked_room(pk=self.room.pk) as room:
            lifecycle.person_left(
                room,
                connection,
                Left(minute(number), minute(number), reason),
                at=minute(number if told is None else told),
            )

    def starts(self, number: float, *, made: float | None = None) -> None:
        """LiveKit says that the room lives; `made` is when it made it, where it lives again."""
        made_at = minute(number if made is None else made)
        with lifecycle.locked_room(pk=self.room.pk) as room:
            lifecycle.incarnation_started(
                room,
                room_sid=self.incarnation,
                made_at=made_at,
                started_at=minute(number),
                at=minute(number),
                around=self._around(),
            )

    def closes(self, number: float) -> None:
        """LiveKit says that it has closed the room."""
        with lifecycle.locked_room(pk=self.room.pk) as room:
            lifecycle.incarnation_finished(
                room,
                room_sid=self.incarnation,
                finished_at=minute(number),
                at=minute(number),
                around=self._around(),
            )

    def shows(self, who: Connection, number: float) -> None:
        """LiveKit says that they began to show or say something."""
        with lifecycle.locked_room(pk=self.room.pk) as room:
            lifecycle.track_seen(
                room,
                replace(who, joined_at=minute(number), is_told=False),
                happened_at=minute(number),
                is_own_act=True,
                at=minute(number),
                around=self._around(),
            )

    def _around(self) -> lifecycle.Circumstances:
        beat = beats.get(beats.LIVEKIT)
        return lifecycle.Circumstances(self.room.listed_at, beat.down_at if beat is not None else None)

    def lists(self, number: float, *people: Connection, made: float = -60) -> Mapping[str, int]:
        """LiveKit lists these people, and no others; returns what reconcile put right by that.

        Args:
            made: when LiveKit made the room that it lists.
        """
        listing = Listing(self.incarnation, minute(made), minute(number), minute(number), people)
        with lifecycle.locked_room(pk=self.room.pk) as room:
            return compare(room, listing, at=minute(number))

    def plays(self, history: Iterable[tuple[str, float, float | None]]) -> None:
        """Everybody of a history comes and goes, in the order in which it happened."""
        steps: list[tuple[float, int, str, int]] = []
        for index, (name, begin, end) in enumerate(history):
            steps.append((begin, 1, name, index))
            if end is not None:
                steps.append((end, 0, name, index))
        inside: dict[int, Connection] = {}
        for number, is_join, name, index in sorted(steps):
            if is_join:
                inside[index] = self.comes(name, number)
            else:
                self.goes(inside[index], number)

    def ends(self, reason: EndReason, number: float, *, by: str = "") -> None:
        with lifecycle.locked_room(pk=self.room.pk) as room:
            lifecycle.end_room(room, reason, ended_at=minute(number), at=minute(number), by_ref=by)

    def sync(self, number: float) -> Room | None:
        return sync_subject(self.kind, self.ref, at=minute(number))

    def changes(self, **facts: Any) -> None:
        """The host changes its mind; it does not say so until `sync`."""
        self.booked_at.change(self.kind, self.ref, **facts)

    def statuses(self) -> list[str]:
        """What the room went through."""
        return list(self.room.transitions.order_by("number").values_list("to_status", flat=True))

    def _open_one(self, name: str) -> Connection:
        visit = Visit.objects.get(room=self.room, participant=self.person(name), left_at=None)
        return Connection(visit.livekit_sid, visit.participant.identity, visit.room_sid, visit.joined_at)


class MakeScene(Protocol):
    def __call__(
        self,
        kind: Kind = ...,
        *,
        starts: float | None = ...,
        ends: float | None = ...,
        made: float = ...,
        **facts: Any,
    ) -> Scene: ...


@pytest.fixture
def make_scene(db: None, scene_host: SceneHost) -> MakeScene:
    """A confirmed booking of Jonas with Nadia, and its room; minute 0 to 60, made a day before."""

    def make(
        kind: Kind = "booking",
        *,
        starts: float | None = 0,
        ends: float | None = 60,
        made: float = -24 * 60,
        **facts: Any,
    ) -> Scene:
        if kind == "session":
            facts.setdefault("clients", (JONAS, MARA))
        subject = scene_host.expects(
            kind,
            str(next(_numbers)),
            starts_at=None if starts is None else minute(starts),
            ends_at=None if ends is None or starts is None else minute(ends),
            **facts,
        )
        scene = Scene(scene_host, kind, subject.ref)
        scene.sync(made)
        return scene

    return make


@pytest.fixture
def scene(make_scene: MakeScene) -> Scene:
    return make_scene()
