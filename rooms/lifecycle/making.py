"""Makes rooms, and moves them in time. `rooms.sync` decides when."""

import logging
import secrets
from datetime import datetime

from rooms.announce import announce
from rooms.conf import conf
from rooms.exceptions import UnknownSubject
from rooms.host import Subject
from rooms.lifecycle.clock import Window, window_of
from rooms.lifecycle.status import locked_room, settle
from rooms.models import RecordingPolicy, Room, RoomTemplate, RoomTransition, Status

logger = logging.getLogger("rooms.lifecycle")


def window_for(subject: Subject) -> Window | None:
    return window_of(subject.starts_at, subject.ends_at, early=conf.early, overtime=conf.max_overtime)


def make_room(subject: Subject, *, at: datetime) -> Room:
    """The pending room of a subject, as its template and the host have it.

    Raises:
        IntegrityError: somebody else made one at the same moment (the caller looks again).
    """
    template = RoomTemplate.objects.filter(room_type=subject.room_type, is_default=True).first()
    if template is None:
        # An operator deleted it: fall back on any of the type, else on one without seats' extras.
        template = RoomTemplate.objects.filter(room_type=subject.room_type).first()
    room = Room(
        name=f"{subject.room_type}-{secrets.token_hex(6)}",
        room_type=subject.room_type,
        template=template,
        subject_kind=subject.kind,
        subject_ref=subject.ref,
        status=Status.PENDING,
        max_participants=2,
        empty_timeout=conf.empty_timeout,
        recording_enabled=conf.default_recording_enabled,
    )
    if template is not None:
        _copy_template(room, template)
    apply_times(room, subject)
    apply_wishes(room, subject)
    room.closes_at = None
    room.save(force_insert=True)
    RoomTransition.objects.create(
        room=room,
        number=1,
        to_status=Status.PENDING,
        at=at,
        written_at=at,
        reason="made for its subject",
    )
    settle(room, at=at, reason="made")
    announce("room_created", "made", room, at=at)
    logger.info("room %s made", room.name)
    return room


def unmake_room(room: Room) -> bool:
    """Take back a room that should not have been made, unless somebody holds a token for it. Takes the lock."""
    try:
        with locked_room(pk=room.pk) as found:
            if found.status != Status.PENDING or found.participants.exists():
                return False
            found.delete()
    except UnknownSubject:
        return False
    logger.info("room %s was taken back", room.name)
    return True


def reschedule(room: Room, subject: Subject, *, at: datetime) -> None:
    """Take over the host's times and wishes in place. The caller holds the lock."""
    apply_times(room, subject)
    apply_wishes(room, subject)
    settle(room, at=at, reason="the host changed it")


def park(room: Room, subject: Subject, *, at: datetime) -> None:
    """The host cleared the times: nobody may enter; who is inside stays until the old last moment."""
    room.scheduled_start = room.scheduled_end = room.opens_at = None
    apply_wishes(room, subject)
    settle(room, at=at, reason="the host cleared its times")


def apply_times(room: Room, subject: Subject) -> None:
    window = window_for(subject)
    room.scheduled_start, room.scheduled_end = subject.starts_at, subject.ends_at
    room.opens_at = window.opens_at if window else None
    room.last_moment_at = window.last_moment_at if window else None


def apply_wishes(room: Room, subject: Subject) -> None:
    """What the host says beyond times; where it says nothing the room keeps what it has."""
    room.title = subject.title[:300]
    room.max_participants = subject.capacity or room.max_participants
    room.waiting_room = subject.waiting_room or room.waiting_room
    if subject.recording is not None:
        room.recording_enabled = subject.recording
    room.recording_consent = subject.recording_consent or room.recording_consent
    room.recording_days = subject.recording_days or room.recording_days
    room.consent_words = subject.consent_text
    if subject.streaming is not None:
        room.streaming_enabled = subject.streaming
    room.dial_in_enabled = conf.sip_enabled and bool(subject.dial_in)


def _copy_template(room: Room, template: RoomTemplate) -> None:
    """Once, when the room is made: an operator who edits a template changes the rooms to come, not these."""
    room.max_participants = template.max_participants
    room.empty_timeout = template.empty_timeout or conf.empty_timeout
    room.waiting_room = template.waiting_room
    if template.recording != RecordingPolicy.FOLLOW:
        room.recording_enabled = template.recording != RecordingPolicy.OFF
    room.recording_starts_itself = template.recording == RecordingPolicy.AUTOMATIC
    room.recording_consent = template.recording_consent
    room.recording_audio_only = template.recording_audio_only
    room.recording_days = template.recording_days
    room.streaming_enabled = template.streaming
    room.config = {
        "chat": template.chat,
        "questions": template.questions,
        "participant_screen_share": template.participant_screen_share,
        "extra_seats": template.extra_seats,
        "close_rule": template.close_rule,
    }
