"""The ledger: who is in a room, and each of their connections. The only writer of `RoomParticipant` and `Visit`.

`people` holds rows, seats and removals, `reports` how good connections were, `ledger` the visits, `evidence` how the
two ends of a visit are decided from what is known of it, `seen` what follows from visits for a person's row, `shares`
how much of the session each one was there, `incarnations` what is known of LiveKit's rooms behind ours, `forgetting`
how a person is taken out of it.
"""

from rooms.attendance.connections import Connection
from rooms.attendance.evidence import TIMED_OUT, Left
from rooms.attendance.forgetting import forget
from rooms.attendance.incarnations import LISTING_SLACK, Absence, Incarnation, Lives, Restart
from rooms.attendance.ledger import (
    Change,
    first_joined_at,
    last_left_at,
    lives_of,
    note_lives,
    reconsider,
    record_join,
    record_leave,
    record_listed,
    record_missing,
    record_track,
    start_over,
)
from rooms.attendance.people import (
    bar_all_but,
    count_inside,
    count_taken,
    ensure_participant,
    find_participant,
    find_person,
    hold_back,
    hold_seat,
    is_inside,
    keep_participant,
    keep_permission,
    let_go,
    may_be_inside,
    people_present,
    readmit,
    release_seats,
    remove,
    unwelcome_identities,
)
from rooms.attendance.reports import MOST_WAITING, note_quality, note_visit_quality, waiting_quality
from rooms.attendance.shares import record_shares

__all__ = [
    "LISTING_SLACK",
    "MOST_WAITING",
    "TIMED_OUT",
    "Absence",
    "Change",
    "Connection",
    "Incarnation",
    "Left",
    "Lives",
    "Restart",
    "bar_all_but",
    "count_inside",
    "count_taken",
    "ensure_participant",
    "find_participant",
    "find_person",
    "first_joined_at",
    "forget",
    "hold_back",
    "hold_seat",
    "is_inside",
    "keep_participant",
    "keep_permission",
    "last_left_at",
    "let_go",
    "lives_of",
    "may_be_inside",
    "note_lives",
    "note_quality",
    "note_visit_quality",
    "people_present",
    "readmit",
    "reconsider",
    "record_join",
    "record_leave",
    "record_listed",
    "record_missing",
    "record_shares",
    "record_track",
    "release_seats",
    "remove",
    "start_over",
    "unwelcome_identities",
    "waiting_quality",
]
