"""Where a room may be streamed to: added and removed by its practitioner."""

from datetime import datetime
from typing import Any

from rooms.conf import conf
from rooms.exceptions import (
    BAD_STREAM_KEY,
    BAD_STREAM_SERVER,
    NAME_THE_TARGET,
    PRIVATE_STREAM_SERVER,
    SECRET_IN_SERVER,
    TARGET_MAY_COME_LATE,
    Refused,
    RoomsError,
)
from rooms.models import STREAM_RUNS, Room, Status, StreamTarget
from rooms.streaming.addresses import is_private, problem_of_key, problem_of_server
from rooms.streaming.events import may_come_late
from rooms.streaming.on_air import raise_unless_streamable
from rooms.streaming.sealing import seal, tag

#: More than these make a list that nobody reads, and work for the recorder.
MOST_TARGETS = 10
LONGEST_NAME = 100

_WORDS = {
    "bad_address": BAD_STREAM_SERVER,
    "no_application": BAD_STREAM_SERVER,
    "secret_in_address": SECRET_IN_SERVER,
    "bad_key": BAD_STREAM_KEY,
}


def add(room: Room, *, name: str, url: str, key: str, user: Any, at: datetime) -> StreamTarget:
    """Keep a target; its key is sealed at once, and is not to be had from here again. The caller holds the lock.

    Args:
        url: `rtmp(s)://host/application`, without the key.
        user: who adds it.

    Raises:
        Refused: the room is over, or may not be streamed.
        RoomsError: `invalid` in words; `conflict` for one that is there, or one too many.
        Misconfigured: the `recording` extra is not installed.
    """
    if room.is_over(at):
        raise Refused("room_ended")
    raise_unless_streamable(room)
    name, url, key = name.strip(), url.strip().rstrip("/"), key.strip()
    if not name or len(name) > LONGEST_NAME:
        raise RoomsError("invalid", str(NAME_THE_TARGET))
    problem = problem_of_server(url) or problem_of_key(key)
    if problem is not None:
        raise RoomsError("invalid", str(_WORDS[problem]))
    if is_private(url) and not conf.stream_private_addresses:
        raise RoomsError("invalid", str(PRIVATE_STREAM_SERVER))
    known = list(room.stream_targets.values_list("url", "key_tag"))
    if len(known) >= MOST_TARGETS or (url, tag(key)) in known:
        raise RoomsError("stream_target_exists")
    return StreamTarget.objects.create(
        room=room, name=name, url=url, sealed_key=seal(key), key_tag=tag(key), created_by=user
    )


def remove(target: StreamTarget) -> None:
    """Forget a target and its key. The caller holds the room's lock.

    Raises:
        RoomsError: `stream_active` while it is on air, or may come on air yet: nothing but its key takes it off then.
    """
    if target.wanted or target.status in STREAM_RUNS:
        raise RoomsError("stream_active")
    if may_come_late(target):
        raise RoomsError("stream_active", str(TARGET_MAY_COME_LATE))
    target.delete()


def forget_keys() -> int:
    """Delete the targets of rooms that have ended, and their keys with them: nobody will stream those again.

    Returns:
        How many went.
    """
    over = StreamTarget.objects.filter(room__status=Status.ENDED).exclude(status__in=STREAM_RUNS)
    found = list(over.values_list("pk", flat=True))
    if found:
        StreamTarget.objects.filter(pk__in=found).delete()
    return len(found)
