"""Ends what nobody reports: a start that never came, a room that is over, a recorder that died."""

from datetime import datetime

from rooms import lifecycle, livekit
from rooms.conf import conf
from rooms.models import STREAM_RUNS, RoomStream, StreamStatus
from rooms.one_of_many import one_of_many
from rooms.recordings.presence import LOST_AFTER, is_in_room
from rooms.streaming import events
from rooms.streaming.on_air import is_allowed, stop_all
from rooms.streaming.orders import ask_to_stop
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
    is_there = _recorder_is_there(stream)
    with lifecycle.locked_room(pk=stream.room_id) as room:
        for egress in listed:
            events.apply(room, egress, at=at)
        fresh = room.streams.filter(pk=stream.pk, status__in=STREAM_RUNS).first()
        if fresh is None:
            return
        fresh.room = room
        is_listed = any(egress.egress_id == fresh.egress_id for egress in listed)
        if fresh.egress_id and (not is_listed or _is_lost(fresh, is_there=is_there, at=at)):
            _give_up(fresh, "" if fresh.status == StreamStatus.ENDING else "recorder_lost", at=at)
        else:
            _go_on(fresh, at=at)


def _go_on(stream: RoomStream, *, at: datetime) -> None:
    """As far as anybody knows it runs."""
    room = stream.room
    if stream.status == StreamStatus.ENDING:
        if stream.egress_id:
            ask_to_stop(stream, occasion=f"again:{at.isoformat()}", at=at)
        elif at - stream.requested_at >= conf.recording_start_limit:
            _give_up(stream, "", at=at)
            return
    elif room.has_ended or not room.participant_count or not is_allowed(room):
        stop_all(stream, at=at)
    elif stream.status == StreamStatus.STARTING and at - stream.requested_at >= conf.recording_start_limit:
        events.end_targets(targets_of(stream), at=at, error_code="start_timeout")
        # It may still come: whatever does is stopped.
        stop_all(stream, at=at)
    stream.check_at = at + BETWEEN_LOOKS
    stream.save(update_fields=["check_at", "missing_since"])


def _recorder_is_there(stream: RoomStream) -> bool | None:
    """None: LiveKit does not say, or it cannot be there yet."""
    if not stream.egress_id or stream.status == StreamStatus.STARTING:
        return None
    return is_in_room(stream.egress_id, stream.room.name)


def _is_lost(stream: RoomStream, *, is_there: bool | None, at: datetime) -> bool:
    """Of a recorder that died LiveKit says "active" for ever; that it is not in the room, in two looks, shows it."""
    if is_there:
        stream.missing_since = None
    elif is_there is False and stream.missing_since is None:
        stream.missing_since = at
    elif is_there is False and stream.missing_since is not None:
        return at - stream.missing_since >= LOST_AFTER
    return False


def _give_up(stream: RoomStream, code: str, *, at: datetime) -> None:
    events.end_targets(targets_of(stream), at=at, error_code=code)
    move_stream(stream, StreamStatus.FAILED if code else StreamStatus.IDLE, at=at, error_code=code)
    if stream.egress_id:
        # Should it live after all, it must not go on.
        ask_to_stop(stream, occasion="lost", at=at)
