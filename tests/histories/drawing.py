"""Draws what happens in a call, and what becomes of LiveKit's events on their way to us."""

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.histories.world import PHONE, RECORDER, Act, Connection, Look, Sent, World

#: Milliseconds between two acts: at once, in the same second, within a time-out, about as long, longer.
GAPS = st.sampled_from([1, 130, 700, 2_400, 6_100, 13_700, 21_300, 47_900])

#: The same person twice is a second device, or a reconnect.
WHO = st.sampled_from(["nadia", "jonas", "nadia", "jonas", "mara", PHONE, RECORDER])

KINDS = (
    ["join"] * 5
    + ["look"] * 4
    + ["leave", "crash", "show"] * 2
    + ["hide", "put_out", "die", "die", "worker_starts"]
)

#: Milliseconds that it takes; the odd ones mean more, see `World.die`.
EXTRA = st.sampled_from([40, 300, 701, 1_500, 9_000, 40_001])

ACTS = st.builds(Act, GAPS, st.sampled_from(KINDS), WHO, EXTRA)

#: LiveKit's clock minus ours; small differences are left alone.
AHEAD = st.sampled_from([0, 0, 0, 700, -1_200, 4_300, -7_600])


@dataclass(frozen=True)
class Fate:
    """What becomes of one event.

    Attributes:
        delay: until it comes; None if it never does.
        again: so long after that it comes once more.
        stall: between its being stored and handled.
    """

    delay: int | None = 20
    again: int | None = None
    stall: int = 0


FATES = st.builds(
    Fate,
    delay=st.sampled_from([20, 20, 20, 300, 1_000, 3_000, 15_000, 95_000, None]),
    again=st.sampled_from([None, None, None, 1_000, 30_000]),
    stall=st.sampled_from([0, 0, 0, 6_000]),
)


#: How long after the due time somebody came to end the room; mostly at once.
LATE = st.sampled_from([0, 0, 0, 900, 41_000])


@dataclass(frozen=True)
class History:
    """What happened, and what came of it.

    Attributes:
        ahead, measured: LiveKit's clock minus ours, in truth and as its answers tell.
        ended_at: when it was written that the room had ended.
        late: since it had been due.
    """

    ahead: int
    measured: int
    ended_at: int
    late: int
    connections: list[Connection]
    looks: list[Look]
    sent: list[Sent]
    fates: list[Fate]


@st.composite
def histories(draw: st.DrawFn, fates: st.SearchStrategy[Fate] = FATES) -> History:
    world = World(with_redis=draw(st.booleans()))
    ahead = draw(AHEAD)
    acts = draw(st.lists(ACTS, min_size=4, max_size=22))
    arrivals = [Act(draw(GAPS), "join", who, 40) for who in ("nadia", "jonas")]
    world.run([*arrivals, *acts, Act(draw(GAPS), "end", extra=draw(st.sampled_from([30, 800])))])
    drawn = draw(st.lists(fates, min_size=len(world.sent), max_size=len(world.sent)))
    return History(
        ahead=ahead,
        measured=ahead + draw(st.sampled_from([0, 300, -400])) if abs(ahead) > 2_000 else ahead,
        ended_at=world.ended_at,
        late=min(draw(LATE), world.ended_at),
        connections=world.connections,
        looks=world.looks,
        sent=world.sent,
        fates=[_on_the_way(sent, fate, world.deaths) for sent, fate in zip(world.sent, drawn, strict=True)],
    )


def _on_the_way(sent: Sent, fate: Fate, deaths: list[int]) -> Fate:
    """What waits at LiveKit when it dies is lost."""
    if sent.is_prompt:
        return Fate(1)
    if fate.delay is not None and any(sent.at <= death < sent.at + fate.delay for death in deaths):
        return Fate(None)
    return fate
