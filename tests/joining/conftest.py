import pytest

from tests.fakes.appointment import booking, now
from tests.fakes.livekit import FakeLiveKit, livekit

__all__ = ["booking", "livekit", "now"]


@pytest.fixture(autouse=True)
def _no_real_livekit(livekit: FakeLiveKit) -> None:
    """Every test of this folder; also that LiveKit is never asked from within a transaction."""
