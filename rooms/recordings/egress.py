"""Asks LiveKit to start and to stop, as effects: off the request, outside of every transaction that decides.

Starting is done at most once for each recording. An answer that was lost may have made an egress, so before LiveKit is
asked again its list is read, and what writes our file is taken for ours.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from rooms import attendance, effects, lifecycle, livekit
from rooms.conf import conf
from rooms.exceptions import (
    EgressOver,
    EgressRefused,
    LiveKitNotFound,
    LiveKitUnavailable,
    Misconfigured,
    NoRecorder,
    NoRedis,
    StorageUnavailable,
    UnknownSubject,
)
from rooms.livekit import EgressReport, FileTarget, S3Target
from rooms.models import Effect, RecordingEnd, RecordingStatus, RoomRecording
from rooms.recordings import storage
from rooms.recordings.events import apply, find
from rooms.recordings.starting import give_up

logger = logging.getLogger("rooms.recordings")

#: So long LiveKit may go on asking recorders, whether or not we still listen.
LIVEKIT_TRIES = timedelta(seconds=livekit.START_TRIES_SECONDS)

#: A try that finds none takes so long.
ONE_TRY = timedelta(seconds=livekit.START_SECONDS)


class StillAsking(LiveKitUnavailable):
    """LiveKit was asked, nobody heard the answer, and it may still be looking for a recorder."""


@dataclass(frozen=True)
class Order:
    """What is to be recorded, read before LiveKit is asked."""

    recording: RoomRecording
    room_name: str
    at: datetime
    limit_at: datetime


@effects.handler("start_recording", is_slow=True)
def _start(effect: Effect) -> None:
    clock = effects.Clock(effects.began_at(effect))
    order = _read(effect.payload["recording_id"], at=clock.now())
    if order is None:
        return
    try:
        reports = livekit.list_egresses(room_name=order.room_name)
    except NoRedis as error:
        _give_up(order, RecordingEnd.NO_RECORDER, error.reason, clock.now(), code="no_redis")
        return
    if _adopt(order, reports, at=clock.now()):
        return
    asked_at = order.recording.start_asked_at
    if asked_at is not None and clock.now() < asked_at + LIVEKIT_TRIES:
        raise StillAsking(reason="the answer to the last try is not known yet")
    try:
        target = _target(order.recording)
    except (Misconfigured, StorageUnavailable) as error:
        _give_up(order, RecordingEnd.REFUSED, str(error), clock.now())
        return
    if not _note_asked(order, at=clock.now()):
        return
    _ask(order, target, clock)


def _ask(order: Order, target: FileTarget, clock: effects.Clock) -> None:
    try:
        report = livekit.start_egress(
            order.room_name,
            page_url=conf.recorder_page_url,
            file=target,
            audio_only=order.recording.audio_only,
            size=conf.recording_size,
        )
    except NoRecorder as error:
        if _ask_again(order, error.reason, at=clock.now()):
            raise
        _give_up(order, RecordingEnd.NO_RECORDER, error.reason, clock.now())
    except EgressRefused as error:
        _give_up(order, RecordingEnd.REFUSED, error.reason, clock.now())
    except LiveKitNotFound:
        reason = "LiveKit has no such room"
        if not attendance.count_inside(order.recording.room):
            _give_up(order, RecordingEnd.EVERYBODY_LEFT, reason, clock.now())
        # One that was started anew has it again in a moment, with those who were inside.
        elif _ask_again(order, reason, at=clock.now()):
            raise
        else:
            _give_up(order, RecordingEnd.START_TIMEOUT, reason, clock.now())
    else:
        with lifecycle.locked_room(pk=order.recording.room_id) as room:
            apply(room, report, clock.now())


@effects.handler("stop_recording")
def _stop(effect: Effect) -> None:
    egress_id, room = str(effect.payload["egress_id"]), effect.room
    if room is None or _has_ended(egress_id):
        return
    try:
        reports = [livekit.stop_egress(egress_id)]
    except (EgressOver, LiveKitNotFound):
        reports = livekit.list_egresses(egress_id=egress_id)
    at = effects.began_at(effect)
    try:
        with lifecycle.locked_room(pk=room.pk) as locked:
            for report in reports:
                apply(locked, report, at)
    except UnknownSubject:
        return


def _read(recording_id: str, *, at: datetime) -> Order | None:
    """None: there is nothing to start any more."""
    recording = RoomRecording.objects.select_related("room").filter(pk=recording_id).first()
    if recording is None or recording.egress_id or recording.status != RecordingStatus.STARTING:
        return None
    return Order(recording, recording.room.name, at, recording.limit_at or at)


def _adopt(order: Order, reports: list[EgressReport], *, at: datetime) -> bool:
    """Take what an earlier try made, without our having heard of it."""
    with lifecycle.locked_room(pk=order.recording.room_id) as room:
        ours = [report for report in reports if find(room, report) == order.recording]
        for report in ours:
            apply(room, report, at)
    return bool(ours)


def _target(recording: RoomRecording) -> FileTarget:
    upload = storage.upload_target()
    s3 = None if upload is None else S3Target(**asdict(upload))
    return FileTarget(storage.upload_path(recording.storage_key), s3)


def _note_asked(order: Order, *, at: datetime) -> bool:
    """Written before LiveKit is asked: whoever finds it without an egress knows that there may be one. False: it was
    stopped in between."""
    with lifecycle.locked_room(pk=order.recording.room_id) as room:
        found = room.recordings.filter(pk=order.recording.pk, status=RecordingStatus.STARTING).first()
        if found is None or at >= order.limit_at:
            return False
        found.start_asked_at = at
        found.save(update_fields=["start_asked_at"])
    return True


def _ask_again(order: Order, reason: str, *, at: datetime) -> bool:
    """Whether there is time for another try. This one is known to have made nothing."""
    with lifecycle.locked_room(pk=order.recording.room_id) as room:
        found = room.recordings.filter(pk=order.recording.pk).first()
        if found is None:
            return False
        found.start_asked_at, found.error_detail = None, reason[:500]
        found.save(update_fields=["start_asked_at", "error_detail"])
        return found.status == RecordingStatus.STARTING and at + ONE_TRY < order.limit_at


def _give_up(order: Order, ended_by: RecordingEnd, reason: str, at: datetime, *, code: str = "") -> None:
    with lifecycle.locked_room(pk=order.recording.room_id) as room:
        found = room.recordings.filter(pk=order.recording.pk).first()
        if found is not None and found.status in (RecordingStatus.STARTING, RecordingStatus.ENDING):
            is_ours = found.status == RecordingStatus.STARTING
            give_up(found, ended_by, at, error_code=code if is_ours else "", error_detail=reason)


def _has_ended(egress_id: str) -> bool:
    return RoomRecording.objects.filter(egress_id=egress_id, reported_status__in=livekit.OVER).exists()
