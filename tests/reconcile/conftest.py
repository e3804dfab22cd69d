from dataclasses import dataclass
from typing import Any

import pytest

from rooms import beats, effects
from rooms.attendance import Connection
from rooms.exceptions import LiveKitUnavailable
from rooms.models import Beat, Visit
from rooms.reconcile import Report, reconcile
from tests.fakes.appointment import booking, jonas, nadia, now, room
from tests.fakes.host import host
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.fakes.scene import Scene, make_scene, minute, scene

__all__ = ["booking", "host", "jonas", "livekit", "make_scene", "nadia", "now", "room", "scene"]

#: Of a minute: how often the worker looks.
QUARTER = 0.25


@dataclass
class Call:
    """A session as LiveKit has it, told minute by minute; what we hear of it is each test's matter."""

    scene: Scene
    livekit: FakeLiveKit

    def opens(self, number: float) -> None:
        """LiveKit makes the room, and says so."""
        self.livekit.create_room(self.scene.room.name, 300, 300, 27)
        made = self.livekit.rooms[self.scene.room.name]
        made.created_at = minute(number)
        self.scene.incarnation = made.sid
        self.scene.starts(number)

    def comes(self, name: str, number: float, *, is_told: bool = True) -> Connection:
        """Somebody comes in; `is_told`: and its webhook arrives."""
        room = self.scene.room
        inside = self.livekit.enters(room.name, self.scene.person(name).identity, joined_at=minute(number))
        if is_told:
            return self.scene.comes(name, number, sid=inside.sid)
        return self.scene.connection(name, minute(number), sid=inside.sid)

    def goes(self, name: str) -> None:
        """Somebody leaves, and no webhook arrives."""
        self.livekit.leaves(self.scene.room.name, self.scene.person(name).identity)

    def reconciles(self, number: float, *, was_away: bool = False) -> Report:
        """The worker looks. `was_away`: for the first time since it has started again."""
        Beat.objects.filter(kind=beats.WORKER).update(seen_at=minute(number - QUARTER))
        beats.worker_ticks(at=minute(number), started=was_away)
        return reconcile(at=minute(number))

    def works(self, number: float) -> None:
        """The worker does what waits in the outbox."""
        effects.run_due(at=minute(number))

    def visit(self, who: Connection) -> Visit:
        return Visit.objects.get(livekit_sid=who.sid)


@pytest.fixture
def call(scene: Scene, livekit: FakeLiveKit) -> Call:
    """Minute 0 is the start; LiveKit has the room since a minute before, and the worker has just looked."""
    found = Call(scene, livekit)
    found.reconciles(-2, was_away=True)
    found.opens(-1)
    return found


def end_of(visit: Visit) -> tuple[Any, ...]:
    """Minute of the leave, how it is known, and ± seconds."""
    left_at = None if visit.left_at is None else (visit.left_at - minute(0)).total_seconds() / 60
    return left_at and round(left_at, 4), visit.left_known_by, visit.left_precision


def found_down(call: Call, *numbers: float) -> None:
    """The worker asks, and LiveKit does not answer."""
    call.livekit.is_down = True
    for number in numbers:
        with pytest.raises(LiveKitUnavailable):
            call.reconciles(number)
    call.livekit.is_down = False


def is_unavailable(*arguments: object, **_: object) -> object:
    """In the place of a call to LiveKit."""
    raise LiveKitUnavailable(reason="create_room: 503 unavailable")
