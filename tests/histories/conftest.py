from tests.fakes.host import host
from tests.fakes.livekit import livekit
from tests.fakes.scene import make_scene, scene

__all__ = ["host", "livekit", "make_scene", "scene"]
