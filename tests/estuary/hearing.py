"""What Estuary tells of its bookings and sessions, heard by a test."""

from collections.abc import Iterator
from typing import Any

import pytest

from estuary.bookings.signals import booking_changed, session_changed

Told = list[tuple[str, int]]


@pytest.fixture
def told() -> Iterator[Told]:
    """What was told, in order."""
    heard: Told = []

    def hear_booking(booking_id: int, **kwargs: Any) -> None:
        heard.append(("booking", booking_id))

    def hear_session(session_id: int, **kwargs: Any) -> None:
        heard.append(("session", session_id))

    booking_changed.connect(hear_booking)
    session_changed.connect(hear_session)
    yield heard
    booking_changed.disconnect(hear_booking)
    session_changed.disconnect(hear_session)
