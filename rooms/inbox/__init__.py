"""The inbox: an event is stored before it is believed, and handled in a transaction of its own.

`storing` keeps and processes, `events` reads what LiveKit delivers, `findings` what reconcile found, `context` holds
what an event is understood by, `dispatch` leads each to its function of the lifecycle,
`replaying` handles all of a room's again.
"""

from rooms.inbox.context import decide_difference
from rooms.inbox.events import UnreadableEvent
from rooms.inbox.findings import Finding
from rooms.inbox.replaying import Difference, EventsStripped, Replay, replay
from rooms.inbox.storing import (
    LONGEST_BACKOFF,
    process,
    process_waiting,
    record,
    store,
)

__all__ = [
    "LONGEST_BACKOFF",
    "Difference",
    "EventsStripped",
    "Finding",
    "Replay",
    "UnreadableEvent",
    "decide_difference",
    "process",
    "process_waiting",
    "record",
    "replay",
    "store",
]
