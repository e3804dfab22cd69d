import pytest

from tests.fakes.host import host
from tests.fakes.livekit import livekit
from tests.fakes.scene import MakeScene, Scene, make_scene

__all__ = ["host", "livekit", "make_scene"]


@pytest.fixture
def workshop(make_scene: MakeScene) -> Scene:
    """A group session of Nadia with Jonas and Mara; all three are inside since its beginning."""
    workshop = make_scene("session")
    for name in ("nadia", "jonas", "mara"):
        workshop.comes(name, 0)
    return workshop
