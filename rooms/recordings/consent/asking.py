"""Asking everybody present, and what becomes of it: the recording begins, or it never does.

The caller holds the room's lock, so the last of two answers that come at once finds the other, and begins it once.
"""

from datetime import datetime

from rooms import notices
from rooms.models import (
    ConsentWay,
    RecordingConsent,
    RecordingEnd,
    RecordingStatus,
    Room,
    RoomRecording,
    RoomType,
)
from rooms.recordings.consent import moving, texts
from rooms.recordings.consent.running import answers_to, asks, people_asked


def ask(room: Room, recording: RoomRecording, *, at: datetime) -> list[str]:
    """Note that the starter has agreed by starting, and ask the others; begin at once where there are none.

    Returns:
        Keys of effects that somebody waits for.
    """
    if recording.started_by is not None:
        RecordingConsent.objects.create(
            room=room,
            recording=recording,
            recording_ref=recording.pk,
            participant=recording.started_by,
            text=texts.store(texts.compose(room, recording, recording.consent)),
            agreed=True,
            way=ConsentWay.STARTED,
            given_at=at,
        )
    conclude(room, recording, at=at)
    if recording.status != RecordingStatus.ASKING:
        return []
    return [notices.queue_consent(recording, occasion="asked", answered=False, at=at)]


def conclude(room: Room, recording: RoomRecording, *, at: datetime) -> None:
    """Begin it or give it up, if it is decided; else nothing changes."""
    if recording.status != RecordingStatus.ASKING or not asks(recording):
        return
    answers = answers_to(recording)
    is_over = recording.asked_until is not None and at >= recording.asked_until
    asked = list(people_asked(room, recording, at=at))
    is_waiting = any(row.pk not in answers for row in asked)
    if room.room_type == RoomType.INDIVIDUAL and not all(answer.agreed for answer in answers.values()):
        moving.give_up(recording, RecordingEnd.DECLINED, at)
    elif room.room_type == RoomType.INDIVIDUAL and is_waiting:
        if is_over:
            moving.give_up(recording, RecordingEnd.NO_ANSWER, at)
    elif not asked:
        # Somebody may be loading the page again.
        if is_over:
            moving.give_up(recording, RecordingEnd.EVERYBODY_LEFT, at)
    elif is_over or not is_waiting:
        moving.begin(recording, at)


def somebody_left(room: Room, *, at: datetime) -> None:
    """Nobody waits any more for the answer of whoever has gone."""
    recording = room.recordings.filter(status=RecordingStatus.ASKING).first()
    if recording is not None:
        conclude(room, recording, at=at)
