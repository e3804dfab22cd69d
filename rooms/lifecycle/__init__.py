"""The life of a room: the only writer of `Room.status`, its outcome and its closing time.

`status` holds the arrows, `clock` the pure arithmetic of due times, `due` whether a room's time has come,
`presence` what LiveKit tells, `livekit_room` its room behind ours, `ending` the end, `outcome` what it is called,
`telling_host` what the host is told, `versions` the statements that are given out, `objecting` what people say
against them, `moderation` what a practitioner does to people, `forgetting` what is taken from it all when somebody
is forgotten.
"""

from rooms.lifecycle.clock import Window, window_of
from rooms.lifecycle.due import close_with_incarnation, end_when_due, is_due, trusted_since
from rooms.lifecycle.ending import end_room, note_declined, note_reconcile
from rooms.lifecycle.forgetting import forget
from rooms.lifecycle.livekit_room import (
    begin_livekit_room_again,
    delete_again,
    ensure_livekit_room,
    rooms_not_begun_again,
)
from rooms.lifecycle.making import make_room, park, reschedule, unmake_room, window_for
from rooms.lifecycle.moderation import put_out_barred, readmit, remove
from rooms.lifecycle.objecting import record_objection
from rooms.lifecycle.outcome import GATHERED_FOR, override_outcome, reconsider_outcome
from rooms.lifecycle.presence import (
    CLOCK_SLACK,
    NOTHING_ELSE,
    Circumstances,
    incarnation_finished,
    incarnation_missing,
    incarnation_started,
    note_listed,
    person_joined,
    person_left,
    person_listed,
    person_missing,
    track_seen,
)
from rooms.lifecycle.putting_out import put_out_again
from rooms.lifecycle.status import (
    ARROWS,
    close_rule,
    lock_room,
    locked_room,
    note_change,
    settle,
    transition,
)
from rooms.lifecycle.versions import RECONCILES_UNTIL_FINAL, complete_rooms, finalise
from rooms.statement import DEFAULT_LENGTH

__all__ = [
    "ARROWS",
    "CLOCK_SLACK",
    "DEFAULT_LENGTH",
    "GATHERED_FOR",
    "NOTHING_ELSE",
    "RECONCILES_UNTIL_FINAL",
    "Circumstances",
    "Window",
    "begin_livekit_room_again",
    "close_rule",
    "close_with_incarnation",
    "complete_rooms",
    "delete_again",
    "end_room",
    "end_when_due",
    "ensure_livekit_room",
    "finalise",
    "forget",
    "incarnation_finished",
    "incarnation_missing",
    "incarnation_started",
    "is_due",
    "lock_room",
    "locked_room",
    "make_room",
    "note_change",
    "note_declined",
    "note_listed",
    "note_reconcile",
    "override_outcome",
    "park",
    "person_joined",
    "person_left",
    "person_listed",
    "person_missing",
    "put_out_again",
    "put_out_barred",
    "readmit",
    "reconsider_outcome",
    "record_objection",
    "remove",
    "reschedule",
    "rooms_not_begun_again",
    "settle",
    "track_seen",
    "transition",
    "trusted_since",
    "unmake_room",
    "window_for",
    "window_of",
]
