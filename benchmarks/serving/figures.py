"""What was measured, as a table."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """One of ours against one that is bare, from the same run.

    Attributes:
        ours, bare: milliseconds (lower is better), or requests a second (higher is better).
        at_most: how many times the bare one's it may be; None: nothing was promised.
    """

    what: str
    against: str
    ours: float
    bare: float
    unit: str = "ms"
    at_most: float | None = None

    @property
    def ratio(self) -> float:
        """How many times as dear ours is."""
        return self.ours / self.bare if self.unit == "ms" else self.bare / self.ours

    @property
    def verdict(self) -> str:
        if self.at_most is None:
            return "none"
        return f"{'met' if self.ratio <= self.at_most else 'missed'} (≤ {self.at_most:g})"

    def row(self) -> str:
        numbers = f"{self.ours:.1f} {self.unit} | {self.bare:.1f} {self.unit} | {self.ratio:.2f}"
        return f"| {self.what} | {self.against} | {numbers} | {self.verdict} |"


HEAD = "| what | against | ours | bare | times as dear | target |\n|---|---|---|---|---|---|"


def table(ratios: Iterable[Ratio]) -> str:
    return "\n".join([HEAD, *(ratio.row() for ratio in ratios)])


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which this part of all lies, e.g. 0.99."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]
