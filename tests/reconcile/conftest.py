from tests.fakes.appointment import booking, jonas, nadia, now, room
from tests.fakes.livekit import livekit

__all__ = ["booking", "jonas", "livekit", "nadia", "now", "room"]
