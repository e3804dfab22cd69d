"""LiveKit's truth against ours: rooms and people as it lists them go through the webhooks' own functions.

A missed webhook costs at most one interval. `passing` asks LiveKit, `comparing` decides what differs, under the room's
lock, and `report` says what was done.
"""

from rooms.reconcile.passing import RoomUnanswered, is_somebody_inside, reconcile, reconcile_room
from rooms.reconcile.report import Report

__all__ = ["Report", "RoomUnanswered", "is_somebody_inside", "reconcile", "reconcile_room"]
