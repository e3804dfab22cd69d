"""Who is not in the recording: inside, and not published. The record of it decides; LiveKit follows.

The caller holds the room's lock, but for the effect that tells LiveKit.
"""

from collections.abc import Collection
from datetime import datetime

from rooms import attendance, effects, lifecycle, livekit, tokens
from rooms.exceptions import Conflict, LiveKitNotFound
from rooms.models import ConsentRule, Effect, ParticipantKind, Role, Room, RoomParticipant, RoomRecording
from rooms.recordings.consent import others
from rooms.recordings.consent.rights import rights_of
from rooms.recordings.consent.running import CAPTURES, answers_to, asks, has_agreed, is_recorded

#: So often it is looked again whether the right was changed while LiveKit was told of it.
LOOKS = 5


def hold_back_unasked(room: Room, recording: RoomRecording, *, at: datetime) -> list[str]:
    """Hold back everybody who has not agreed to a recording that begins, also who is not there now.

    Returns:
        Keys of the effects that tell LiveKit.
    """
    agreed = {pk for pk, answer in answers_to(recording).items() if answer.agreed}
    people = [row for row in room.participants.exclude(role=Role.VIEWER) if row.pk not in agreed]
    present = set(attendance.people_present(room, at=at).values_list("pk", flat=True))
    _mark(room, people, at=at)
    return _tell(room, [row for row in people if row.pk in present], occasion=f"began:{recording.pk}", at=at)


def let_everybody_go(room: Room, *, at: datetime) -> list[str]:
    """The recording is over. Returns keys of the effects that tell LiveKit."""
    return _let_go(room, list(room.participants.filter(held_back_at__isnull=False)), at=at)


def follow_answer(
    room: Room, recording: RoomRecording, participant: RoomParticipant, *, agree: bool, at: datetime
) -> list[str]:
    """Somebody has said yes or no while it runs. Returns keys of the effects that tell LiveKit."""
    if recording.status not in CAPTURES:
        return []
    change = _let_go if agree else _hold
    return change(room, [participant], at=at)


def follow_entry(
    room: Room, recording: RoomRecording | None, participant: RoomParticipant, *, at: datetime
) -> None:
    """They are about to get a token: whether they are in the recording that runs is decided before that.

    The row in memory is brought up to date. No effect: the token says it, and `somebody_came` makes sure.
    """
    is_held = (
        recording is not None
        and asks(recording)
        and recording.status in CAPTURES
        and is_recorded(participant.role)
        and not has_agreed(recording, participant)
    )
    if is_held == (participant.held_back_at is not None):
        return
    if is_held:
        attendance.hold_back([participant.pk], at=at)
    else:
        attendance.let_go([participant.pk])
    participant.held_back_at = at if is_held else None
    lifecycle.note_change(room)


def somebody_came(room: Room, identity: str, *, sid: str, at: datetime) -> None:
    """LiveKit tells of a connection. Its token may be of before the recording, or of before its end: then it says more,
    or less, than is right by now.

    Args:
        sid: of the connection; the same news again is the same effect.
    """
    newest = room.recordings.filter(consent=ConsentRule.ASK).order_by("-requested_at", "-pk").first()
    participant = _of(room, identity) if newest is not None else None
    if newest is None or participant is None:
        return
    _hold_if_due(room, newest, participant, at=at)
    was_held = participant.held_back_at is not None or participant.permission_before is not None
    if was_held or participant.kind == ParticipantKind.USER:
        _tell(room, [participant], occasion=sid, at=at)


def somebody_published(room: Room, identity: str, *, at: datetime) -> None:
    """LiveKit tells of a track that began: of somebody who is held back it ends at once."""
    recording = room.recordings.filter(consent=ConsentRule.ASK, status__in=CAPTURES).first()
    participant = _of(room, identity) if recording is not None else None
    if recording is None or participant is None:
        return
    _hold_if_due(room, recording, participant, at=at)
    if participant.held_back_at is not None:
        _tell(room, [participant], occasion=f"published:{at:%Y%m%d%H%M%S%f}", at=at)


def hold_back_again(room: Room, identities: Collection[str], *, at: datetime) -> None:
    """LiveKit lists these people: whoever is held back among them is so there, too, or is made so; once a minute."""
    held = room.participants.filter(held_back_at__isnull=False, identity__in=identities)
    _tell(room, list(held), occasion=f"{at:%Y%m%d%H%M}", at=at)


def _of(room: Room, identity: str) -> RoomParticipant | None:
    """Whose identity it is, if they may be seen or heard."""
    return room.participants.filter(identity=identity).exclude(role=Role.VIEWER).first()


def _hold_if_due(room: Room, recording: RoomRecording, participant: RoomParticipant, *, at: datetime) -> None:
    is_due = recording.status in CAPTURES and not has_agreed(recording, participant)
    if is_due and participant.held_back_at is None:
        _mark(room, [participant], at=at)
        participant.held_back_at = at


def _hold(room: Room, people: Collection[RoomParticipant], *, at: datetime) -> list[str]:
    _mark(room, people, at=at)
    return _tell(room, people, occasion=f"held:{at:%Y%m%d%H%M%S%f}", at=at)


def _mark(room: Room, people: Collection[RoomParticipant], *, at: datetime) -> None:
    if people:
        attendance.hold_back([row.pk for row in people], at=at)
        lifecycle.note_change(room)


def _let_go(room: Room, people: Collection[RoomParticipant], *, at: datetime) -> list[str]:
    if people:
        attendance.let_go([row.pk for row in people])
        lifecycle.note_change(room)
    return _tell(room, people, occasion=f"free:{at:%Y%m%d%H%M%S%f}", at=at)


def _tell(room: Room, people: Collection[RoomParticipant], *, occasion: str, at: datetime) -> list[str]:
    return effects.queue_each(
        "set_rights",
        {f"{row.pk}:{occasion}": {"participant_id": str(row.pk)} for row in people},
        room=room,
        due_at=at,
        expires_at=room.last_moment_at,
    )


@effects.handler("set_rights")
def _set_rights(effect: Effect) -> None:
    """Whatever it was queued for, it tells LiveKit what is so now.

    Two of these may run at once: each looks again after it has spoken, so the last word is the right one.
    """
    for _ in range(LOOKS):
        people = RoomParticipant.objects.select_related("room")
        participant = people.filter(pk=effect.payload["participant_id"]).first()
        if participant is None or participant.room.has_ended or participant.may_not_be_inside:
            return
        is_held = participant.held_back_at is not None
        try:
            _tell_livekit(participant, is_held=is_held)
        except LiveKitNotFound:
            if attendance.is_inside(participant):
                raise  # with Redis, LiveKit may say that they joined before it finds them; or their leave is on its way
            return  # whoever comes back is looked at then
        participant.refresh_from_db(fields=["held_back_at"])
        if is_held == (participant.held_back_at is not None):
            return
    raise Conflict


def _tell_livekit(participant: RoomParticipant, *, is_held: bool) -> None:
    if participant.kind != ParticipantKind.USER:
        others.follow(participant, is_held=is_held)
        return
    rights = rights_of(participant.room, participant)
    livekit.set_rights(
        participant.room.name,
        participant.identity,
        can_publish_sources=rights.can_publish_sources,
        can_publish_data=rights.can_publish_data,
        hidden=rights.hidden,
        attributes=tokens.held_back_attribute(is_held),
    )
