"""Consent to a recording: what people are asked with, who answered what, and who stays out of it.

What whoever moves a recording calls, each under the room's lock: `ask` when one that needs consent was written,
`conclude` when its time is over, `recording_began` and `recording_over` when its status says so.

`running` reads what runs and who has said what, `texts` has the words, `asking` decides, `answers` takes answers,
`holding_back` keeps people out of it in LiveKit, `entering` is the door, `document` what one person sees, `trail` what
is given out.
"""

from datetime import datetime

from rooms.models import Room, RoomRecording
from rooms.recordings.consent import asking, holding_back
from rooms.recordings.consent.answers import (
    Answered,
    NothingAsked,
    answer,
    raise_unless_asked,
)
from rooms.recordings.consent.asking import somebody_left
from rooms.recordings.consent.document import consent_as_seen
from rooms.recordings.consent.entering import Door, look_at_door, must_answer, note_entry
from rooms.recordings.consent.holding_back import hold_back_again, somebody_came, somebody_published
from rooms.recordings.consent.rights import rights_of, rights_of_role
from rooms.recordings.consent.running import who_may_be_recorded
from rooms.recordings.consent.texts import days_kept, days_to_keep
from rooms.recordings.consent.trail import Line, trail_of

__all__ = [
    "Answered",
    "Door",
    "Line",
    "NothingAsked",
    "answer",
    "ask",
    "conclude",
    "consent_as_seen",
    "days_kept",
    "days_to_keep",
    "hold_back_again",
    "look_at_door",
    "must_answer",
    "note_entry",
    "raise_unless_asked",
    "recording_began",
    "recording_over",
    "rights_of",
    "rights_of_role",
    "somebody_came",
    "somebody_left",
    "somebody_published",
    "trail_of",
    "who_may_be_recorded",
]


def ask(room: Room, recording: RoomRecording, at: datetime) -> list[str]:
    """Ask everyone present. The row was just written as `asking`, with its `asked_until`; who started it (where
    somebody did) has agreed by that. Where nobody is left to be asked, it begins at once.

    Returns:
        Keys of effects that somebody waits for, so that the request may try them at once.
    """
    return asking.ask(room, recording, at=at)


def conclude(room: Room, recording: RoomRecording, at: datetime) -> None:
    """Begin or give up an asking recording, if all have answered or its time is over; else nothing changes."""
    asking.conclude(room, recording, at=at)


def recording_began(room: Room, recording: RoomRecording, at: datetime) -> None:
    """It is `starting`: whoever has not agreed is held back. Called before LiveKit is asked to start it."""
    if recording.consent == "ask":
        holding_back.hold_back_unasked(room, recording, at=at)


def recording_over(room: Room, recording: RoomRecording, at: datetime) -> None:
    """It runs no more, or never did: everyone is let go."""
    holding_back.let_everybody_go(room, at=at)
