import pytest

from rooms import beats
from tests.fakes.host import host
from tests.fakes.livekit import livekit
from tests.fakes.scene import make_scene, minute, scene

__all__ = ["host", "livekit", "make_scene", "scene"]


@pytest.fixture
def worker_runs(db: None) -> None:
    """It started two days ago, and LiveKit has answered ever since."""
    beats.worker_ticks(at=minute(-2 * 24 * 60), started=True)
    beats.livekit_answered(at=minute(-2 * 24 * 60) + minute(1).resolution)
