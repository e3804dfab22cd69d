"""How long recordings are kept."""

from datetime import datetime, timedelta

from rooms.conf import conf
from rooms.models import RoomRecording


def days_of(recording: RoomRecording) -> int:
    """As its room says (that is: host or template did when it was made), else the setting."""
    days = recording.room.recording_days
    return conf.recording_days if days is None else days


def expiry(recording: RoomRecording) -> datetime:
    """When it will be deleted, by what holds now: counted from its end. Set once, when it is ready or has failed; who
    changes the days later changes them for recordings that come."""
    since = recording.ended_at or recording.started_at or recording.requested_at
    return since + timedelta(days=days_of(recording))
