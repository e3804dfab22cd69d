"""The picture of a statement as numbers for SVG: strings with a point, whatever the language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from rooms.statement import PersonTimes, Statement
from rooms.statement.timeline import Bar, Lane, Tick, timeline_of
from rooms.statement_page.rows import role_words
from rooms.statement_page.words import figure, short_clock

#: Per cent: closer to an edge than this a word would be cut, closer to another one it would cover it.
EDGE, WORD = 8.0, 14.0


@dataclass(frozen=True)
class Rect:
    x: str
    width: str


@dataclass(frozen=True)
class Word:
    """Attributes:
    anchor: of SVG: start, middle or end.
    is_extra: every second one, which a phone leaves out.
    """

    x: str
    anchor: str
    text: str
    is_extra: bool = False


@dataclass(frozen=True)
class LaneShown:
    name: str
    role: str
    bars: tuple[Rect, ...]
    guesses: tuple[Rect, ...]
    flags: tuple[Word, ...]
    total: str


@dataclass(frozen=True)
class Picture:
    """Attributes:
    together: None on a page about one person.
    has_guesses: the legend explains what there is, and nothing else.
    """

    planned: Rect | None
    ticks: tuple[Word, ...]
    lanes: tuple[LaneShown, ...]
    together: LaneShown | None
    has_guesses: bool


def picture_of(
    statement: Statement, people: Sequence[PersonTimes], *, at: datetime, is_own: bool = False
) -> Picture | None:
    """None where there is nothing to draw: planned time without anybody in it is no picture.

    Args:
        people: those of the statement that have a lane on this page.
        is_own: one person alone; what others did is nothing of theirs.
    """
    timeline = timeline_of(statement, at=at)
    if timeline is None or not people:
        return None
    drawn: Mapping[str, Lane] = {lane.person: lane for lane in timeline.lanes}
    lanes = tuple(_lane(person, drawn[person.person]) for person in people)
    together = LaneShown(
        name=_("Together"),
        role="",
        bars=tuple(_rects(timeline.together.bars)),
        guesses=(),
        flags=(),
        total=figure(statement.together_seconds),
    )
    return Picture(
        planned=_rect(timeline.planned) if timeline.planned is not None else None,
        ticks=tuple(_tick(tick, number) for number, tick in enumerate(timeline.ticks)),
        lanes=lanes,
        together=None if is_own else together,
        has_guesses=any(lane.guesses for lane in lanes),
    )


def _lane(person: PersonTimes, lane: Lane) -> LaneShown:
    return LaneShown(
        name=person.name,
        role=role_words(person.side, person.role),
        bars=tuple(_rects(lane.bars)),
        guesses=tuple(_rects(lane.guesses)),
        flags=tuple(_flags(lane.guesses)),
        total=figure(person.total_seconds),
    )


def _flags(guesses: Iterable[Bar]) -> Iterable[Word]:
    """A word over each inferred end, where it does not cover the one before."""
    last = -WORD
    for guess in guesses:
        middle = guess.x + guess.width / 2
        if middle - last >= WORD:
            last = middle
            yield _word(middle, _("estimated"))


def _tick(tick: Tick, number: int) -> Word:
    return _word(tick.x, short_clock(tick.at), edge=0.0, is_extra=number % 2 == 1)


def _word(x: float, text: str, *, edge: float = EDGE, is_extra: bool = False) -> Word:
    anchor = "start" if x < edge else "end" if x > 100 - edge else "middle"
    return Word(_percent(x), anchor, text, is_extra)


def _rects(bars: Iterable[Bar]) -> Iterable[Rect]:
    return (_rect(bar) for bar in bars)


def _rect(bar: Bar) -> Rect:
    return Rect(_percent(bar.x), _percent(bar.width))


def _percent(number: float) -> str:
    return f"{number:.3f}%"
