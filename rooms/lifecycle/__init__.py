"""The life of a room: the only writer of `Room.status`, its outcome and its closing time.

`status` holds the arrows, `clock` the pure arithmetic of due times, `presence` what LiveKit tells,
`ending` the end and what follows from it, `moderation` what a practitioner does to people.
"""

from rooms.lifecycle.clock import DEFAULT_LENGTH, Window, window_of
from rooms.lifecycle.ending import (
    RECONCILES_UNTIL_FINAL,
    delete_again,
    end_room,
    finalise,
    note_declined,
    note_reconcile,
    reconsider_outcome,
)
from rooms.lifecycle.making import make_room, park, reschedule, unmake_room, window_for
from rooms.lifecycle.moderation import put_out_barred, readmit, remove
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
    "locked_room",
    "make_room",
    "note_declined",
    "note_reconcile",
    "park",
    "people_listed",
    "person_joined",
    "person_left",
    "put_out_barred",
    "readmit",
    "reconsider_outcome",
    "remove",
    "reschedule",
    "settle",
    "track_seen",
    "transition",
    "unmake_room",
    "window_for",
    "window_of",
]
