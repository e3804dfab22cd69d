"""The only module that talks to LiveKit's server API.

Plain functions for sync code, callable from any thread, never from within a transaction that decides. Each
call has a time limit (`timeout`, in seconds; by default `ROOMS["LIVEKIT_TIMEOUT_SECONDS"]`) and ends in one
of three ways: an answer, `LiveKitNotFound`, or `LiveKitUnavailable` (no answer, keys refused, an error of
LiveKit's own). Each is safe to repeat, but for starting an egress; what has to do with egresses is in `egress`, and
has more to say about what went wrong.
"""

from collections.abc import Collection
from typing import Any

from google.protobuf.json_format import ParseDict
from livekit import api
from livekit.protocol.models import DataPacket

from rooms.livekit.answers import LiveKitParticipant, LiveKitRoom
from rooms.livekit.clock import difference
from rooms.livekit.connection import call, close, time_limit
from rooms.livekit.egress import (
    START_SECONDS,
    START_TRIES_SECONDS,
    FileTarget,
    S3Target,
    list_egresses,
    start_egress,
    stop_egress,
    update_stream,
)
from rooms.livekit.egress_answers import (
    OVER,
    EgressFile,
    EgressReport,
    EgressStream,
    UnreadableEgress,
    rank_of,
    read_egress,
)

__all__ = [
    "OVER",
    "START_SECONDS",
    "START_TRIES_SECONDS",
    "EgressFile",
    "EgressReport",
    "EgressStream",
    "FileTarget",
    "LiveKitParticipant",
    "LiveKitRoom",
    "S3Target",
    "UnreadableEgress",
    "clock_difference",
    "close",
    "create_room",
    "delete_room",
    "list_egresses",
    "list_participants",
    "list_rooms",
    "rank_of",
    "read_egress",
    "remove_participant",
    "send_data",
    "set_permission",
    "set_rights",
    "start_egress",
    "stop_egress",
    "time_limit",
    "update_stream",
]


def clock_difference() -> float | None:
    """LiveKit's clock minus ours in seconds, by its latest answers to this process; None without any."""
    return difference.seconds()


def create_room(
    name: str,
    empty_timeout: int,
    departure_timeout: int,
    max_participants: int,
    *,
    timeout: float | None = None,
) -> LiveKitRoom:
    """Make the room, or return the living one of this name unchanged; safe to call at once from many places.

    Args:
        empty_timeout: seconds until LiveKit closes a room that nobody has tried to enter.
        departure_timeout: seconds until LiveKit closes a room that everybody has left.
        max_participants: LiveKit's own limit, 0 = none; see `rooms.tokens.livekit_capacity`.
    """
    request = api.CreateRoomRequest(
        name=name,
        empty_timeout=empty_timeout,
        departure_timeout=departure_timeout,
        max_participants=max_participants,
    )
    return LiveKitRoom.read(call("create_room", lambda lk: lk.room.create_room(request), timeout))


def delete_room(name: str, *, timeout: float | None = None) -> None:
    """Put everyone out and end the room.

    Raises:
        LiveKitNotFound: there is none; to most callers that is as good.
    """
    request = api.DeleteRoomRequest(room=name)
    call("delete_room", lambda lk: lk.room.delete_room(request), timeout)


def list_rooms(names: Collection[str] | None = None, *, timeout: float | None = None) -> list[LiveKitRoom]:
    """The rooms that live now: all, or those of these names. Without Redis a restarted LiveKit lists none."""
    if names is not None and not names:
        return []  # an empty list would mean "all" to LiveKit
    request = api.ListRoomsRequest(names=list(names or ()))
    answer = call("list_rooms", lambda lk: lk.room.list_rooms(request), timeout)
    return [LiveKitRoom.read(room) for room in answer.rooms]


def list_participants(name: str, *, timeout: float | None = None) -> list[LiveKitParticipant]:
    """Everyone connected to a room, helpers and hidden ones too.

    An unknown room has nobody in it: an empty list does not prove that the room is gone (ask `list_rooms`).
    """
    request = api.ListParticipantsRequest(room=name)
    answer = call("list_participants", lambda lk: lk.room.list_participants(request), timeout)
    return [LiveKitParticipant.read(participant) for participant in answer.participants]


def remove_participant(name: str, identity: str, *, timeout: float | None = None) -> None:
    """Put one person out. It keeps nobody out: their token still works, so whoever returns is put out again.

    Raises:
        LiveKitNotFound: no such room, or the person is not in it.
    """
    request = api.RoomParticipantIdentity(room=name, identity=identity)
    call("remove_participant", lambda lk: lk.room.remove_participant(request), timeout)


def set_rights(
    name: str,
    identity: str,
    *,
    can_publish_sources: Collection[str],
    can_publish_data: bool,
    hidden: bool,
    attributes: dict[str, str],
    timeout: float | None = None,
) -> None:
    """Change what somebody inside may do. What they publish and may not any more ends at once; their page is told.

    It lasts as long as their connection, and in the token that LiveKit refreshes for them. With an older token they
    come back as that says.

    Args:
        can_publish_sources: `camera`, `microphone`, `screen_share`, `screen_share_audio`; empty: nothing at all.
        attributes: these are changed, the others stay; an empty word takes one away.

    Raises:
        LiveKitNotFound: no such room, or the person is not in it.
    """
    may = api.ParticipantPermission(
        can_subscribe=True,
        can_publish=bool(can_publish_sources),
        can_publish_data=can_publish_data,
        can_publish_sources=[source.upper() for source in can_publish_sources],
        hidden=hidden,
    )
    _set(name, identity, may, attributes, timeout)


def set_permission(
    name: str,
    identity: str,
    permission: dict[str, Any],
    *,
    attributes: dict[str, str],
    timeout: float | None = None,
) -> None:
    """The same, of somebody whose rights we did not give: `permission` as LiveKit listed it, or less.

    Raises:
        LiveKitNotFound: no such room, or the person is not in it.
    """
    may = ParseDict(permission, api.ParticipantPermission(), ignore_unknown_fields=True)
    _set(name, identity, may, attributes, timeout)


def _set(
    name: str,
    identity: str,
    may: api.ParticipantPermission,
    attributes: dict[str, str],
    timeout: float | None,
) -> None:
    # The whole set is replaced: what is left out is forbidden.
    request = api.UpdateParticipantRequest(
        room=name, identity=identity, permission=may, attributes=attributes
    )
    call("update_participant", lambda lk: lk.room.update_participant(request), timeout)


def send_data(name: str, data: bytes, *, topic: str, timeout: float | None = None) -> None:
    """Send something to everyone inside, reliably; it arrives without a sender. Sent again it arrives twice.

    Args:
        data: at most 15 KiB; LiveKit takes more without a word, and may deliver nothing.

    Raises:
        LiveKitUnavailable: also for a room that LiveKit does not have, after three seconds.
    """
    request = api.SendDataRequest(room=name, data=data, kind=DataPacket.Kind.RELIABLE, topic=topic)
    call("send_data", lambda lk: lk.room.send_data(request), timeout)
