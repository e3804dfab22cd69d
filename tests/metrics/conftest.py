from tests.fakes.appointment import booking, jonas, nadia, now, room
from tests.fakes.host import host
from tests.fakes.livekit import livekit
from tests.fakes.scene import make_scene, scene

__all__ = ["booking", "host", "jonas", "livekit", "make_scene", "nadia", "now", "room", "scene"]
