"""A seed and a size → the plan. Pure: the same seed gives the same plan."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from drill.plan import Action, Do, Kill, Plan, PlannedRoom

#: LiveKit takes a silent client for gone after this; it cannot be configured.
TIMEOUT_SECONDS = 20.0

#: Between these two it would be a matter of luck whether LiveKit gave up before the device was back.
SHORT_FREEZE = (4.0, 8.0)
LONG_FREEZE = (26.0, 32.0)
QUICK_RETURN = (4.0, 14.0)
LATE_RETURN = (26.0, 40.0)
PAUSE = (3.0, 20.0)
#: The practitioner ends the room so long after the play.
ENDING = (6.0, 12.0)

SHORTEST_STAY = 4.0
LONGEST_STAY = 110.0
#: What a client needs to be whole again, before it does something else.
SETTLING = 6.0
#: And after LiveKit died and came back.
COMING_BACK = 20.0
#: Nobody shall know beforehand at which second a server dies.
EARLIER_OR_LATER = (0.0, 6.0)

#: How often each happens to somebody who is inside.
WEIGHTS = {
    Do.LEAVE: 40,
    Do.CRASH: 24,
    Do.FREEZE: 14,
    Do.RESUME: 7,
    Do.RECONNECT: 7,
    Do.JOIN: 8,
}


@dataclass(frozen=True)
class Size:
    """Attributes:
    rooms: kind of each and its number of clients; the practitioner comes on top.
    seconds: how long people come and go.
    arriving: within how many seconds they all come for the first time.
    stay: seconds, the mean between two things that happen to somebody inside.
    """

    rooms: tuple[tuple[str, int], ...]
    seconds: float
    kills: tuple[Kill, ...]
    arriving: float
    stay: float


FULL = Size(
    rooms=(("booking", 1), ("booking", 1), ("workshop", 9), ("webinar", 5), ("broadcast", 5)),
    seconds=330.0,
    kills=(Kill(80.0, "Django", 8.0), Kill(150.0, "the worker", 8.0), Kill(230.0, "LiveKit", 4.0)),
    arriving=25.0,
    stay=28.0,
)
SHORT = Size(
    rooms=(("booking", 1), ("workshop", 4)),
    seconds=44.0,
    kills=(Kill(9.0, "LiveKit", 1.0),),
    arriving=4.0,
    stay=9.0,
)


def make_plan(seed: int, size: Size = FULL) -> Plan:
    """Who does what, when."""
    random = Random(seed)
    kills = tuple(
        Kill(kill.at + random.uniform(*EARLIER_OR_LATER), kill.server, kill.down_seconds)
        for kill in size.kills
    )
    rooms = tuple(
        _room(f"{kind}{number}", kind, clients, end_at=size.seconds + random.uniform(*ENDING))
        for number, (kind, clients) in enumerate(size.rooms, start=1)
    )
    actions: list[Action] = []
    for number, room in enumerate(rooms):
        for person in room.people:
            # Every other room is left by all before it is ended; in the others its end finds them inside.
            actions += _Career(random, person, size, kills, goes_home=number % 2 == 0).play()
    return Plan(seed, rooms, tuple(sorted(actions, key=lambda action: action.at)), kills)


def is_clear(what: Do, seconds: float, *, at: float, end_at: float, kills: Iterable[Kill]) -> bool:
    """Whether what LiveKit will make of it is known beforehand; else nobody could judge the ledger.

    Args:
        seconds: of a freeze.
        at, end_at: when it is done, and when the room is ended.
    """
    if what == Do.CRASH:
        # LiveKit must have noticed before the room is ended.
        return at + TIMEOUT_SECONDS + 3 <= end_at
    if what not in (Do.FREEZE, Do.RESUME, Do.RECONNECT):
        return True
    until = at + seconds + SETTLING
    meets_death = any(
        at < kill.at + kill.down_seconds + COMING_BACK and until > kill.at
        for kill in kills
        if kill.server == "LiveKit"
    )
    return until + ENDING[0] <= end_at and not meets_death


def _room(name: str, kind: str, clients: int, *, end_at: float) -> PlannedRoom:
    people = ["practitioner", *(f"client{number}" for number in range(1, clients + 1))]
    return PlannedRoom(name, kind, tuple(f"{name}.{who}" for who in people), end_at)


class _Career:
    """One person's way through the drill.

    Args:
        goes_home: leaves at the end of the play, if inside.
    """

    def __init__(
        self, random: Random, person: str, size: Size, kills: tuple[Kill, ...], *, goes_home: bool
    ) -> None:
        self._random, self._person, self._size = random, person, size
        self._kills = kills
        self._goes_home = goes_home
        self._device = 0
        self._at = random.uniform(0, size.arriving)

    def play(self) -> Iterator[Action]:
        while self._at < self._size.seconds - SHORTEST_STAY:
            yield self._do(Do.JOIN)
            yield from self._stay()

    def _stay(self) -> Iterator[Action]:
        """From a join until they are outside, or the play is over."""
        while True:
            pause = SHORTEST_STAY + self._random.expovariate(1 / (self._size.stay - SHORTEST_STAY))
            self._at += min(pause, LONGEST_STAY)
            if self._at >= self._size.seconds:
                if self._goes_home:
                    self._at = self._size.seconds + self._random.uniform(0, 4)
                    yield self._do(Do.LEAVE)
                self._at = self._size.seconds
                return
            what, seconds = self._choose()
            if what == Do.JOIN:
                self._device = 1 - self._device
            yield self._do(what, seconds)
            if what == Do.LEAVE:
                self._at += self._random.uniform(*PAUSE)
                return
            if what == Do.CRASH:
                self._at += self._random.uniform(*self._random.choice((QUICK_RETURN, LATE_RETURN)))
                return
            self._at += seconds + SETTLING

    def _choose(self) -> tuple[Do, float]:
        what = self._random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        seconds = 0.0
        if what == Do.FREEZE:
            seconds = self._random.uniform(*self._random.choice((SHORT_FREEZE, LONG_FREEZE)))
        clear = is_clear(what, seconds, at=self._at, end_at=self._size.seconds + ENDING[0], kills=self._kills)
        return (what, seconds) if clear else (Do.LEAVE, 0.0)

    def _do(self, what: Do, seconds: float = 0.0) -> Action:
        return Action(self._at, self._person, self._device, what, seconds)
