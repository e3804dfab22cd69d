"""The participants' log → the truth. Pure; never looks at the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from drill.planner import TIMEOUT_SECONDS
from drill.truth import EndedBy, Entry, Span, TrueVisit, Truth, Untold, room_of

#: A client that died so shortly after it was back may have had another SID, of which it told nobody.
UNTOLD_SECONDS = 1.0


@dataclass
class _Device:
    """What is known of one device while its log is read.

    Attributes:
        trying_since: it asked to be let in (again), and was not told yet as whom.
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
    livekit_died: Span | None = None

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
        if entry.what == "started" and entry.server == "LiveKit":
            self.livekit_died = None
        if entry.what == "killed" and entry.server == "LiveKit":
            self.livekit_died = died = Span(self.killing_at[entry.server], entry.at)
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
        asked_at = device.trying_since
        self._open(entry, device)
        if self.livekit_died is not None and (asked_at is None or asked_at < self.livekit_died.begin):
            # LiveKit is down: it was inside before, and hears of both only now.
            self._close(device, self.livekit_died, EndedBy.LIVEKIT_DIED)

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
            # The same session, resumed; or LiveKit has told it already, and now the client does, too.
            device.trying_since = None
            return
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
        if device.trying_since is not None:
            # LiveKit may have ended this one when the client began to try for another.
            left = Span(min(left.begin, device.trying_since), left.end)
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


def read_truth(log: Iterable[Entry]) -> Truth:
    """Args:
    log: in any order.
    """
    reading = _Reading()
    for entry in sorted(log, key=lambda entry: entry.at):
        reading.read(entry)
    return Truth(tuple(reading.visits), tuple(reading.untold))
