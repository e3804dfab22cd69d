"""Streams a room live to RTMP servers: targets with sealed keys, one egress behind all that are on air.

`targets` keeps them, `on_air` writes what is wanted, `egress` asks LiveKit, `events` takes over what LiveKit reports,
`watching` ends what nobody reports. What everyone in the room is told is in `rooms.notices`.
"""

from rooms.streaming import egress as _handlers  # noqa: F401  registers the effects
from rooms.streaming.events import apply
from rooms.streaming.on_air import raise_unless_streamable, start, stop, stop_unallowed
from rooms.streaming.targets import add, forget_keys, remove
from rooms.streaming.watching import check_due

__all__ = [
    "add",
    "apply",
    "check_due",
    "forget_keys",
    "raise_unless_streamable",
    "remove",
    "start",
    "stop",
    "stop_unallowed",
]
