"""The life of a room: the only writer of `Room.status`, its outcome and its closing time.

`status` holds the arrows, `clock` the pure arithmetic of due times, `presence` what LiveKit tells,
`ending` the end, `outcome` what it is called and what the host is told, `versions` the statements that are given out,
`objecting` what people say against them, `moderation` what a practitioner does to people.
"""

from rooms.lifecycle.clock import Window, window_of
from rooms.lifecycle.ending import delete_again, end_room, note_declined, note_reconcile
from rooms.lifecycle.making import make_room, park, reschedule, unmake_room, window_for
from rooms.lifecycle.moderation import put_out_barred, readmit, remove
from rooms.lifecycle.objecting import record_objection
from rooms.lifecycle.outcome import override_outcome, reconsider_outcome
from rooms.lifecycle.presence import (
    incarnation_finished,
    incarnation_missing,
    incarnation_started,
    people_listed,
    person_joined,
    person_left,
    track_seen,
)
from rooms.lifecycle.status import ARROWS, close_rule, locked_room, settle, transition
from rooms.lifecycle.versions import RECONCILES_UNTIL_FINAL, finalise, is_complete
from rooms.statement import DEFAULT_LENGTH

__all__ = [
    "ARROWS",
    "DEFAULT_LENGTH",
    "RECONCILES_UNTIL_FINAL",
    "Window",
    "close_rule",
    "delete_again",
    "end_room",
    "finalise",
    "incarnation_finished",
    "incarnation_missing",
    "incarnation_started",
    "is_complete",
    "locked_room",
    "make_room",
    "note_declined",
    "note_reconcile",
    "override_outcome",
    "park",
    "people_listed",
    "person_joined",
    "person_left",
    "put_out_barred",
    "readmit",
    "reconsider_outcome",
    "record_objection",
    "remove",
    "reschedule",
    "settle",
    "track_seen",
    "transition",
    "unmake_room",
    "window_for",
    "window_of",
]
