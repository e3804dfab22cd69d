"""Consent at the door: whoever would come into a recording says first whether they agree."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists

from rooms.conf import conf
from rooms.models import (
    RECORDING_RUNS,
    ConsentRule,
    ConsentWay,
    RecordingConsent,
    Role,
    Room,
    RoomParticipant,
    RoomRecording,
)
from rooms.recordings.consent import holding_back, texts
from rooms.recordings.consent.running import ASKS_AT_THE_DOOR, answer_of, asks, is_recorded, running


def must_answer(room: Room, participant: RoomParticipant | None, role: Role | str) -> bool:
    """Whether somebody of this role has to answer before they get a token.

    Args:
        participant: their row, if they have one.
    """
    if not _may_be_running(room) or not is_recorded(role):
        return False
    return Door(running(room)).must_answer(participant, role)


@dataclass(frozen=True)
class Door:
    """What an entry depends on, read at once: a join is to cost little more where people may be recorded.

    Attributes:
        recording: the one that runs, or is about to.
        was_told: they are known to have heard these words already.
    """

    recording: RoomRecording | None = None
    was_told: bool = False

    def must_answer(self, participant: RoomParticipant | None, role: Role | str) -> bool:
        """As the function of that name, with no look at the database where nothing is asked."""
        recording = self.recording
        if recording is None or not (is_recorded(role) and asks(recording)):
            return False
        if recording.status not in ASKS_AT_THE_DOOR:
            return False
        return participant is None or answer_of(recording, participant) is None


def look_at_door(room: Room, participant: RoomParticipant | None, role: Role | str) -> Door:
    """For an entry, under the room's lock: one query, and one more while a recording runs where people are told."""
    is_held = participant is not None and participant.held_back_at is not None
    if not (is_held or _may_be_running(room)):
        return Door()
    if participant is None or not is_told(room, None, role):
        return Door(running(room))
    words = texts.compose(room, None, ConsentRule.INFORM)
    told = RecordingConsent.objects.filter(
        room=room, participant=participant, text__digest=words.digest, way=ConsentWay.INFORMED
    )
    runs = RoomRecording.objects.filter(room=room, status__in=RECORDING_RUNS)
    facts = Room.objects.filter(pk=room.pk).values_list(Exists(told), Exists(runs)).get()
    return Door(running(room) if facts[1] else None, was_told=facts[0])


def note_entry(room: Room, door: Door, participant: RoomParticipant, *, at: datetime) -> None:
    """They get a token: note what they were told, and whether they come in without being published.

    The caller holds the room's lock, under which `door` was read; the row in memory is brought up to date.
    """
    holding_back.follow_entry(room, door.recording, participant, at=at)
    if is_told(room, door.recording, participant.role) and not door.was_told:
        _note_told(room, participant, at=at)
        if door.recording is not None:
            _keep_no_longer_than_told(room, door.recording)


def _may_be_running(room: Room) -> bool:
    """Without a look at the database. What was begun before the host said no runs until it is stopped."""
    return room.recording_enabled or conf.can_record


def is_told(room: Room, recording: RoomRecording | None, role: Role | str) -> bool:
    """Whether people of this role are told, before they enter, that they may be recorded.

    Args:
        recording: the one that runs.
    """
    if not (room.recording_enabled and conf.can_record):
        return False
    return rule_for(room, recording, role) == ConsentRule.INFORM


def rule_for(room: Room, recording: RoomRecording | None, role: Role | str) -> str:
    """What holds for this role: what runs keeps the rule that it began with, and nobody who only watches is asked."""
    rule = recording.consent if recording is not None else room.recording_consent
    return ConsentRule.INFORM if rule == ConsentRule.ASK and not is_recorded(role) else rule


def _note_told(room: Room, participant: RoomParticipant, *, at: datetime) -> None:
    """Once for each person and text, however often they come."""
    text = texts.store(texts.compose(room, None, ConsentRule.INFORM))
    told = RecordingConsent.objects.filter(room=room, participant=participant, text=text)
    if told.filter(way=ConsentWay.INFORMED).exists():
        return
    RecordingConsent.objects.create(
        room=room,
        participant=participant,
        text=text,
        agreed=True,
        way=ConsentWay.INFORMED,
        given_at=at,
        kept_days=texts.days_of(room),
    )


def _keep_no_longer_than_told(room: Room, recording: RoomRecording) -> None:
    """Whoever comes into what runs is told the days that hold now, and they may be fewer than when it began.

    Where everybody is asked its date was said: who is told there only watches."""
    if asks(recording):
        return
    days = texts.days_to_keep(room, recording.consent)
    if days < texts.days_kept(recording):
        recording.kept_days = days
        recording.save(update_fields=["kept_days"])
