"""What a drill found out, whole: what the report is made of, and what passes or fails."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drill.comparison import Comparison, Outage
from drill.plan import Plan
from drill.truth import Entry, Span

#: The issue asks for these.
FEWEST_PEOPLE = 20


@dataclass(frozen=True)
class Result:
    """Attributes:
    counts: of the proxy.
    began_at: seconds of the clock.
    play_seconds, settle_seconds: how long people came and went, and how long until every statement was final.
    load: of the machine (average over a minute), from time to time during the play.
    failures: what the drill itself could not do; a drill that did not take place proves nothing.
    """

    plan: Plan
    comparison: Comparison
    outages: tuple[Outage, ...]
    counts: Mapping[str, int]
    database: str
    interval: float
    began_at: float
    play_seconds: float
    settle_seconds: float
    load: tuple[float, ...]
    failures: tuple[str, ...]

    @property
    def misses(self) -> list[str]:
        return [*self.failures, *self.comparison.misses]

    @property
    def passed(self) -> bool:
        return not self.misses


def outages_in(log: Iterable[Entry]) -> tuple[Outage, ...]:
    """From the kill of each server until it was ready again."""
    killed: dict[str, float] = {}
    found = []
    for entry in sorted(log, key=lambda entry: entry.at):
        if entry.what == "killing":
            killed[entry.server] = entry.at
        elif entry.what == "started":
            found.append(Outage(entry.server, Span(killed.pop(entry.server), entry.at)))
    return (*found, *(Outage(server, Span(at, float("inf"))) for server, at in killed.items()))
