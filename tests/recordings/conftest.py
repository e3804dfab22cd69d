import pytest

from tests.fakes.appointment import booking, jonas, nadia, now, room
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.recordings.places import bucket, folder, place, s3_server
from tests.recordings.recorded import make_recording

__all__ = [
    "booking",
    "bucket",
    "folder",
    "jonas",
    "livekit",
    "make_recording",
    "nadia",
    "now",
    "place",
    "room",
    "s3_server",
]


@pytest.fixture(autouse=True)
def _no_real_livekit(livekit: FakeLiveKit) -> None:
    """Every test of this folder; also that none of its calls comes from a transaction."""
