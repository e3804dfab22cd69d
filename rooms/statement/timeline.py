"""Where the bars of a statement's picture lie. Pure: times in, percentages of the width out.

One lane a person, one for the time together, planned time as the ground. Two connections at once are one bar. An
end that was inferred has a mark as wide as it is uncertain. What would be too thin to see grows into the free space
beside it, at most to the middle: nothing else moves, and nothing overlaps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rooms.statement.intervals import Interval, intersection, union
from rooms.statement.shapes import PersonTimes, Side, Statement, VisitTimes

#: Percent. Six pixels of a track that is as wide as a phone allows.
LEAST_WIDTH = 1.6
#: Free at both ends, as a part of the time that is shown.
MARGIN = 0.04
SHORTEST = timedelta(minutes=1)
MOST_TICKS = 7
#: Minutes between two ticks.
STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 360, 720, 1440)


@dataclass(frozen=True)
class Bar:
    """A stretch of time. `x` and `width` are percentages of the picture's width, 0 to 100."""

    begin: datetime
    end: datetime
    x: float
    width: float


@dataclass(frozen=True)
class Tick:
    at: datetime
    x: float


@dataclass(frozen=True)
class Lane:
    """One person, or the time together.

    Attributes:
        person: id of the participant; empty for the time together.
        bars: when they were inside.
        guesses: ends that were inferred, each over the time in which it may have been.
    """

    person: str
    bars: tuple[Bar, ...]
    guesses: tuple[Bar, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """Attributes:
    begin, end: what 0 and 100 percent are.
    planned: the ground; None where nothing was planned.
    lanes: in the order of the statement's people.
    together: practitioner and client at the same time.
    """

    begin: datetime
    end: datetime
    planned: Bar | None
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    together: Lane


@dataclass(frozen=True)
class _Scale:
    begin: datetime
    end: datetime

    def x(self, moment: datetime) -> float:
        share = (moment - self.begin) / (self.end - self.begin)
        return min(max(share, 0.0), 1.0) * 100

    def bar(self, span: Interval) -> Bar:
        left, right = self.x(span[0]), self.x(span[1])
        return Bar(*span, x=left, width=right - left)


def timeline_of(statement: Statement, *, at: datetime) -> Timeline | None:
    """The picture of a statement; None where there is nothing to draw.

    Args:
        at: counts as the end of connections that are still open.
    """
    inside = {person.person: inside_of([person], at) for person in statement.people}
    guesses = {person.person: list(_guesses_of(person, at)) for person in statement.people}
    planned = statement.room.planned
    shown = [span for spans in [*inside.values(), *guesses.values()] for span in spans]
    if planned is not None and planned[0] < planned[1]:
        shown.append(planned)
    if not shown:
        return None
    scale = _scale_of(shown)
    first = planned[0] if planned is not None else scale.begin
    return Timeline(
        begin=scale.begin,
        end=scale.end,
        planned=scale.bar(planned) if planned is not None else None,
        ticks=tuple(Tick(moment, scale.x(moment)) for moment in _tick_moments(scale, first)),
        lanes=tuple(
            Lane(
                person.person,
                _wide_enough([scale.bar(span) for span in inside[person.person]]),
                _wide_enough([scale.bar(span) for span in union(guesses[person.person])]),
            )
            for person in statement.people
        ),
        together=Lane("", _wide_enough([scale.bar(span) for span in together_in(statement, at)])),
    )


def inside_of(people: Iterable[PersonTimes], at: datetime) -> list[Interval]:
    """When any of these people was inside."""
    return union(_span(visit, at) for person in people for visit in person.visits)


def together_in(statement: Statement, at: datetime) -> list[Interval]:
    """When a practitioner and a client were inside at the same moment; the statement's minutes, as spans."""

    def of(side: Side) -> list[Interval]:
        return inside_of((person for person in statement.people if person.side == side), at)

    return intersection(of("practitioner"), of("client"))


def _span(visit: VisitTimes, at: datetime) -> Interval:
    return visit.joined_at, visit.left_at or max(at, visit.joined_at)


def _guesses_of(person: PersonTimes, at: datetime) -> Iterable[Interval]:
    """Around each inferred end that is an end of their time, and not only of one device of two; never over the
    next or the last time that they were inside."""
    spans = inside_of([person], at)
    begins, ends = [begin for begin, _ in spans], [end for _, end in spans]
    for visit in person.visits:
        if visit.join_is_estimated and visit.joined_at in begins:
            earlier = max((end for end in ends if end < visit.joined_at), default=None)
            yield _around(visit.joined_at, visit.joined_precision, lowest=earlier)
        if visit.left_at is not None and visit.leave_is_estimated and visit.left_at in ends:
            later = min((begin for begin in begins if begin > visit.left_at), default=None)
            yield _around(visit.left_at, visit.left_precision, highest=later)


def _around(
    moment: datetime, precision: float, *, lowest: datetime | None = None, highest: datetime | None = None
) -> Interval:
    # Half a second at least: an interval without a length would be no mark at all.
    slack = timedelta(seconds=max(precision, 0.5))
    begin, end = moment - slack, moment + slack
    return max(begin, lowest or begin), min(end, highest or end)


def _scale_of(spans: Sequence[Interval]) -> _Scale:
    begin, end = min(begin for begin, _ in spans), max(end for _, end in spans)
    margin = max(end - begin, SHORTEST) * MARGIN
    return _Scale(begin - margin, max(end, begin + SHORTEST) + margin)


def _tick_moments(scale: _Scale, first: datetime) -> Iterable[datetime]:
    """Round distances, counted from the planned start."""
    whole = scale.end - scale.begin
    fitting = [step for step in STEPS if whole / timedelta(minutes=step) <= MOST_TICKS]
    # Longer than a week: a day is no step any more, so as many as fit.
    step = timedelta(minutes=fitting[0]) if fitting else whole / MOST_TICKS
    start = first.astimezone(UTC).replace(second=0, microsecond=0)
    moment = start + -((start - scale.begin) // step) * step
    while moment <= scale.end:
        if moment >= scale.begin:
            yield moment
        moment += step


def _wide_enough(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Bars in their order, each as wide as can be seen where there is room for it."""
    grown = []
    for number, bar in enumerate(bars):
        lowest = _middle(bars[number - 1], bar) if number else 0.0
        highest = _middle(bar, bars[number + 1]) if number + 1 < len(bars) else 100.0
        missing = max(LEAST_WIDTH - bar.width, 0.0)
        left = max(bar.x - missing / 2, lowest)
        right = min(left + max(bar.width, LEAST_WIDTH), highest)
        left = max(min(left, right - max(bar.width, LEAST_WIDTH)), lowest)
        grown.append(Bar(bar.begin, bar.end, left, right - left))
    return tuple(grown)


def _middle(one: Bar, other: Bar) -> float:
    return (one.x + one.width + other.x) / 2
