import pytest

from tests.fakes.appointment import booking, jonas, nadia, now, room
from tests.fakes.livekit import FakeLiveKit, livekit

__all__ = ["booking", "jonas", "livekit", "nadia", "now", "room"]


@pytest.fixture(autouse=True)
def _no_real_livekit(livekit: FakeLiveKit) -> None:
    """Every test of this folder; also that none of its calls comes from a transaction."""
