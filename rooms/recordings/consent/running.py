"""The recording that runs, and who has said what to it. Reads only."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rooms import attendance
from rooms.models import (
    RECORDING_RUNS,
    ConsentRule,
    RecordingConsent,
    RecordingStatus,
    Role,
    Room,
    RoomParticipant,
    RoomRecording,
    RoomType,
    Visit,
)

#: From the order to start it until the file is closed: who has not agreed is not published.
CAPTURES = (RecordingStatus.STARTING, RecordingStatus.ACTIVE, RecordingStatus.ENDING)
#: Whoever comes in is asked first. One that is being closed is over in a moment.
ASKS_AT_THE_DOOR = (RecordingStatus.ASKING, RecordingStatus.STARTING, RecordingStatus.ACTIVE)


def running(room: Room) -> RoomRecording | None:
    """The one recording of the room that runs, or is about to."""
    return room.recordings.filter(status__in=RECORDING_RUNS).select_related("started_by").first()


def asks(recording: RoomRecording | None) -> bool:
    """Whether this recording needs a yes of everybody in it."""
    return recording is not None and recording.consent == ConsentRule.ASK


def is_recorded(role: str) -> bool:
    """Whether people of this role are seen or heard. Who only watches is told, never asked."""
    return role != Role.VIEWER


def answers_to(recording: RoomRecording) -> Mapping[UUID, RecordingConsent]:
    """The newest answer of each person, by their row. An answer is to one recording: the next one asks anew."""
    rows = RecordingConsent.objects.filter(recording_ref=recording.pk).order_by("given_at", "pk")
    return {row.participant_id: row for row in rows}


def answer_of(recording: RoomRecording, participant: RoomParticipant) -> RecordingConsent | None:
    rows = RecordingConsent.objects.filter(recording_ref=recording.pk, participant=participant)
    return rows.order_by("-given_at", "-pk").first()


def has_agreed(recording: RoomRecording, participant: RoomParticipant) -> bool:
    answer = answer_of(recording, participant)
    return answer is not None and answer.agreed


def people_asked(room: Room, recording: RoomRecording, *, at: datetime) -> QuerySet[RoomParticipant]:
    """Whose answers are awaited: everybody present who may be seen or heard.

    Between two, also whoever has left since: hanging up is no yes.
    """
    people = attendance.people_present(room, at=at)
    if room.room_type == RoomType.INDIVIDUAL:
        left_since = Visit.objects.filter(participant=OuterRef("pk"), left_at__gte=recording.requested_at)
        gone = Q(Exists(left_since), removed_at__isnull=True, barred_at__isnull=True)
        people = room.participants.filter(Q(pk__in=people.values("pk")) | gone)
    return people.exclude(role=Role.VIEWER).order_by("created_at", "id")


def who_may_be_recorded(room: Room, egress_id: str) -> frozenset[UUID] | None:
    """Rows of those whose yes stands for what this egress records; None: everybody, because nobody is asked.

    By the recording of the egress, whatever became of it; else by the newest of which LiveKit never told us one: an
    egress that was given up may begin all the same. Where there is none (its recording is deleted, say), or it asked
    nobody, nobody is recorded as long as the room asks everybody.
    """
    might_be = room.recordings.filter(Q(egress_id=egress_id) | Q(egress_id__isnull=True))
    recording = might_be.order_by(F("egress_id").asc(nulls_last=True), "-requested_at", "-pk").first()
    if recording is not None and asks(recording):
        return frozenset(pk for pk, answer in answers_to(recording).items() if answer.agreed)
    is_known = recording is not None and recording.egress_id is not None
    return frozenset() if not is_known and room.recording_consent == ConsentRule.ASK else None
