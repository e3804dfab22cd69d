"""The inbox: an event is stored before it is believed, and handled in a transaction of its own.

`storing` keeps and processes, `events` reads what LiveKit delivers, `findings` what reconcile found, `context` holds
what an event is understood by, `dispatch` leads each to its function of the lifecycle,
`replaying` handles all of a room's again, `stripping` empties old ones, `forgetting` takes a person
out of them.
"""

from rooms.inbox.context import decide_difference
from rooms.inbox.events import UnreadableEvent
from rooms.inbox.findings import Finding
from rooms.inbox.forgetting import forget, hold_waiting, rooms_naming
from rooms.inbox.replaying import Difference, EventsStripped, Replay, replay
from rooms.inbox.storing import (
    LONGEST_BACKOFF,
    process,
    process_waiting,
    record,
    store,
)
from rooms.inbox.stripping import strip_old

__all__ = [
    "LONGEST_BACKOFF",
    "Difference",
    "EventsStripped",
    "Finding",
    "Replay",
    "UnreadableEvent",
    "decide_difference",
    "forget",
    "hold_waiting",
    "process",
    "process_waiting",
    "record",
    "replay",
    "rooms_naming",
    "store",
    "strip_old",
]
