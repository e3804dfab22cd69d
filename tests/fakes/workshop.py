"""The fixture of a group session that is going on, for the folders whose tests begin with it."""

import pytest

from tests.fakes.scene import MakeScene, Scene


@pytest.fixture
def workshop(make_scene: MakeScene) -> Scene:
    """A group session of Nadia with Jonas and Mara; all three are inside since its beginning."""
    workshop = make_scene("session")
    for name in ("nadia", "jonas", "mara"):
        workshop.comes(name, 0)
    return workshop
