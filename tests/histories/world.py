"""What really happened in a call, and what LiveKit makes of it. Pure; moments are milliseconds from the start.

A small LiveKit by what was measured of the real one: a time-out of 20 s, another identity's connection is replaced, a
server that dies says nothing, and with Redis its people stay listed until somebody touches the room.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

TIMED_OUT_AFTER = 20_000

#: A worker that starts so long after the last look makes LiveKit begin rooms again: one and a half intervals.
LONG_GAP = 22_500

#: Records the room; nobody who takes part.
RECORDER = "EG_recorder"
#: Came by telephone, without a token of ours.
PHONE = "phone-1"


@dataclass(frozen=True)
class Act:
    """Attributes:
    after: since the act before.
    kind: a method of `World`.
    who: an identity; of whom it means is not inside, whoever is takes their place.
    extra: how long that takes; which of them come back.
    """

    after: int
    kind: str
    who: str = ""
    extra: int = 0


@dataclass
class Connection:
    """One connection as it really was.

    Attributes:
        incarnation: SID of LiveKit's room, and when it was made.
        is_up: media was connected: LiveKit told of it, and lists it.
        went: since when they were not there.
        told_at: when LiveKit said that it had ended; None where it never did.
    """

    sid: str
    who: str
    incarnation: tuple[str, int]
    came: int
    is_up: bool = False
    went: int | None = None
    told_at: int | None = None
    reason: str = ""

    @property
    def is_line_dead(self) -> bool:
        """They were gone before LiveKit noticed."""
        return self.told_at is not None and self.went is not None and self.went < self.told_at


@dataclass(frozen=True)
class Sent:
    """One event.

    Attributes:
        is_prompt: it is the only sign of what it tells, and must not be lost.
    """

    at: int
    name: str
    incarnation: tuple[str, int]
    who: Connection | None = None
    reason: str = ""
    is_prompt: bool = False


@dataclass(frozen=True)
class Look:
    """One reconcile; `listed` is None where LiveKit did not answer, `incarnation` where it has no room.

    Attributes:
        is_first: the worker has just started.
    """

    at: int
    incarnation: tuple[str, int] | None
    listed: tuple[Connection, ...] | None
    is_first: bool = False


@dataclass
class World:
    """LiveKit, and the people in one room of it."""

    with_redis: bool
    now: int = 0
    connections: list[Connection] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    deaths: list[int] = field(default_factory=list)
    ended_at: int = 0

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self._timers: list[tuple[int, int, str, Connection | int | None]] = []
        self._room: tuple[str, int] | None = None
        self._inside: dict[str, Connection] = {}
        self._ghosts: dict[str, Connection] = {}
        self._is_down = self._was_found_down = False
        self._answered_at = 0
        #: Its server died, and nobody has touched it since.
        self._is_stale = False

    def run(self, acts: Iterable[Act]) -> None:
        """Everything in turn, until the room's end a few seconds later."""
        self.worker_starts("", 0)
        for act in acts:
            self._wait(self.now + act.after)
            getattr(self, act.kind)(act.who, act.extra)
        while self._is_down:
            self._wait(self.now + 1000)

    # --- What people and machines do
    def join(self, who: str, extra: int) -> None:
        """They try, and media is there after `extra`."""
        if self._is_down:
            return
        self._touch()
        assert self._room is not None
        made = Connection(f"PA_{next(self._numbers)}", who, self._room, self.now)
        self._at(self.now + extra % 1_900, "_up", made)

    def leave(self, who: str, extra: int) -> None:
        self._goes(who, "CLIENT_INITIATED")

    def put_out(self, who: str, extra: int) -> None:
        self._goes(who, "PARTICIPANT_REMOVED")

    def crash(self, who: str, extra: int) -> None:
        """Their line breaks; `extra` is how late LiveKit counts."""
        inside = self._alive(who)
        if inside is not None:
            inside.went = self.now
            self._at(self.now + TIMED_OUT_AFTER + extra % 900, "_times_out", inside)

    def show(self, who: str, extra: int) -> None:
        self._track(who, "track_published")

    def hide(self, who: str, extra: int) -> None:
        self._track(who, "track_unpublished")

    def die(self, who: str, extra: int) -> None:
        """LiveKit is killed, and back later; odd: those who were inside come back by themselves."""
        if self._is_down:
            return
        self.deaths.append(self.now)
        self._is_down, self._is_stale = True, self.with_redis and self._room is not None
        back = 0
        for inside in self._inside.values():
            if inside.went is None:
                inside.went = self.now
                # With Redis, nothing but people coming back or an outage that is noticed tells of it.
                if inside.who != RECORDER and (extra % 2 or self.with_redis):
                    back += 1
                    self._at(self.now + extra + 100 * back, "_back", inside)
        self._ghosts = dict(self._inside) if self.with_redis else {}
        self._inside = {}
        if not self.with_redis:
            self._room = None
        elif not back:
            self._at(self.now + extra // 2, "_looks", None)
        self._at(self.now + extra, "_lives", None)

    def look(self, who: str, extra: int) -> None:
        """Reconcile."""
        self._look()

    def worker_starts(self, who: str, extra: int) -> None:
        """It was away, and looks at once."""
        self._look(is_first=True)

    def _look(self, *, is_first: bool = False) -> None:
        if self._is_down:
            self._was_found_down = True
            self.looks.append(Look(self.now, None, None, is_first))
            return
        listed = tuple(part for part in {**self._ghosts, **self._inside}.values() if part.is_up)
        self.looks.append(Look(self.now, self._room, listed, is_first))
        is_person_listed = any(part.who != RECORDER for part in listed)
        was_away = is_first and self.now - self._answered_at > LONG_GAP
        if self._is_stale and is_person_listed and (self._was_found_down or was_away):
            self._touch()
        self._was_found_down, self._answered_at = False, self.now

    def end(self, who: str, extra: int) -> None:
        """Ours ends, and LiveKit's is deleted a moment later."""
        while self._is_down:
            self._wait(self.now + 1000)
        self.ended_at = self.now
        self._wait(self.now + extra)
        if self._room is None:
            return
        self._touch()
        for inside in list(self._inside.values()):
            self._out(inside, "ROOM_DELETED")
        self._send("room_finished")
        self._room, self._ghosts = None, {}

    # --- LiveKit
    def _touch(self) -> None:
        if self._room is None:
            self._room = (f"RM_{next(self._numbers)}", self.now)
            self._send("room_started")
        elif self._is_stale:
            self._is_stale = False
            self._send("room_started", is_prompt=True)

    def _up(self, made: Connection) -> None:
        if self._is_down or self._room is None or made.incarnation != self._room:
            return
        if made.came < max([0, *self.deaths]):
            return
        old = self._inside.get(made.who)
        if old is not None:
            self._out(old, "DUPLICATE_IDENTITY")
        self._ghosts.pop(made.who, None)
        made.is_up = True
        self._inside[made.who] = made
        self.connections.append(made)
        self._send("participant_joined", made)

    def _goes(self, who: str, reason: str) -> None:
        inside = self._alive(who)
        if inside is not None:
            self._out(inside, reason)

    def _times_out(self, inside: Connection) -> None:
        if self._inside.get(inside.who) is inside:
            self._out(inside, "CONNECTION_TIMEOUT")

    def _out(self, inside: Connection, reason: str) -> None:
        self._send("track_unpublished", inside)
        inside.went = self.now if inside.went is None else inside.went
        inside.told_at, inside.reason = self.now, reason
        self._send("participant_left", inside, reason)
        del self._inside[inside.who]

    def _track(self, who: str, name: str) -> None:
        inside = self._alive(who)
        if inside is not None:
            self._send(name, inside)

    def _alive(self, who: str) -> Connection | None:
        alive = [inside for inside in self._inside.values() if inside.went is None]
        return next((inside for inside in alive if inside.who == who), alive[0] if alive else None)

    def _lives(self, _: object) -> None:
        self._is_down = False

    def _back(self, inside: Connection) -> None:
        self.join(inside.who, 50)

    def _looks(self, _: object) -> None:
        self._look()

    def _send(
        self, name: str, who: Connection | None = None, reason: str = "", *, is_prompt: bool = False
    ) -> None:
        assert self._room is not None
        self.sent.append(Sent(self.now, name, self._room, who, reason, is_prompt))

    # --- Time
    def _at(self, moment: int, name: str, what: Connection | None) -> None:
        heappush(self._timers, (moment, next(self._numbers), name, what))

    def _wait(self, until: int) -> None:
        while self._timers and self._timers[0][0] <= until:
            self.now, _, name, what = heappop(self._timers)
            getattr(self, name)(what)
        self.now = until


def spans_of(connections: Iterable[Connection]) -> Iterator[tuple[int, int]]:
    """When each of them was there."""
    for connection in connections:
        assert connection.went is not None
        yield connection.came, connection.went
