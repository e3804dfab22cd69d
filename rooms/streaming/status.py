"""The only functions that move the status of a stream, and of its targets; the caller holds the room's lock."""

from datetime import datetime, timedelta
from typing import Any

from rooms import lifecycle, notices
from rooms.models import Room, RoomStream, StreamStatus, StreamTarget

#: LiveKit's own reports come at once; this is for those that never come.
BETWEEN_LOOKS = timedelta(seconds=30)
LONGEST_DETAIL = 500


def move_target(
    target: StreamTarget, to: StreamStatus, *, at: datetime, error_code: str = "", error_detail: str = ""
) -> None:
    """What became of one target; the same again changes nothing.

    Args:
        error_detail: in the recorder's words, without the key.
    """
    if (target.status, target.error_code) == (to, error_code):
        return
    if to == StreamStatus.STARTING:
        target.started_at = target.ended_at = None
        target.requested_at = at
    if to == StreamStatus.LIVE:
        target.started_at = target.started_at or at
    if to in {StreamStatus.IDLE, StreamStatus.FAILED}:
        target.ended_at = at
    if to not in {StreamStatus.STARTING, StreamStatus.LIVE}:
        target.wanted = False
    target.status = to
    target.error_code, target.error_detail = error_code, error_detail[:LONGEST_DETAIL]
    target.save()
    _tell(target.room, at=at)


def move_stream(
    stream: RoomStream, to: StreamStatus, *, at: datetime, error_code: str = "", error_detail: str = ""
) -> None:
    """What became of the egress behind the targets; whatever is over stays so."""
    if stream.status in {to, StreamStatus.IDLE, StreamStatus.FAILED}:
        return
    if to == StreamStatus.LIVE:
        stream.started_at = stream.started_at or at
    is_over = to in {StreamStatus.IDLE, StreamStatus.FAILED}
    if is_over:
        stream.ended_at = at
    stream.status = to
    stream.error_code, stream.error_detail = error_code, error_detail[:LONGEST_DETAIL]
    stream.check_at = None if is_over else at + BETWEEN_LOOKS
    stream.save()
    _tell(stream.room, at=at)


def targets_of(stream: RoomStream, **filters: Any) -> list[StreamTarget]:
    """Its targets, each with the room's locked row, so that no change of that is lost."""
    found = list(stream.targets.filter(**filters).order_by("created_at", "id"))
    for target in found:
        target.room = stream.room
    return found


def _tell(room: Room, *, at: datetime) -> None:
    lifecycle.note_change(room)
    notices.queue_streaming(room, at=at)
