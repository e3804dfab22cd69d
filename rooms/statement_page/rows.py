"""The table of visits: one row for each connection, with how each end is known; and who was not inside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from rooms.attendance import TIMED_OUT
from rooms.models import KnownBy, Medium, Role
from rooms.quality import level_words
from rooms.statement import Expected, PersonTimes, RoomFacts, VisitTimes
from rooms.statement_page.words import clock, exact_words, figure, plus_minus_words, span_words

#: Per cent. Less lost than this is not seen.
LOSS_WORTH_SAYING = 1.0


@dataclass(frozen=True)
class End:
    """Attributes:
    words: how it is known, with ± where it is not exact.
    """

    at: datetime
    time: str
    words: str
    is_guess: bool


@dataclass(frozen=True)
class Row:
    """Attributes:
    left: None while they are inside.
    """

    name: str
    notes: tuple[str, ...]
    joined: End
    left: End | None
    length: str
    plus_minus: str
    medium: str
    connection: str
    trouble: str


@dataclass(frozen=True)
class Missing:
    """Somebody who was expected and was never inside.

    Attributes:
        words: whether they may still come.
    """

    name: str
    role: str
    words: str


def rows_of(people: Iterable[PersonTimes], room: RoomFacts, *, at: datetime) -> list[Row]:
    return [
        _row(person, visit, number, room, at=at)
        for person in people
        for number, visit in enumerate(person.visits)
    ]


def missing_of(absent: Iterable[Expected], room: RoomFacts) -> list[Missing]:
    words = _("did not come") if room.is_over else _("not here yet")
    return [Missing(person.name, role_words(person.side, person.role), words) for person in absent]


def role_words(side: str, role: str) -> str:
    """What a person is in the picture."""
    if side == "practitioner":
        return _("Practitioner")
    if role == Role.VIEWER:
        return str(Role.VIEWER.label)
    return _("Client") if side == "client" else _("Guest")


def medium_words(medium: str) -> str:
    return str(Medium(medium).label) if medium in Medium.values else medium


def _row(person: PersonTimes, visit: VisitTimes, number: int, room: RoomFacts, *, at: datetime) -> Row:
    until = visit.left_at or max(at, visit.joined_at)
    quality = visit.quality
    loss = float(quality.get("loss_percent") or 0)
    return Row(
        name=person.name,
        notes=tuple(_notes(person, number, room)),
        joined=_end(visit.joined_at, _how_begun(visit), visit.joined_precision, visit.join_is_estimated),
        left=None
        if visit.left_at is None
        else _end(visit.left_at, _how_ended(visit), visit.left_precision, visit.leave_is_estimated),
        length=figure((until - visit.joined_at).total_seconds()),
        plus_minus="" if visit.is_exact else _plus_minus(visit.precision_seconds),
        medium=medium_words(visit.medium),
        connection=level_words(quality.get("level")),
        trouble=_percent(_("%(loss)d %% of packets lost") % {"loss": round(loss)})
        if loss >= LOSS_WORTH_SAYING
        else "",
    )


def _notes(person: PersonTimes, number: int, room: RoomFacts) -> Iterable[str]:
    visits = person.visits
    if number:
        yield _("second device") if _overlaps(visits[:number], visits[number]) else _("came back")
        return
    yield from _against_plan(person, room)
    if len(visits) > 1:
        yield _("in all %(time)s") % {"time": exact_words(person.total_seconds)}
    if person.share is not None and room.is_over:
        yield _percent(_("%(share)d %% of the session") % {"share": int(person.share * 100)})


def _against_plan(person: PersonTimes, room: RoomFacts) -> Iterable[str]:
    """Late, early, or left early; what is shorter than a second is neither."""
    if room.scheduled_start is None:
        return
    early_by = (room.scheduled_start - person.first_joined_at).total_seconds()
    if (person.late_by_seconds or 0) >= 1:
        yield _("%(time)s late") % {"time": span_words(person.late_by_seconds or 0)}
    elif person.late_by_seconds is not None and early_by >= 1:
        yield _("%(time)s early") % {"time": span_words(early_by)}
    if (person.left_early_by_seconds or 0) >= 1:
        yield _("left %(time)s early") % {"time": span_words(person.left_early_by_seconds or 0)}


def _overlaps(before: Sequence[VisitTimes], visit: VisitTimes) -> bool:
    return any(earlier.left_at is None or earlier.left_at > visit.joined_at for earlier in before)


def _end(moment: datetime, how: str, precision: float, is_guess: bool) -> End:
    words = f"{how}, {_plus_minus(precision)}" if is_guess and precision else how
    return End(moment, clock(moment), words, is_guess)


def _how_begun(visit: VisitTimes) -> str:
    # A track, which a webhook told of, does not say since when they were inside.
    return _("estimated") if visit.join_is_estimated else _("reported")


def _how_ended(visit: VisitTimes) -> str:
    if visit.left_known_by == KnownBy.WEBHOOK:
        # Reported as well, but long after: when it was is not known to the second.
        return _("connection lost") if visit.leave_reason == TIMED_OUT else _("reported")
    return _("by the end of the room") if visit.left_known_by == KnownBy.ROOM_END else _("estimated")


def _percent(words: str) -> str:
    """The number and its sign stay on one line."""
    return words.replace(" %", "\u00a0%", 1)


def _plus_minus(seconds: float) -> str:
    return f"±\u00a0{plus_minus_words(seconds)}"
