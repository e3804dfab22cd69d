from tests.fakes.livekit import livekit
from tests.webhooks.conftest import booking, jonas, nadia, now, room, told

__all__ = ["booking", "jonas", "livekit", "nadia", "now", "room", "told"]
