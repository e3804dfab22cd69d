"""Ends what nobody reports: a start that never came, a room that is over, a recorder that died."""

from datetime import datetime

from rooms import lifecycle, livekit
from rooms.conf import conf
from rooms.models import STREAM_RUNS, RoomStream, StreamStatus
from rooms.one_of_many import one_of_many
from rooms.streaming import events
from rooms.streaming.on_air import stop_all
from rooms.streaming.status import BETWEEN_LOOKS, move_stream, targets_of


def check_due(*, at: datetime) -> int:
    """Look at each stream that is due, and at what LiveKit lists of it.

    Returns:
        How many were looked at.

    Raises:
        Exception: the first that failed; the others were looked at all the same.
    """
    due = RoomStream.objects.filter(status__in=STREAM_RUNS, check_at__lte=at).select_related("room")
    failed: list[Exception] = []
    looked = list(due)
    for stream in looked:
        with one_of_many(stream.room.name, failed):
            _look(stream, at=at)
    if failed:
        raise failed[0]
    return len(looked)


def _look(stream: RoomStream, *, at: datetime) -> None:
    listed = livekit.list_egresses(room_name=stream.room.name)
    with lifecycle.locked_room(pk=stream.room_id) as room:
        for egress in listed:
            events.apply(room, egress, at=at)
        fresh = room.streams.filter(pk=stream.pk, status__in=STREAM_RUNS).first()
        if fresh is None:
            return
        fresh.room = room
        here = next((egress for egress in listed if egress.egress_id == fresh.egress_id), None)
        if fresh.status == StreamStatus.ENDING:
            if at - (fresh.check_at or at) >= BETWEEN_LOOKS or here is None:
                _give_up(fresh, "", at=at)
        elif room.has_ended or not room.participant_count:
            stop_all(fresh, at=at)
        elif fresh.status == StreamStatus.STARTING and at - fresh.requested_at >= conf.recording_start_limit:
            events.end_targets(targets_of(fresh), at=at, error_code="start_timeout")
            # It may still come: whatever does is stopped.
            stop_all(fresh, at=at)
        elif here is None and fresh.status == StreamStatus.LIVE:
            _give_up(fresh, "recorder_lost", at=at)
        else:
            fresh.check_at = at + BETWEEN_LOOKS
            fresh.save(update_fields=["check_at"])


def _give_up(stream: RoomStream, code: str, *, at: datetime) -> None:
    events.end_targets(targets_of(stream), at=at, error_code=code)
    move_stream(stream, StreamStatus.FAILED if code else StreamStatus.IDLE, at=at, error_code=code)
