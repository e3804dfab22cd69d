"""LiveKit's list of egresses against our recordings, and whether a recorder that it calls active is there at all.

A missed webhook costs at most one interval. Of a recorder that died LiveKit says "active" for ever; that it is no more
among those in the room is what shows it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from rooms import lifecycle, livekit
from rooms.conf import conf
from rooms.exceptions import NoRedis
from rooms.livekit import EgressReport
from rooms.models import RecordingStatus, Room, RoomRecording, Status
from rooms.one_of_many import one_of_many
from rooms.recordings import automatic
from rooms.recordings.events import apply, lose
from rooms.recordings.presence import is_in_room, is_lost

logger = logging.getLogger("rooms.recordings")

#: So long LiveKit keeps what has ended.
LIVEKIT_KEEPS = timedelta(hours=24)

#: LiveKit does not know the egress any more, and we do not wait for it.
FORGOTTEN = "FORGOTTEN"

_NOTHING_TO_COME = (*livekit.OVER, FORGOTTEN)

#: Egresses in our rooms that are none of ours, and were said to be there.
_said: set[str] = set()

Clock = Callable[[], datetime]


def compare(*, now: Clock) -> int:
    """Ask LiveKit, and take over what it says.

    Args:
        now: asked after each answer.

    Returns:
        How many recordings were compared.

    Raises:
        LiveKitUnavailable: it does not answer; nothing was changed.
        Exception: what the first of those recordings raised that could not be compared; all others were.
    """
    at = now()
    open_ones = list(_open(at=at))
    if not open_ones and not conf.can_record:
        return 0
    failed: list[Exception] = []
    try:
        active = livekit.list_egresses(only_active=True)
    except NoRedis:
        return 0
    for report in _news(active):
        with one_of_many(report.room_name, failed):
            _take(report, at=now())
    listed = {report.egress_id for report in active}
    for recording in open_ones:
        with one_of_many(recording.pk, failed):
            _look_at(recording, is_listed=recording.egress_id in listed, now=now)
    if conf.can_record:
        _start_by_themselves(failed, at=now())
    if failed:
        raise failed[0]
    return len(open_ones)


def strangers(active: list[EgressReport]) -> list[EgressReport]:
    """Egresses in rooms of ours that neither a recording nor a stream knows: made by somebody who has the keys."""
    names = {report.room_name for report in active}
    ours = set(Room.objects.filter(name__in=names).values_list("name", flat=True))
    known = set(
        RoomRecording.objects.filter(egress_id__in=[report.egress_id for report in active]).values_list(
            "egress_id", flat=True
        )
    )
    return [
        report
        for report in active
        if report.room_name in ours and report.egress_id not in known and not report.streams
    ]


def _news(active: list[EgressReport]) -> list[EgressReport]:
    """What is known already needs no lock: nearly all, nearly always; for ever what a dead recorder left."""
    known = set(
        RoomRecording.objects.filter(egress_id__in=[report.egress_id for report in active]).values_list(
            "egress_id", "reported_status", "reported_ns"
        )
    )
    return [report for report in active if (report.egress_id, report.status, report.updated_ns) not in known]


def _open(*, at: datetime) -> list[RoomRecording]:
    """Of which LiveKit has not said the last word, and may still."""
    rows = RoomRecording.objects.filter(
        egress_id__isnull=False, deletion_requested_at__isnull=True, requested_at__gt=at - 2 * LIVEKIT_KEEPS
    ).exclude(reported_status__in=_NOTHING_TO_COME)
    return list(rows.select_related("room"))


def _take(report: EgressReport, *, at: datetime) -> None:
    if not Room.objects.filter(name=report.room_name).exists():
        return
    with lifecycle.locked_room(name=report.room_name) as room:
        is_ours = apply(room, report, at)
    if not is_ours and not report.streams and report.egress_id not in _said:
        _said.add(report.egress_id)
        logger.warning("room %s: egress %s is none of ours, and left alone", room.name, report.egress_id)


def _look_at(recording: RoomRecording, *, is_listed: bool, now: Clock) -> None:
    if not is_listed:
        reports = livekit.list_egresses(egress_id=recording.egress_id or "")
        for report in reports:
            _take(report, at=now())
        if any(report.is_over for report in reports):
            return
        if not reports and not recording.runs:
            RoomRecording.objects.filter(pk=recording.pk).update(reported_status=FORGOTTEN)
            return
    present = is_listed and is_in_room(recording.egress_id or "", recording.room.name)
    if present is None:
        return
    with lifecycle.locked_room(pk=recording.room_id) as room:
        found = room.recordings.filter(pk=recording.pk).first()
        if found is not None:
            _note_presence(room, found, is_present=present, at=now())


def _note_presence(room: Room, recording: RoomRecording, *, is_present: bool, at: datetime) -> None:
    """Only of one that LiveKit calls active: what starts is not there yet, and what ends need not be there any more."""
    watched = recording.status in (RecordingStatus.ACTIVE, RecordingStatus.ENDING)
    if not watched or recording.reported_status != "ACTIVE":
        return
    if is_lost(recording, is_there=is_present, at=at):
        lose(room, recording, at=at)
    else:
        recording.save(update_fields=["missing_since"])


def _start_by_themselves(failed: list[Exception], *, at: datetime) -> None:
    rooms = Room.objects.filter(status=Status.IN_USE, recording_enabled=True, recording_starts_itself=True)
    for pk in list(rooms.values_list("pk", flat=True)):
        with one_of_many(pk, failed), lifecycle.locked_room(pk=pk) as room:
            automatic.consider(room, at)
