"""The participants' log → who was really inside, from when to when. Pure; never looks at the ledger.

Nobody knows a moment exactly that two machines must agree on: a person is in at some moment between asking and
being told so. Such a moment is a `Span`; it is narrow where something is killed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from drill.planner import TIMEOUT_SECONDS

#: A client that died so shortly after it was back may have had another SID, of which it told nobody.
UNTOLD_SECONDS = 1.0

What = Literal[
    # A device says of itself:
    "connecting",
    "connected",
    "refused",
    "leaving",
    "left",
    "disconnected",
    "reconnecting",
    "reconnected",
    "sid",
    # The drill says what it did to a device:
    "crashing",
    "crashed",
    "frozen",
    "thawed",
    # … to a room (`person` is its practitioner):
    "ending",
    # … and to a server:
    "killing",
    "killed",
    "started",
]


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Attributes:
        at: seconds of the machine's clock, which all processes share.
        sid, identity: as LiveKit's client knows them then.
        reason: of being refused or disconnected.
    """

    at: float
    what: What
    person: str = ""
    device: int = 0
    server: str = ""
    sid: str = ""
    identity: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Span:
    """A moment, known to lie between these two, in seconds."""

    begin: float
    end: float

    def distance(self, moment: float) -> float:
        """Seconds between a moment and the span; 0 within it."""
        return max(self.begin - moment, moment - self.end, 0.0)

    def meets(self, middle: float, plus_minus: float) -> bool:
        """Whether any moment of it lies in middle ± plus_minus."""
        return self.distance(middle) <= plus_minus


class EndedBy(StrEnum):
    LEAVING = "left"
    CRASH = "crashed"
    FREEZE = "frozen"
    RECONNECT = "reconnected"
    SECOND_DEVICE = "second device"
    PUT_OUT = "put out"
    LIVEKIT_DIED = "LiveKit died"
    LOST = "lost the connection"


#: The client fell silent: LiveKit had to find out by itself.
SILENT = frozenset({EndedBy.CRASH, EndedBy.FREEZE})


@dataclass
class TrueVisit:
    """One connection that a client was told of.

    Attributes:
        left: None while the log has no end of it.
        is_late: the room was being ended when they came in; our record need not count them.
    """

    sid: str
    person: str
    identity: str
    joined: Span
    left: Span | None = None
    ended_by: EndedBy | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Untold:
    """A try to connect of whose result the client was never told (refused, or dead before)."""

    person: str
    when: Span


@dataclass(frozen=True)
class Truth:
    visits: tuple[TrueVisit, ...]
    untold: tuple[Untold, ...]

    def identity_of(self) -> dict[str, str]:
        """The person of each identity."""
        return {visit.identity: visit.person for visit in self.visits}


@dataclass
class _Device:
    """What is known of one device while its log is read.

    Attributes:
        trying_since: it asked to be let in (again), and was not told yet.
        back_at: it was told so, at last.
    """

    visit: TrueVisit | None = None
    trying_since: float | None = None
    back_at: float | None = None
    leaving_at: float | None = None
    frozen_at: float | None = None
    crashing_at: float | None = None
    connecting_at: float = 0.0


