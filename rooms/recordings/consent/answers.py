"""What somebody answers, and what follows from it. Append only: who changes their mind adds a row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rooms import attendance, notices
from rooms.exceptions import NOTHING_ASKED, TextOutdated, UnknownSubject
from rooms.models import (
    ConsentText,
    ConsentWay,
    RecordingConsent,
    RecordingEnd,
    RecordingStatus,
    Room,
    RoomParticipant,
    RoomRecording,
    RoomType,
)
from rooms.recordings.consent import asking, holding_back, moving, texts
from rooms.recordings.consent.running import answer_of, asks, is_recorded, running


class NothingAsked(UnknownSubject):
    """No recording runs that needs their answer."""

    def __init__(self) -> None:
        super().__init__(detail=str(NOTHING_ASKED))


@dataclass(frozen=True)
class Answered:
    """Attributes:
    recording: as it is after the answer.
    keys: of effects that somebody waits for, for `effects.run_now`.
    """

    recording: RoomRecording
    keys: tuple[str, ...] = ()


def answer(room: Room, participant: RoomParticipant, *, agree: bool, text_id: UUID, at: datetime) -> Answered:
    """Take somebody's answer to the recording that runs or is about to. The caller holds the room's lock.

    The same answer to the same words again changes nothing.

    Args:
        text_id: of the words that they were shown.

    Raises:
        NothingAsked: no recording runs that needs it.
        TextOutdated: other words hold now.
    """
    recording = raise_unless_asked(room, participant.role)
    text = ConsentText.objects.filter(pk=text_id).first()
    if text is None or not texts.is_current(text, room, recording):
        raise TextOutdated
    before = answer_of(recording, participant)
    if before is not None and (before.agreed, before.text_id) == (agree, text.pk):
        return Answered(recording)
    row = RecordingConsent.objects.create(
        room=room,
        recording=recording,
        recording_ref=recording.pk,
        participant=participant,
        text=text,
        agreed=agree,
        way=_way(before, participant, at=at),
        given_at=at,
    )
    keys = [notices.queue_consent(recording, occasion=str(row.pk), answered=True, at=at)]
    keys += holding_back.follow_answer(room, recording, participant, agree=agree, at=at)
    asking.conclude(room, recording, at=at)
    if not agree and _ends_it(room, recording):
        was_agreed = before is not None and before.agreed
        ended_by = RecordingEnd.TAKEN_BACK if was_agreed else RecordingEnd.DECLINED
        keys += moving.stop(room, ended_by, at)
    return Answered(recording, tuple(keys))


def raise_unless_asked(room: Room, role: str) -> RoomRecording:
    """The recording that somebody of this role may answer.

    Raises:
        NothingAsked: there is none.
    """
    recording = running(room)
    if recording is None or not asks(recording) or not is_recorded(role):
        raise NothingAsked
    return recording


def _way(before: RecordingConsent | None, participant: RoomParticipant, *, at: datetime) -> ConsentWay:
    if before is not None:
        return ConsentWay.CHANGED
    return ConsentWay.ASKED if attendance.may_be_inside(participant, at=at) else ConsentWay.ENTERING


def _ends_it(room: Room, recording: RoomRecording) -> bool:
    """Of two people nobody can be left out: a no ends what runs."""
    runs = recording.status in {RecordingStatus.STARTING, RecordingStatus.ACTIVE}
    return runs and room.room_type == RoomType.INDIVIDUAL
