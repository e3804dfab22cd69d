from tests.fakes.host import host
from tests.fakes.livekit import livekit
from tests.fakes.scene import make_scene
from tests.fakes.workshop import workshop

__all__ = ["host", "livekit", "make_scene", "workshop"]
