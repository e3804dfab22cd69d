"""One line of the statement for each person who was inside."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from rooms.statement.intervals import Interval, intersection, total
from rooms.statement.shapes import Confidence, PersonTimes, Presence, RoomFacts, VisitTimes, Who
from rooms.statement.spans import plus_minus, spans

_NOBODY = Who("", "")


def people_of(
    room: RoomFacts, presences: Sequence[Presence], who: Mapping[str, Who], *, at: datetime
) -> Iterable[PersonTimes]:
    """In the order in which they came."""
    connections: dict[str, list[Presence]] = {}
    for presence in sorted(presences, key=_order):
        connections.setdefault(presence.person, []).append(presence)
    for person, theirs in connections.items():
        yield _times_of(room, theirs, who.get(person, _NOBODY), at=at)


def visits_of(presences: Iterable[Presence]) -> tuple[VisitTimes, ...]:
    return tuple(
        VisitTimes(
            joined_at=p.joined_at,
            left_at=p.left_at,
            medium=p.medium,
            joined_known_by=p.joined_known_by,
            left_known_by=p.left_known_by,
            joined_precision=p.joined_precision,
            left_precision=p.left_precision,
            leave_reason=p.leave_reason,
            quality=p.quality,
        )
        for p in presences
    )


def confidence_in(visits: Iterable[VisitTimes], *, plus_minus_seconds: float) -> Confidence:
    """Over these visits' ends; `plus_minus_seconds` is that of the time it will stand beside."""
    ends = estimated = 0
    for visit in visits:
        ends += 1 if visit.left_at is None else 2
        estimated += visit.join_is_estimated + visit.leave_is_estimated
    return Confidence(estimated == 0, plus_minus_seconds, ends, estimated)


def _order(presence: Presence) -> tuple[object, ...]:
    """An order in which it does not matter who told us first, not even of two at the same moments."""
    return (
        presence.joined_at,
        presence.person,
        presence.left_at is None,
        presence.left_at or presence.joined_at,
        presence.medium,
        presence.joined_known_by,
        presence.left_known_by,
        presence.joined_precision,
        presence.left_precision,
        presence.leave_reason,
    )


def _times_of(room: RoomFacts, theirs: Sequence[Presence], who: Who, *, at: datetime) -> PersonTimes:
    ends = [p.left_at for p in theirs if p.left_at is not None]
    is_inside = len(ends) < len(theirs)
    visits = visits_of(theirs)
    inside = spans(theirs, at)
    late_by, left_early_by, share = _against_plan(room, inside)
    mediums = {p.medium for p in theirs}
    return PersonTimes(
        person=theirs[0].person,
        side=theirs[0].side,
        total_seconds=total(inside).total_seconds(),
        first_joined_at=theirs[0].joined_at,
        last_left_at=None if is_inside else max(ends),
        name=who.name,
        role=who.role,
        user_ref=who.user_ref,
        late_by_seconds=late_by,
        left_early_by_seconds=left_early_by if room.is_over else None,
        share=share,
        medium=mediums.pop() if len(mediums) == 1 else "mixed",
        confidence=confidence_in(visits, plus_minus_seconds=plus_minus(partial(spans, theirs, at))),
        visits=visits,
    )


def _against_plan(
    room: RoomFacts, inside: Sequence[Interval]
) -> tuple[float | None, float | None, float | None]:
    """Late by, left early by, and the share of the planned time; what is outside of it counts for none of them.

    So who looked in early and came back for good is late by when they came back.
    """
    if room.planned is None or room.planned[0] >= room.planned[1]:
        return None, None, None
    begin, end = room.planned
    within = intersection(inside, [room.planned])
    if not within:
        return None, None, 0.0
    late_by, left_early_by = within[0][0] - begin, end - within[-1][1]
    return late_by.total_seconds(), left_early_by.total_seconds(), total(within) / (end - begin)
