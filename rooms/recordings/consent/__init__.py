"""Consent to a recording: what people are asked with, who answered what, and who stays out of it.

What others call, each under the room's lock: `ask` when a recording that needs consent was written, `conclude` when
its time is over, `recording_began` and `recording_over` when its status says so.
"""

from datetime import datetime

from rooms.models import Room, RoomRecording


def ask(room: Room, recording: RoomRecording, at: datetime) -> list[str]:
    """Ask everyone present. The row was just written as `asking`, with its `asked_until`; who started it (where
    somebody did) has agreed by that. Where nobody is left to be asked, it begins at once.

    Returns:
        Keys of effects that somebody waits for, so that the request may try them at once.
    """
    return []


def conclude(room: Room, recording: RoomRecording, at: datetime) -> None:
    """Begin or give up an asking recording, if all have answered or its time is over; else nothing changes."""


def recording_began(room: Room, recording: RoomRecording, at: datetime) -> None:
    """It is `starting`: whoever has not agreed is held back. Called before LiveKit is asked to start it."""


def recording_over(room: Room, recording: RoomRecording, at: datetime) -> None:
    """It runs no more, or never did: everyone is let go."""