@dataclass
class _Reading:
    visits: list[TrueVisit] = field(default_factory=list)
    untold: list[Untold] = field(default_factory=list)
    devices: dict[tuple[str, int], _Device] = field(default_factory=dict)
    ending_at: dict[str, float] = field(default_factory=dict)
    killing_at: dict[str, float] = field(default_factory=dict)

    def read(self, entry: Entry) -> None:
        if entry.server:
            self._server(entry)
        elif entry.what == "ending":
            self.ending_at[room_of(entry.person)] = entry.at
        else:
            device = self.devices.setdefault((entry.person, entry.device), _Device())
            getattr(self, f"_{entry.what}")(entry, device)

    # --- Servers
    def _server(self, entry: Entry) -> None:
        if entry.what == "killing":
            self.killing_at[entry.server] = entry.at
        if entry.what == "killed" and entry.server == "LiveKit":
            died = Span(self.killing_at[entry.server], entry.at)
            for device in self.devices.values():
                # A frozen one learns of it when it wakes up; whether it was frozen for long is known then.
                if device.frozen_at is None and device.visit is not None:
                    self._close(device, died, EndedBy.LIVEKIT_DIED)
                    device.trying_since, device.back_at = entry.at, None

    # --- What a device says
    def _connecting(self, entry: Entry, device: _Device) -> None:
        device.trying_since = device.connecting_at = entry.at
        device.back_at = None

    def _connected(self, entry: Entry, device: _Device) -> None:
        self._open(entry, device)

    def _refused(self, entry: Entry, device: _Device) -> None:
        self._give_up(entry, device)

    def _leaving(self, entry: Entry, device: _Device) -> None:
        device.leaving_at = entry.at

    def _left(self, entry: Entry, device: _Device) -> None:
        begin = entry.at if device.leaving_at is None else device.leaving_at
        self._close(device, Span(begin, entry.at), EndedBy.LEAVING)
        device.leaving_at = None
        self._give_up(entry, device)

    def _disconnected(self, entry: Entry, device: _Device) -> None:
        if device.leaving_at is not None:
            return  # `left` says it
        if entry.reason == "DUPLICATE_IDENTITY":
            others = [
                other.connecting_at
                for (person, number), other in self.devices.items()
                if person == entry.person and number != entry.device and other.connecting_at <= entry.at
            ]
            self._close(device, Span(max(others, default=entry.at), entry.at), EndedBy.SECOND_DEVICE)
        elif entry.reason in ("ROOM_DELETED", "PARTICIPANT_REMOVED"):
            self._close(device, Span(entry.at, entry.at), EndedBy.PUT_OUT)
        else:
            begin = entry.at if device.trying_since is None else device.trying_since
            self._close(device, Span(begin, entry.at), EndedBy.LOST)
        self._give_up(entry, device)

    def _reconnecting(self, entry: Entry, device: _Device) -> None:
        if device.trying_since is None or device.back_at is not None:
            device.trying_since = entry.at
        device.back_at = None

    def _reconnected(self, entry: Entry, device: _Device) -> None:
        """With the same SID or another; another one is told as `sid`, a moment before or after."""
        device.back_at = entry.at

    def _sid(self, entry: Entry, device: _Device) -> None:
        if device.visit is not None and device.visit.sid == entry.sid:
            return  # told by LiveKit already, and now by the client, too
        begin = entry.at if device.trying_since is None else device.trying_since
        self._close(device, Span(begin, entry.at), EndedBy.RECONNECT)
        self._open(entry, device)
        device.back_at = entry.at

    # --- What is done to a device
    def _crashing(self, entry: Entry, device: _Device) -> None:
        device.crashing_at = entry.at

    def _crashed(self, entry: Entry, device: _Device) -> None:
        begin = entry.at if device.crashing_at is None else device.crashing_at
        self._close(device, Span(begin, entry.at), EndedBy.CRASH)
        self._give_up(entry, device)
        self.devices[entry.person, entry.device] = _Device(connecting_at=device.connecting_at)

    def _frozen(self, entry: Entry, device: _Device) -> None:
        device.frozen_at = entry.at

    def _thawed(self, entry: Entry, device: _Device) -> None:
        frozen_at, device.frozen_at = device.frozen_at, None
        if frozen_at is not None and entry.at - frozen_at >= TIMEOUT_SECONDS:
            self._close(device, Span(frozen_at, frozen_at), EndedBy.FREEZE)
            device.trying_since, device.back_at = entry.at, None

    # --- Visits
    def _open(self, entry: Entry, device: _Device) -> None:
        begin = entry.at if device.trying_since is None else device.trying_since
        device.visit = TrueVisit(
            entry.sid,
            entry.person,
            entry.identity,
            Span(begin, entry.at),
            is_late=room_of(entry.person) in self.ending_at,
        )
        self.visits.append(device.visit)
        device.trying_since = None

    def _close(self, device: _Device, left: Span, by: EndedBy) -> None:
        visit, device.visit = device.visit, None
        if visit is None:
            return
        ending_at = self.ending_at.get(room_of(visit.person))
        if ending_at is not None:
            # Whatever the client did since, LiveKit may have put it out before.
            left = Span(min(left.begin, max(ending_at, visit.joined.begin)), left.end)
        visit.left, visit.ended_by = left, by

    def _give_up(self, entry: Entry, device: _Device) -> None:
        """Whatever it tried, nobody will tell it any more."""
        since = device.trying_since
        if since is not None and (device.back_at is None or entry.at - device.back_at <= UNTOLD_SECONDS):
            self.untold.append(Untold(entry.person, Span(since, entry.at)))
        device.trying_since = device.back_at = None


def room_of(person: str) -> str:
    """The name of the planned room that somebody belongs to."""
    return person.partition(".")[0]


def read_truth(log: Iterable[Entry]) -> Truth:
    """Args:
    log: in any order.
    """
    reading = _Reading()
    for entry in sorted(log, key=lambda entry: entry.at):
        reading.read(entry)
    return Truth(tuple(reading.visits), tuple(reading.untold))
