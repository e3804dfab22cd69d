"""What becomes of one webhook on its way. Pure: seed and name in, fate out."""

from dataclasses import dataclass
from random import Random

REFUSED = 0.25
SWALLOWED = 0.05
DOUBLED = 0.20
DELAYED = 0.40
DELAY_SECONDS = (0.2, 8.0)

#: As often as LiveKit tries.
TRIES = 5


@dataclass(frozen=True)
class Fate:
    """Attributes:
    refusals: so many tries are answered 503 first; LiveKit comes again.
    is_swallowed: answered 200, and never passed on.
    delay: seconds that it is kept after a 200 to LiveKit, which meanwhile sends what comes after it; 0: passed on
        at once, and LiveKit gets Django's own answer.
    second_delay: None, or how long after the first a second copy is passed on.
    """

    refusals: int
    is_swallowed: bool
    delay: float
    second_delay: float | None


def decide_fate(seed: int, name: str) -> Fate:
    """Args:
    name: of the event, the same in each run of a plan as far as people do the same in it.
    """
    # Not a choice that anybody must not guess: it shall come out the same again.
    random = Random(f"{seed}:{name}")
    refusals = 0
    while refusals < TRIES and random.random() < REFUSED:
        refusals += 1
    return Fate(
        refusals=refusals,
        is_swallowed=random.random() < SWALLOWED,
        second_delay=random.uniform(*DELAY_SECONDS) if random.random() < DOUBLED else None,
        delay=random.uniform(*DELAY_SECONDS) if random.random() < DELAYED else 0.0,
    )
