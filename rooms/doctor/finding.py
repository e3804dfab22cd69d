from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Attributes:
        state: `skipped` where it could not be known, or nobody wanted to.
        says: what is so; no secret, and nothing of people.
        next_step: what to do about it; of what is well: what only a person can see.
    """

    state: Literal["well", "wrong", "skipped"]
    says: str
    next_step: str = ""


def well(says: str, next_step: str = "") -> Finding:
    return Finding("well", says, next_step)


def wrong(says: str, next_step: str) -> Finding:
    return Finding("wrong", says, next_step)


def skipped(says: str, next_step: str = "") -> Finding:
    return Finding("skipped", says, next_step)
