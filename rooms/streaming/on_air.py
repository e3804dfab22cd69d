"""Puts targets on air and takes them off: what is wanted is written here, `egress` sees to it.

One egress of a room serves all its targets: the picture is made and encoded once.
"""

from datetime import datetime

from rooms.conf import conf
from rooms.exceptions import NOBODY_TO_STREAM, NOT_STREAMED, NOT_STREAMED_WHERE_ASKED, Refused, RoomsError
from rooms.models import STREAM_RUNS, ConsentRule, Room, RoomStream, StreamStatus, StreamTarget
from rooms.streaming.orders import ask_to_start, ask_to_stop, ask_to_update
from rooms.streaming.status import move_stream, move_target, targets_of


def raise_unless_streamable(room: Room) -> None:
    """Whether this room may be streamed at all.

    Raises:
        Refused: its template or the host says no; or people are asked one by one before they are recorded: a stream
            cannot be taken back.
        RoomsError: the site has no recorder, or none whose health is known.
    """
    if not is_allowed(room):
        raise Refused(
            "not_allowed", str(NOT_STREAMED_WHERE_ASKED if room.streaming_enabled else NOT_STREAMED)
        )
    # LiveKit's server writes stream keys into its log where no recorder answers: so one must be seen before.
    if not conf.can_stream:
        raise RoomsError("streaming_not_set_up")


def is_allowed(room: Room) -> bool:
    """What its template and the host say, whatever the site can do."""
    return room.streaming_enabled and room.recording_consent != ConsentRule.ASK


def start(target: StreamTarget, *, at: datetime) -> list[str]:
    """Put a target on air; one that is, or will be, stays so. The caller holds the room's lock.

    Returns:
        Keys of the effects that do it.

    Raises:
        Refused: the room is over, or may not be streamed.
        RoomsError: `room_empty`; `stream_ending` for some seconds after the last target was taken off.
    """
    room = target.room
    if room.is_over(at):
        raise Refused("room_ended")
    raise_unless_streamable(room)
    if not room.participant_count:
        raise RoomsError("room_empty", str(NOBODY_TO_STREAM))
    if target.wanted and target.status in STREAM_RUNS:
        return []
    stream = running(room)
    if stream is not None and stream.status == StreamStatus.ENDING:
        raise RoomsError("stream_ending")
    if stream is None:
        stream = RoomStream(
            room=room,
            status=StreamStatus.STARTING,
            requested_at=at,
            check_at=at + conf.recording_start_limit,
        )
        stream.save()
    target.wanted, target.stream = True, stream
    move_target(target, StreamStatus.STARTING, at=at)
    ask = ask_to_update if stream.egress_id else ask_to_start
    return [ask(stream, at=at)]


def stop(target: StreamTarget, *, at: datetime) -> list[str]:
    """Take a target off air; the last one ends the egress. The caller holds the room's lock.

    Returns:
        Keys of the effects that do it.
    """
    if target.status not in STREAM_RUNS or not target.wanted:
        return []
    move_target(target, StreamStatus.ENDING, at=at)
    stream = running(target.room)
    if stream is None or target.stream_id != stream.pk:
        move_target(target, StreamStatus.IDLE, at=at)
        return []
    if stream.targets.filter(wanted=True).exists():
        return [ask_to_update(stream, at=at)]
    return stop_all(stream, at=at)


def stop_unallowed(room: Room, *, at: datetime) -> None:
    """Take off air what was put on before the host said no. The caller holds the room's lock."""
    if is_allowed(room):
        return
    stream = running(room)
    if stream is not None and stream.status != StreamStatus.ENDING:
        stop_all(stream, at=at)


def stop_all(stream: RoomStream, *, at: datetime) -> list[str]:
    """End the egress and with it every target. The caller holds the room's lock."""
    for target in targets_of(stream, status__in=STREAM_RUNS):
        move_target(target, StreamStatus.ENDING, at=at)
    move_stream(stream, StreamStatus.ENDING, at=at)
    return [ask_to_stop(stream, occasion=stream.room.revision, at=at)]


def running(room: Room) -> RoomStream | None:
    """The egress that streams this room now, if any."""
    stream = room.streams.filter(status__in=STREAM_RUNS).first()
    if stream is not None:
        stream.room = room
    return stream
