from collections.abc import Iterator

import pytest

from tests.doctor.answering import Answering
from tests.fakes.appointment import booking, jonas, nadia, now, room
from tests.fakes.livekit import livekit

__all__ = ["booking", "jonas", "livekit", "nadia", "now", "room"]


@pytest.fixture
def somebody() -> Iterator[Answering]:
    """Who answers at LiveKit's address, and is not LiveKit."""
    with Answering() as server:
        yield server
