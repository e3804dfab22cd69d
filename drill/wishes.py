"""What the person at the keyboard asks of a drill, by the environment."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from dev.failure import Problem

DATABASES = ("sqlite", "postgresql")
LARGEST_SEED = 999_999


@dataclass(frozen=True)
class Wishes:
    """Attributes:
    seed: of the plan and of every webhook's fate.
    writes_report: into docs/, not on the screen alone.
    """

    seed: int
    database: str = "sqlite"
    writes_report: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Wishes":
        """SEED (else one is chosen), DRILL_DATABASE and REPORT. Raises Problem for what they cannot be."""
        database = environment.get("DRILL_DATABASE") or DATABASES[0]
        if database not in DATABASES:
            raise Problem(
                f"DRILL_DATABASE={database} is no database of the drill.",
                f"It can be {' or '.join(DATABASES)}.",
            )
        return cls(_seed(environment.get("SEED", "")), database, bool(environment.get("REPORT")))

    @property
    def command(self) -> str:
        """What runs the same drill again."""
        words = ["make drill", f"SEED={self.seed}"]
        if self.database != DATABASES[0]:
            words.append(f"DRILL_DATABASE={self.database}")
        return " ".join(words)


def _seed(text: str) -> int:
    if not text:
        return random.SystemRandom().randint(1, LARGEST_SEED)
    if not (text.isascii() and text.isdigit()):
        raise Problem(
            f"SEED={text} is not a number.", "Leave it out to have one chosen, or: make drill SEED=7"
        )
    return int(text)
