"""An hour as LiveKit told it: who was inside when, in minutes from the planned start, and how it is known."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from estuary.accounts.models import User
from rooms import lifecycle
from rooms.attendance.evidence import Evidence, Joined
from rooms.attendance.evidence import to_json as to_json_of
from rooms.models import EndReason, KnownBy, Medium, Role, Room, RoomParticipant, Visit
from rooms.quality.merging import summarise
from rooms.quality.shapes import Sample
from rooms.quality.storage import to_json

_numbers = count(1)


def moment(room: Room, minute: float) -> datetime:
    assert room.scheduled_start is not None
    return room.scheduled_start + timedelta(minutes=minute)


def person(room: Room, user: User, *, leads: bool = False) -> RoomParticipant:
    row, _made = RoomParticipant.objects.get_or_create(
        room=room,
        user_ref=str(user.pk),
        defaults={
            "user": user,
            "identity": f"{user.pk}-x",
            "name": user.name,
            "role": Role.HOST if leads else Role.PARTICIPANT,
            "is_client": not leads,
        },
    )
    return row


def was(
    room: Room,
    user: User,
    begin: float,
    end: float | None,
    *,
    leads: bool = False,
    estimated: float | None = None,
    medium: Medium = Medium.VIDEO,
    lost: int | None = None,
) -> Visit:
    """Somebody was inside.

    Args:
        estimated: nobody reported the leave; it was inferred, ± so many seconds.
        lost: packets of a hundred that their page lost; None where it measured nothing.
    """
    joined_at = moment(room, begin)
    known_by = KnownBy.WEBHOOK if estimated is None else KnownBy.RECONCILE
    Room.objects.filter(pk=room.pk, started_at=None).update(started_at=joined_at)
    return Visit.objects.create(
        room=room,
        participant=person(room, user, leads=leads),
        livekit_sid=f"PA_told_{next(_numbers)}",
        joined_at=joined_at,
        joined_known_by=KnownBy.WEBHOOK,
        left_at=None if end is None else moment(room, end),
        left_known_by="" if end is None else known_by,
        left_precision=0.5 if estimated is None else estimated,
        medium=medium,
        evidence={} if estimated is None else _inferred(room, begin, end, estimated),
        quality={} if lost is None else _measured(joined_at + timedelta(minutes=10), lost),
    )


def over(
    room: Room, minute: float, reason: EndReason = EndReason.HOST, *, is_final: bool = True, **ended: Any
) -> Room:
    """It ended, and by default its statement was given out three minutes later."""
    at = moment(room, minute)
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, reason, ended_at=at, at=at, **ended)
        if is_final:
            locked.reconciles_after_end = lifecycle.RECONCILES_UNTIL_FINAL
            locked.save(update_fields=["reconciles_after_end"])
            assert lifecycle.finalise(locked, at=at + timedelta(minutes=3))
    return Room.objects.get(pk=room.pk)


def the_hour(room: Room, nadia: User, jonas: User, *, estimated: float | None = 10.0) -> Room:
    """Jonas came two minutes late, broke off once, and came back by phone; Nadia ended it."""
    was(room, nadia, -2, 50, leads=True, lost=0)
    was(room, jonas, 2, 20, estimated=estimated, lost=7)
    was(room, jonas, 22, 50, medium=Medium.PHONE)
    return over(room, 50)


def _inferred(room: Room, begin: float, end: float | None, seconds: float) -> dict[str, Any]:
    """They were heard of so long before the end, and missing so long after it."""
    assert end is not None
    slack = timedelta(seconds=seconds)
    return to_json_of(
        Evidence(
            joined=Joined.known(moment(room, begin), KnownBy.WEBHOOK),
            alive_at=moment(room, end) - slack,
            missing_at=frozenset({moment(room, end) + slack}),
        )
    )


def _measured(since: datetime, lost: int) -> dict[str, Any]:
    level = "good" if lost == 0 else "weak"
    begin = int(since.timestamp())
    samples = [
        Sample(begin + 5 * n, 5, level, {"sent_loss": lost * 10, "rtt_ms": 60})  # type: ignore[arg-type]
        for n in range(110)
    ]
    return to_json(summarise(samples))
