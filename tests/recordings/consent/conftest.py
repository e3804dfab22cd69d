import pytest
from pytest_django import Settings

from rooms.models import ConsentRule
from tests.fakes.host import host
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.fakes.scene import MakeScene, make_scene
from tests.recordings.consent.recorded import AWAITED, Recorded

__all__ = ["host", "livekit", "make_scene"]


@pytest.fixture(autouse=True)
def _can_record(settings: Settings) -> None:
    """This site is set up to record."""
    settings.ROOMS = {
        **settings.ROOMS,
        "RECORDING_STORAGE": "recordings",
        "RECORDER_PAGE_URL": "https://rooms.example.org/record/",
        "CONSENT_SECONDS": 30,
    }


@pytest.fixture
def workshop(make_scene: MakeScene, livekit: FakeLiveKit) -> Recorded:
    """A group session of Nadia with Jonas and Mara, all three inside; everyone is asked."""
    scene = make_scene("session", recording=True, recording_consent=ConsentRule.ASK)
    recorded = Recorded(scene, livekit)
    for name in ("nadia", "jonas", "mara"):
        recorded.comes(name, 0)
    return recorded


@pytest.fixture
def pair(make_scene: MakeScene, livekit: FakeLiveKit) -> Recorded:
    """The appointment of Jonas with Nadia, both inside; both have to agree."""
    scene = make_scene(recording=True, recording_consent=ConsentRule.ASK)
    recorded = Recorded(scene, livekit)
    for name in ("nadia", "jonas"):
        recorded.comes(name, 0)
    return recorded


@pytest.fixture
def recorded(workshop: Recorded) -> Recorded:
    """The workshop is being recorded since minute 6: Jonas has declined, Mara has not answered."""
    workshop.presses("nadia", 5)
    workshop.says("jonas", False, 5.1)
    workshop.waits_until(5 + AWAITED)
    workshop.is_on_air(6)
    return workshop
