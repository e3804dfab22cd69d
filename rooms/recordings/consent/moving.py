"""What consent has a recording do.

Imported late, because it goes both ways: whoever moves a recording asks consent, and consent has it moved.
"""

from datetime import datetime

from rooms.models import RecordingEnd, Room, RoomRecording


def begin(recording: RoomRecording, at: datetime) -> None:
    from rooms.recordings import starting

    starting.begin(recording, at)


def give_up(recording: RoomRecording, ended_by: RecordingEnd, at: datetime) -> None:
    from rooms.recordings import starting

    starting.give_up(recording, ended_by, at)


def stop(room: Room, ended_by: RecordingEnd, at: datetime) -> list[str]:
    """Returns keys of effects that the request may try at once."""
    from rooms.recordings import stopping

    return stopping.stop(room, None, at, ended_by=ended_by)[1]
