"""Consent at the door: whoever would come into a recording says first whether they agree."""

from datetime import datetime

from rooms.conf import conf
from rooms.models import (
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
    recording = running(room)
    if recording is None or not asks(recording) or recording.status not in ASKS_AT_THE_DOOR:
        return False
    return participant is None or answer_of(recording, participant) is None


def note_entry(room: Room, participant: RoomParticipant, *, at: datetime) -> None:
    """They get a token: note what they were told, and whether they come in without being published.

    The caller holds the room's lock; the row in memory is brought up to date.
    """
    is_looked_at = participant.held_back_at is not None or _may_be_running(room)
    recording = running(room) if is_looked_at else None
    holding_back.follow_entry(room, recording, participant, at=at)
    if is_told(room, recording, participant.role):
        _note_told(room, participant, at=at)


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
    )
