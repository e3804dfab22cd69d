import pytest

from rooms.live import looker
from tests.fakes.appointment import booking, jonas, nadia, now, room
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.watching.counting import looks, queries

__all__ = ["booking", "jonas", "livekit", "looks", "nadia", "now", "queries", "room"]


@pytest.fixture(autouse=True)
def _no_real_livekit(livekit: FakeLiveKit) -> None:
    """Every test of this folder."""


@pytest.fixture(autouse=True)
def _short_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look follows the one before at once, so that nobody waits for the clock."""
    monkeypatch.setattr(looker, "SECONDS_BETWEEN_LOOKS", 0.0)
    monkeypatch.setattr(looker, "SHORTEST_PAUSE_SECONDS", 0.02)
