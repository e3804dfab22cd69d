"""Ends what nobody reports: a start that never came, a room that is over, a recorder that died."""

from collections.abc import Callable, Iterable
from datetime import datetime

from rooms import lifecycle, livekit
from rooms.conf import conf
from rooms.livekit import EgressReport
from rooms.models import STREAM_RUNS, RoomStream, StreamStatus
from rooms.one_of_many import one_of_many
from rooms.recordings.presence import is_in_room, is_lost
from rooms.streaming import events
from rooms.streaming.on_air import is_allowed, stop_all
from rooms.streaming.orders import ask_to_stop, ask_to_update
from rooms.streaming.status import BETWEEN_LOOKS, move_stream, move_target, targets_of

#: Streams in one pass; the next tick goes on.
LIMIT = 50


def check_due(*, at: datetime, between: Callable[[], None] = lambda: None) -> int:
    """Look at each stream that is due, and at what LiveKit lists of it.

    LiveKit is asked once for all of them, and again only for one that does not run any more.

    Args:
        between: called after each, so that many do not look like a dead worker.

    Returns:
        How many were looked at.

    Raises:
        Exception: the first that failed; the others were looked at all the same.
    """
    rows = RoomStream.objects.filter(status__in=STREAM_RUNS, check_at__lte=at).select_related("room")
    due = list(rows.order_by("check_at")[:LIMIT])
    if not due:
        return 0
    active = livekit.list_egresses(only_active=True)
    failed: list[Exception] = []
    for stream in due:
        with one_of_many(stream.room.name, failed):
            _look(stream, active, at=at)
        between()
    if failed:
        raise failed[0]
    return len(due)


def _look(stream: RoomStream, active: Iterable[EgressReport], *, at: datetime) -> None:
    listed = [egress for egress in active if egress.room_name == stream.room.name]
    if stream.egress_id and all(egress.egress_id != stream.egress_id for egress in listed):
        listed += livekit.list_egresses(egress_id=stream.egress_id)
    is_there = _recorder_is_there(stream)
    with lifecycle.locked_room(pk=stream.room_id) as room:
        for egress in listed:
            events.apply(room, egress, at=at)
        fresh = room.streams.filter(pk=stream.pk, status__in=STREAM_RUNS).first()
        if fresh is None:
            return
        fresh.room = room
        is_listed = any(egress.egress_id == fresh.egress_id for egress in listed)
        if fresh.egress_id and (not is_listed or is_lost(fresh, is_there=is_there, at=at)):
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
        events.end_targets(targets_of(stream), at=at, error_code=events.START_TIMEOUT)
        # It may still come: whatever does is stopped.
        stop_all(stream, at=at)
    elif stream.status == StreamStatus.LIVE:
        _bring_in_line(stream, at=at)
    stream.check_at = at + BETWEEN_LOOKS
    stream.save(update_fields=["check_at", "missing_since"])


def _bring_in_line(stream: RoomStream, *, at: datetime) -> None:
    """Targets of which LiveKit has not said that they came, or went."""
    waiting = targets_of(stream, status__in=(StreamStatus.STARTING, StreamStatus.ENDING))
    for target in waiting:
        asked_at = target.requested_at or stream.requested_at
        if target.status == StreamStatus.STARTING and at - asked_at >= conf.recording_start_limit:
            move_target(target, StreamStatus.FAILED, at=at, error_code=events.START_TIMEOUT)
    if not stream.targets.filter(wanted=True).exists():
        stop_all(stream, at=at)
    elif any(target.status in STREAM_RUNS for target in waiting):
        ask_to_update(stream, at=at, occasion=f"again:{at.isoformat()}")


def _recorder_is_there(stream: RoomStream) -> bool | None:
    """None: LiveKit does not say, or it cannot be there yet."""
    if not stream.egress_id or stream.status == StreamStatus.STARTING:
        return None
    return is_in_room(stream.egress_id, stream.room.name)


def _give_up(stream: RoomStream, code: str, *, at: datetime) -> None:
    events.end_targets(targets_of(stream), at=at, error_code=code)
    move_stream(stream, StreamStatus.FAILED if code else StreamStatus.IDLE, at=at, error_code=code)
    if stream.egress_id:
        # Should it live after all, it must not go on.
        ask_to_stop(stream, occasion="lost", at=at)
