from tests.fakes.host import host
from tests.fakes.scene import make_scene, scene

__all__ = ["host", "make_scene", "scene"]
